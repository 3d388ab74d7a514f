"""Prompts as they ship: Markdown files with a front matter, in the package `prompts`."""

import hashlib
from importlib.resources import files

from bot.domain.errors import BadInput
from bot.domain.model import Value


class Prompt(Value):
    """One prompt file; `sha256` is over the whole file, front matter included, hexadecimal."""

    name: str
    version: str
    sha256: str
    text: str


def load_prompt(name: str) -> Prompt:
    """Load the prompt `prompts/NAME.md`; raises BadInput where it is missing or has no front matter."""
    try:
        whole = files("prompts").joinpath(f"{name}.md").read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise BadInput(f"The prompt file prompts/{name}.md is missing. Install the package again.") from error
    return parse_prompt(whole, name)


def parse_prompt(whole: str, file_name: str) -> Prompt:
    """Split a prompt file into its front matter (`name`, `version`) and its text; raises BadInput."""
    opening, _, rest = whole.partition("---\n")
    matter, closing, text = rest.partition("\n---\n")
    fields = {
        key.strip(): value.strip() for key, colon, value in (line.partition(":") for line in matter.splitlines()) if colon
    }
    if opening or not closing or not fields.get("name") or not fields.get("version"):
        raise BadInput(f"The prompt file {file_name}.md needs a front matter with a name and a version at its top.")
    return Prompt(
        name=fields["name"],
        version=fields["version"],
        sha256=hashlib.sha256(whole.encode()).hexdigest(),
        text=text.strip(),
    )
