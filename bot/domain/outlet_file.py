"""The outlet list as CSV: read from what spreadsheets save, and written so that they run nothing in it.

Each line is one domain of an outlet. An outlet with several domains has several lines, which say the same of it.
"""

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from bot.domain.errors import BadInput
from bot.domain.model import Grade, Outlet, OutletKind, WebAddress
from bot.domain.workspace import domain_of

COLUMNS = ("domain", "name", "owner", "kind", "grade", "reason", "source", "aliases")
REQUIRED = ("domain", "name", "grade", "reason")
BETWEEN_ALIASES = " | "
MOST_BYTES = 20_000_000
LONGEST_NAME = 200
_EMPTY = f"This file is empty. Its first line must name the columns: {', '.join(COLUMNS)}."
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
# A spreadsheet runs a cell that begins like this as a formula. An apostrophe before it makes it text.
_RUNS = re.compile(r"'*[=+\-@\t\r]")
_MADE_TEXT = re.compile(r"'+[=+\-@\t\r]")
_ADDRESS: TypeAdapter[str] = TypeAdapter(WebAddress)


class Fault(NamedTuple):
    """What is wrong with a line, in a sentence."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.sentence}"


class OutletLine(NamedTuple):
    """An outlet as the lines of a file say: the first of them, its domains, and the cells of the columns that the file has."""

    line: int
    name: str
    domains: tuple[str, ...]
    cells: Mapping[str, str]


class OutletFile(NamedTuple):
    """What a file says, line by line; `remarks` say how it was read."""

    outlets: tuple[OutletLine, ...]
    faults: tuple[Fault, ...]
    remarks: tuple[str, ...]


def write(outlets: Iterable[Outlet]) -> str:
    """Write outlets as CSV, a line for each domain."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    for outlet in outlets:
        owner = outlet.name if outlet.stands_alone else outlet.family or ""
        about = (outlet.name, owner, outlet.kind.value, outlet.grade.value, outlet.grade_reason, outlet.family_source or "")
        for domain in outlet.domains or ("",):
            writer.writerow([_as_text(cell) for cell in (domain, *about, BETWEEN_ALIASES.join(outlet.aliases))])
    return written.getvalue()


def parse(data: bytes) -> OutletFile:
    """Read CSV, and find what is wrong with each line; raises BadInput for a file that is no such list."""
    text = _decoded(data)
    first, _, rest = text.partition("\n")
    skipped = 0
    if re.fullmatch(r"sep=.\s*", first):  # Excel's own hint
        text, skipped = rest, 1
    separator = _separator(text)
    remarks = (
        [] if separator == "," else [f"The columns of this file are separated by {_SEPARATORS[separator]}; it was read so."]
    )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows = _rows(reader, skipped)
    checks: _Checks | None = None
    try:
        for row in rows:
            if checks is None:
                checks = _Checks(_columns(row.cells))
            else:
                checks.add(row)
    except csv.Error as error:
        broken = Fault(
            reader.line_num + skipped, f"it cannot be read, nor what follows it: {error}. Look at its quotation marks."
        )
        if checks is None:
            raise BadInput(str(broken)) from error
        checks.faults.append(broken)
    if checks is None:
        raise BadInput(_EMPTY)
    return OutletFile(tuple(checks.outlets.values()), tuple(checks.faults), tuple(remarks))


def outlet_of(line: OutletLine, known: Outlet | None, day: dt.date) -> Outlet:
    """Return the outlet as its lines say; what they leave out stays as it is known. `day` is when its owner was looked up."""
    cells, before = line.cells, known or Outlet(name=line.name)
    changes: dict[str, Any] = {"name": line.name, "domains": tuple(dict.fromkeys((*before.domains, *line.domains)))}
    changes |= {"grade": cells["grade"], "grade_reason": cells["reason"]}
    if "kind" in cells:
        changes["kind"] = cells["kind"] or OutletKind.UNKNOWN
    if "aliases" in cells:
        changes["aliases"] = tuple(filter(None, (alias.strip() for alias in cells["aliases"].split("|"))))
    if "owner" in cells:
        changes |= ownership(before, line.name, cells["owner"], cells.get("source"), day)
    return Outlet.model_validate({**before.model_dump(), **changes})


def ownership(before: Outlet, name: str, owner: str, source: str | None, day: dt.date) -> dict[str, Any]:
    """Return an outlet's fields for its owner as somebody wrote it: nobody, the outlet itself, or another.

    The day stays if neither the owner nor the `source` changes; None leaves the source as it is.
    """
    alone = bool(owner) and owner.casefold() == name.casefold()
    same_owner = (before.stands_alone, before.family) == (alone, None if alone or not owner else owner)
    if source is None:
        source = (before.family_source or "") if same_owner else ""
    same = same_owner and source == (before.family_source or "")
    return {
        "stands_alone": alone,
        "family": None if alone or not owner else owner,
        "family_source": source or None,
        "family_date": before.family_date if same else day if owner else None,
    }


class _Row(NamedTuple):
    line: int
    cells: tuple[str, ...]


