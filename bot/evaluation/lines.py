"""Files with one JSON object per line, as other people write them."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from bot.domain.errors import BadInput
from bot.domain.faults import faults

MOST_NAMED = 20
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_ONE_A_LINE = "write one object a line ('jq -c .' does so)"


class CaseValue(BaseModel):
    """A part of a case: frozen and validated; unknown fields are kept apart, since other people write these files."""

    model_config = ConfigDict(frozen=True, extra="allow", coerce_numbers_to_str=True)

    def unknown_fields(self) -> list[str]:
        """Return the paths of the fields that are unknown."""
        return list(self.model_extra or {})


class NamedCase(CaseValue):
    """The content of one line; its id is unique in its file."""

    id: Words


M = TypeVar("M", bound=NamedCase)


@dataclass(frozen=True)
class CaseLine:
    """One line of a JSONL file."""

    number: int
    text: str


class WrongLines(BadInput):
    """Some lines of a file cannot be used; each is named by its number and the reason."""


def object_of(line: CaseLine) -> dict[str, Any]:
    """Read the JSON object of a line; raises ValueError with the reason."""
    try:
        value = json.loads(line.text)
        if _SURROGATE.search(line.text):
            # JSON's escapes may hold half a surrogate pair, which no page and no database can.
            value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    except RecursionError:
        raise ValueError("nested far too deeply") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} in column {error.colno}") from None
    except ValueError:
        raise ValueError("it holds a number with far too many digits") from None
    if isinstance(value, list):
        raise ValueError(f"a list, not a JSON object: {_ONE_A_LINE}")  # noqa: TRY004 - the file is wrong, not the program
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004
    return value


def read_lines(data: bytes, form: type[M], parse: Callable[[CaseLine], dict[str, Any]] = object_of) -> list[M]:
    """Read one value per line with `parse`; empty lines are skipped.

    Raises WrongLines, also where there is no line or an id comes twice.
    """
    found: list[M] = []
    wrong: list[str] = []
    ids: dict[str, int] = {}
    for line in _lines(data):
        try:
            value = form.model_validate(parse(line))
        except ValidationError as error:
            wrong.append(f"line {line.number}: {faults(error)}")
            continue
        except ValueError as error:
            wrong.append(f"line {line.number}: {error}")
            continue
        if value.id in ids:
            wrong.append(f"line {line.number}: the id '{value.id[:80]}' stands in line {ids[value.id]} already")
        ids.setdefault(value.id, line.number)
        found.append(value)
    _refuse(wrong)
    return found


def _lines(data: bytes) -> list[CaseLine]:
    found: list[CaseLine] = []
    wrong: list[str] = []
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not raw.strip():
            continue
        try:
            found.append(CaseLine(number, raw.decode("utf-8")))
        except UnicodeDecodeError as error:
            wrong.append(f"line {number}: not UTF-8 text (byte {error.start + 1} of the line)")
    _refuse(wrong)
    if not found:
        raise WrongLines("There is nothing in this file: it needs one JSON object a line.")
    if found[0].text.rstrip().endswith(("{", "[", ",")):
        # Otherwise every line would be wrong, and no reason would help.
        _refuse([f"line {found[0].number}: JSON that goes on over several lines; {_ONE_A_LINE}"])
    return found


def _refuse(wrong: Sequence[str]) -> None:
    """Raise WrongLines if something is wrong, and name the first twenty lines."""
    if not wrong:
        return
    more = [f"and {len(wrong) - MOST_NAMED:,} more"] if len(wrong) > MOST_NAMED else []
    counted = "1 line cannot be used" if len(wrong) == 1 else f"{len(wrong):,} lines cannot be used"
    raise WrongLines("\n  ".join([f"Nothing was run, since {counted}:", *wrong[:MOST_NAMED], *more]))
