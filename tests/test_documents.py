"""The documents are right about commands, settings, paths and make targets."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import AliasChoices
from typer.testing import CliRunner

from bot.cli import app
from bot.commands.table import COMMANDS, load
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
OPERATIONS = (ROOT / "OPERATIONS.md").read_text()
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text()


def commands() -> list[str]:
    found = []
    for name in COMMANDS:
        inner = getattr(load(name), "commands", None)
        found += [f"{name} {sub}" for sub in inner] if inner else [name]
    return found


@pytest.mark.parametrize("command", commands())
def test_every_command_is_in_the_readme_and_has_help(command: str) -> None:
    assert re.search(rf"`{command}\b", README), command
    result = CliRunner().invoke(app, [*command.split(), "--help"])
    assert result.exit_code == 0


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_in_the_table_for_operations(name: str) -> None:
    alias = Settings.model_fields[name].validation_alias
    if isinstance(alias, AliasChoices):
        alias = str(alias.choices[0])
    assert f"`{alias or f'SECOND_SOURCE_{name.upper()}'}`" in OPERATIONS


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:bot|storage|prompts|tests)/[\w./]+)`", ARCHITECTURE + README + OPERATIONS)))
)
def test_every_path_in_the_documents_exists(path: str) -> None:
    assert (ROOT / path).exists(), path


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?:^|`)make ([a-z-]+)", README + ARCHITECTURE, re.MULTILINE))))
def test_every_make_target_in_the_documents_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE), target


DOCUMENTS = {path.name: path.read_text() for path in ROOT.glob("*.md")}


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_every_link_within_the_documents_leads_somewhere(name: str) -> None:
    for file, part in re.findall(r"\]\(([\w./-]*\.md)?(?:#([\w-]+))?\)", DOCUMENTS[name]):
        assert (ROOT / (file or name)).is_file(), file
        headings = re.findall(r"^#+ (.*)$", (ROOT / (file or name)).read_text(), re.MULTILINE)
        assert not part or part in [re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings], part


def test_the_sample_on_the_command_line_works_as_it_stands(tmp_path: Path) -> None:
    (pasted,) = [block for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) if block.startswith("cat > event.json")]
    (tmp_path / "bot").symlink_to(ROOT / "bot")
    environment = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "SECOND_SOURCE_HOME": str(tmp_path / "home")}
    ended = subprocess.run(
        ["bash", "-ec", pasted], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert ended.returncode == 0, ended.stderr
    assert "REPORTED" in ended.stdout
