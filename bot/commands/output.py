"""What commands print: text or JSON to standard output, progress and errors to standard error."""

import json
import re
import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer
from pydantic import BaseModel

from bot.domain.errors import BadInput
from bot.domain.wording import clean

_OBEYED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters beyond ASCII's, which JSON leaves as they are, and marks that turn a line round."""
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
By = Annotated[str, typer.Option("--by", help="Your name, as the record shall keep it.")]


def show(text: str, data: object, *, as_json: bool) -> None:
    """Print a text, or the same thing as JSON."""
    written = as_text(_plain(data)) if as_json else _wrapped(text)
    sys.stdout.write(written + "\n")


def as_text(data: object) -> str:
    """Write plain data as JSON; what a terminal would obey, or show the other way round, is written as its number."""
    written = json.dumps(data, ensure_ascii=False, indent=2)
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def _wrapped(text: str) -> str:
    """Wrap long lines at the terminal's width, with a hanging indent; output to a file or pipe stays as it is."""
    if not sys.stdout.isatty():
        return text
    width = max(shutil.get_terminal_size().columns, 40)
    return "\n".join(_wrapped_line(line, width) for line in text.split("\n"))


def _wrapped_line(line: str, width: int) -> str:
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    if len(line) <= width:
        return line
    broken = textwrap.wrap(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return "\n".join(broken)


def contents(file: Path) -> bytes:
    """Read a file, or standard input for '-'; raises BadInput."""
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}.") from error


@contextmanager
def written_whole(file: Path) -> Iterator[BinaryIO]:
    """Open a file that takes its name once all is written, so that a failure leaves nothing behind; raises BadInput."""
    part = file.with_name(f".{file.name}.part")
    try:
        with part.open("wb") as out:
            yield out
        part.replace(file)
    except OSError as error:
        raise BadInput(f"{file} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def progress(sentence: str) -> None:
    """Say on standard error how far the work is."""
    _say(clean(sentence), "dim")


def complain(sentence: str) -> None:
    """Say on standard error what went wrong."""
    _say(f"✗ {clean(sentence)}", "red")


def _say(sentence: str, style: str) -> None:
    # Most commands print nothing here, and importing rich would double their time.
    from rich.console import Console

    Console(stderr=True, highlight=False, markup=False).print(sentence, style=style, soft_wrap=True)


def _plain(data: object) -> Any:
    if isinstance(data, BaseModel):
        return data.model_dump(mode="json")
    if isinstance(data, Mapping):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_plain(value) for value in data]
    return data