class _Checks:
    """Checks lines one by one; each good one is an outlet, or one more domain of an outlet."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns
        self._line_of_domain: dict[str, int] = {}
        self._line_of_alias: dict[str, tuple[int, str]] = {}
        self.outlets: dict[str, OutletLine] = {}
        self.faults: list[Fault] = []

    def add(self, row: _Row) -> None:
        """Check one line."""
        given = row.cells
        while len(given) > len(self._columns) and not given[-1]:
            given = given[:-1]
        if len(given) != len(self._columns):
            self._fault(row, f"it has {len(given)} cells, and there are {len(self._columns)} columns.")
            return
        cells = dict(zip(self._columns, given, strict=True))
        written, cells["name"] = cells.pop("domain"), " ".join(cells["name"].split())
        cells = cells | {"grade": cells["grade"].upper(), "kind": cells.get("kind", "").lower().replace(" ", "_")}
        cells = {column: cells[column] for column in self._columns if column != "domain"}
        domain = domain_of(written) if written else ""
        sentences = [*_wrong(cells), *self._wrong_domain(written, domain), *self._wrong_company(cells)]
        for sentence in sentences:
            self._fault(row, sentence)
        if sentences:
            return
        if domain:
            self._line_of_domain[domain] = row.line
        name = _key(cells["name"])
        for alias in _aliases(cells):
            self._line_of_alias.setdefault(alias, (row.line, name))
        earlier = self.outlets.get(name)
        domains = (*(earlier.domains if earlier else ()), *([domain] if domain else []))
        line = earlier.line if earlier else row.line
        self.outlets[name] = OutletLine(line, cells["name"], domains, cells)

    def _wrong_domain(self, written: str, domain: str | None) -> Iterator[str]:
        if domain is None:
            yield f"'{_short(written)}' is no domain; write it like example.com."
        elif domain in self._line_of_domain:
            yield f"the domain {domain} is on line {self._line_of_domain[domain]} already."

    def _wrong_company(self, cells: Mapping[str, str]) -> Iterator[str]:
        """Compare a line with the earlier lines of the same outlet, and its other names with those of other outlets."""
        name = _key(cells["name"])
        earlier = self.outlets.get(name)
        if earlier is not None and (other := next((c for c in cells if c != "name" and cells[c] != earlier.cells[c]), None)):
            yield f"'{_short(cells['name'])}' has another {other} on line {earlier.line}; the lines of one outlet must agree."
        for alias in _aliases(cells):
            line, owner = self._line_of_alias.get(alias, (0, name))
            if owner != name:
                yield f"the name '{_short(alias)}' belongs to another outlet on line {line}; a name is of one outlet only."

    def _fault(self, row: _Row, sentence: str) -> None:
        self.faults.append(Fault(row.line, sentence))


def _decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise BadInput(f"This file has more than {MOST_BYTES // 1_000_000} MB; split it.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput("This file is in UTF-16, as Excel saves “Unicode text”. Save it as “CSV UTF-8” and import that.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInput(f"Line {line} is not in UTF-8. In Excel, save the file as “CSV UTF-8”, and import that.") from error
    if not text.strip():
        raise BadInput(_EMPTY)
    return text


def _separator(text: str) -> str:
    head = text.lstrip("\r\n").splitlines()[0]
    return max(_SEPARATORS, key=head.count)


def _rows(reader: Iterator[list[str]], skipped: int) -> Iterator[_Row]:
    """Return the lines that have something in them, each with its number; a quoted cell may go over several lines."""
    before = skipped
    for cells in reader:
        line, before = before + 1, reader.line_num + skipped  # type: ignore[attr-defined]  # csv's reader has it
        stripped = tuple(_as_read(cell).strip() for cell in cells)
        if any(stripped):
            yield _Row(line, stripped)


def _columns(head: Sequence[str]) -> tuple[str, ...]:
    columns = tuple(cell.strip().lower() for cell in head)
    while columns and not columns[-1]:
        columns = columns[:-1]
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        raise BadInput(
            f"The first line must name the columns, and it has no {', '.join(missing)}. They are {', '.join(COLUMNS)};"
            f" {', '.join(REQUIRED)} are needed."
        )
    if unknown := [column for column in columns if column not in COLUMNS]:
        raise BadInput(f"There is no column '{_short(unknown[0])}'. The columns are {', '.join(COLUMNS)}.")
    if twice := next((column for column in columns if columns.count(column) > 1), None):
        raise BadInput(f"The column '{twice}' is there twice.")
    return columns


def _wrong(cells: Mapping[str, str]) -> Iterator[str]:
    """Say what is wrong with one line by itself."""
    for column, cell in cells.items():
        if any(unicodedata.category(character).startswith("C") for character in cell):
            yield f"its {column} has a line break, or a character that cannot be seen."
    if not cells["name"]:
        yield "it has no name."
    elif len(cells["name"]) > LONGEST_NAME:
        yield f"its name has more than {LONGEST_NAME} characters."
    if cells["grade"] not in set(Grade):
        yield f"'{_short(cells['grade'])}' is no grade; write A, B, C, D, E, or F for one that cannot be judged."
    if not cells["reason"]:
        yield "it has no reason; a grade needs one."
    if cells.get("kind") and cells["kind"] not in set(OutletKind):
        yield f"'{_short(cells['kind'])}' is no kind; write one of {', '.join(OutletKind)}."
    for column in ("owner", "reason", "aliases"):
        if len(cells.get(column, "")) > 1000:
            yield f"its {column} has more than 1,000 characters."
    if source := cells.get("source"):
        if not _is_address(source):
            yield f"'{_short(source)}' is no web address; a source begins with https://."
        elif not cells.get("owner"):
            yield "it has a source but no owner; the source is where one can see who owns the outlet."


def _aliases(cells: Mapping[str, str]) -> list[str]:
    return [alias for part in cells.get("aliases", "").split("|") if (alias := _key(part))]


def _key(name: str) -> str:
    return name.strip().casefold().removeprefix("the ")


def _is_address(text: str) -> bool:
    try:
        return bool(_ADDRESS.validate_python(text))
    except ValidationError:
        return False


def _as_text(cell: str) -> str:
    return f"'{cell}" if _RUNS.match(cell) else cell


def _as_read(cell: str) -> str:
    return cell[1:] if _MADE_TEXT.match(cell) else cell


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
