"""Outlets with their owners, names, domains and grades. Grades are never overwritten; the newest counts."""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, insert, literal, union_all
from sqlalchemy import select as of_table
from sqlmodel import col, select

from bot.domain.errors import BadInput, NotFound
from bot.domain.model import Grade, Outlet, OutletKind
from storage import outlet_keys
from storage.outlet_keys import domain_of, key_of, with_parents
from storage.prepared import Prepared, table_of
from storage.session import WorkspaceSession
from storage.tables.record import OutletAliasRow, OutletDomainRow, OutletGradeRow, OutletRow

STARTING_SET = Path(__file__).with_name("starting_outlets.toml")
FIRST_SEEN = "first seen"
_T, _GRADES, _DOMAINS, _ALIASES = (table_of(row) for row in (OutletRow, OutletGradeRow, OutletDomainRow, OutletAliasRow))
_THESE: Any = bindparam("these", expanding=True)
_NEWEST = of_table(func.max(_GRADES.c.id)).where(_GRADES.c.outlet_id.in_(_THESE)).group_by(_GRADES.c.outlet_id)
_GRADED = Prepared(
    of_table(_T, _GRADES.c.grade, _GRADES.c.reason)
    .join(_GRADES, (_GRADES.c.workspace == _T.c.workspace) & (_GRADES.c.outlet_id == _T.c.id))
    .where(_GRADES.c.id.in_(_NEWEST))
)
_NAMED = Prepared(
    union_all(
        *(
            of_table(table.c.outlet_id, name.label("name"), literal(place).label("place"), table.c.id).where(
                table.c.outlet_id.in_(_THESE)
            )
            for place, (table, name) in enumerate(((_DOMAINS, _DOMAINS.c.domain), (_ALIASES, _ALIASES.c.name)))
        )
    )
)
"""The domains of outlets, then their other names."""
_OWNED = Prepared(of_table(_T.c.id, _T.c.family).where(_T.c.id.in_(_THESE), _T.c.family.is_not(None)))
_WIRES = Prepared(of_table(_T.c.name).where(_T.c.kind == OutletKind.WIRE.value).order_by(_T.c.name_key))
_OWNER = ("family", "stands_alone", "family_source", "family_date")


class GradeEntry(NamedTuple):
    """One entry in an outlet's history; `family` is its owner from then on."""

    id: int
    grade: Grade
    reason: str
    family: str | None
    author: str
    at: dt.datetime


def load_starting_set(s: WorkspaceSession, author: str, at: dt.datetime, path: Path | None = None) -> int:
    """Add the outlets of the starting set that the workspace has not graded yet; returns how many.

    An outlet that somebody has graded stays as it is.
    """
    graded = set(
        s.exec(select(OutletRow.name_key).join(OutletGradeRow).where(col(OutletGradeRow.author) != FIRST_SEEN).distinct())
    )
    names = outlet_keys.all_(s)
    new = [_without_taken(outlet, names) for outlet in _starting(path or STARTING_SET) if key_of(outlet.name) not in graded]
    domains = set(s.exec(select(OutletDomainRow.domain)))
    known = [outlet for outlet in new if key_of(outlet.name) in names or not domains.isdisjoint(map(domain_of, outlet.domains))]
    for outlet in known:
        save(s, outlet, author, at)
    _insert(s, [outlet for outlet in new if outlet not in known], author, at)
    return len(new)


def completed(s: WorkspaceSession, path: Path | None = None) -> list[Outlet]:
    """Return the outlets of the starting set with what the workspace says of them, which counts before the set."""
    names = outlet_keys.all_(s)
    return [_completed(stored(s, outlet), _without_taken(outlet, names)) for outlet in _starting(path or STARTING_SET)]


def by_domain(s: WorkspaceSession, domain: str) -> Outlet | None:
    """Find the outlet of a domain, or of the nearest domain above it."""
    known = outlet_keys.by_domains(s, with_parents(domain))
    return None if known is None else by_ids(s, [known])[known]


def by_name(s: WorkspaceSession, name: str) -> Outlet | None:
    """Find an outlet by its name, by another name that it has, or by its domain; case does not matter."""
    return by_names(s, [name]).get(name)


def by_names(s: WorkspaceSession, names: Iterable[str]) -> dict[str, Outlet]:
    """Find outlets by name, as `by_name` does, without unknown ones."""
    ids = outlet_keys.find(s, names)
    found = by_ids(s, set(ids.values()))
    return {name: found[id_] for name, id_ in ids.items()}


def ids_of(s: WorkspaceSession, names: Iterable[str]) -> dict[str, int]:
    """Return the row ids of outlets by their own names, without unknown ones."""
    keys = {name: key_of(name) for name in names}
    ids = outlet_keys.by_own_name(s, set(keys.values()))
    return {name: ids[key] for name, key in keys.items() if key in ids}


def all_(s: WorkspaceSession) -> list[Outlet]:
    """Return all outlets, by name."""
    return list(by_ids(s, s.exec(select(OutletRow.id).order_by(col(OutletRow.name_key)))).values())


def houses(s: WorkspaceSession, names: Iterable[str]) -> dict[str, str]:
    """Return the owners of outlets by the names as given, without outlets that are not listed or have no owner."""
    ids = outlet_keys.find(s, names)
    if not ids:
        return {}
    families = {row.id: row.family for row in s.rows(_OWNED, these=list(set(ids.values())))}
    return {name: family for name, id_ in ids.items() if (family := families.get(id_))}


def wires(s: WorkspaceSession) -> list[str]:
    """Return the names of the news agencies, sorted."""
    return [row.name for row in s.rows(_WIRES)]


def is_empty(s: WorkspaceSession) -> bool:
    """Return whether the workspace has no outlets yet."""
    return s.exec(select(OutletRow.id).limit(1)).first() is None


def grades(s: WorkspaceSession, name: str) -> list[GradeEntry]:
    """Return an outlet's history, oldest first."""
    row = _row_by_name(s, name)
    if row is None:
        return []
    history = s.exec(select(OutletGradeRow).where(col(OutletGradeRow.outlet_id) == row.id).order_by(col(OutletGradeRow.id)))
    return [GradeEntry(each.id, Grade(each.grade), each.reason, each.family, each.author, each.at) for each in history]


def newest_entry(s: WorkspaceSession, name: str) -> GradeEntry:
    """Return the newest entry in an outlet's history, and lock the outlet until the transaction ends; raises NotFound."""
    # SQLite needs no lock here: a writing transaction locks the whole database.
    s.exec(select(OutletRow.id).where(col(OutletRow.name_key) == key_of(name)).with_for_update()).first()
    history = grades(s, name)
    if not history:
        raise NotFound(f"There is no outlet '{name[:120]}'; 'second-source outlets list' shows those that there are.")
    return history[-1]


def stored(s: WorkspaceSession, outlet: Outlet) -> Outlet | None:
    """Return the outlet that `save` would update, as it is: one with the same name, or added for its domains and not graded."""
    row = _row_to_update(s, outlet)
    return None if row is None else outlet_of(s, row)


def save(s: WorkspaceSession, outlet: Outlet, author: str, at: dt.datetime) -> Outlet:
    """Add an outlet, or update the one with the same name; returns it as stored.

    Domains are added, never removed. A change of grade, reason, owner or names is an entry in its history, by `author`. Raises
    BadInput if a name belongs to another outlet, or a domain to another one that somebody has graded.
    """
    row = _row_to_update(s, outlet)
    _refuse_taken_names(s, outlet, row)
    _refuse_taken_domains(s, outlet.domains, row)
    before = None if row is None else outlet_of(s, row)
    if row is None:
        row = _insert(s, [outlet.model_copy(update={"domains": (), "aliases": ()})], author, at)[0]
    row.name, row.name_key = outlet.name, key_of(outlet.name)
    row.kind = outlet.kind.value
    row.family, row.stands_alone = outlet.family, outlet.stands_alone
    row.family_source, row.family_date = outlet.family_source, outlet.family_date
    s.add(row)
    _add_domains(s, row, outlet.domains)
    _set_aliases(s, row, outlet.aliases)
    if before is not None and (_newest_grade(s, row.id).author == FIRST_SEEN or _counting(before) != _counting(outlet)):
        _grade(s, row.id, outlet, author, at)
    s.flush()
    return outlet_of(s, row)


def has_name(outlet: Outlet, name: str) -> bool:
    """Say whether an outlet has this name; case and a leading "the" do not matter."""
    return key_of(outlet.name) == key_of(name)


def name_site(s: WorkspaceSession, domain: str, name: str) -> None:
    """Give the outlet that was added for a domain, and has only the domain as its name, the name that its site gives itself.

    An outlet that somebody has graded keeps its name, and so does one whose site calls itself like another outlet.
    """
    row = _ungraded(s, [domain])
    if row is None or row.name_key != key_of(domain) or not key_of(name) or outlet_keys.find(s, [name]):
        return
    row.name, row.name_key = name, key_of(name)
    s.add(row)
    s.flush()


def rename(s: WorkspaceSession, old: str, new: str) -> None:
    """Give an outlet another name, which no other outlet has; the caller keeps the old one among its names. Raises NotFound."""
    row = _row_by_name(s, old)
    if row is None:
        raise NotFound(f"There is no outlet '{old[:120]}'.")
    row.name, row.name_key = new, key_of(new)
    s.add(row)
    s.flush()


def find_or_add(s: WorkspaceSession, outlet: Outlet, at: dt.datetime) -> int:
    """Return the id of an outlet that an article or a report names; an unknown one is added.

    An outlet with domains is identified by them, since a page may claim any name: it must not become a graded outlet by its
    name alone. What is stored about a known outlet does not change.
    """
    domains = [domain_of(domain) for domain in outlet.domains]
    if domains and (known := outlet_keys.by_domains(s, domains)) is not None:
        return known
    keys = {key_of(name) for name in (outlet.name, *outlet.aliases)}
    outlet = _without_taken(outlet, outlet_keys.by_alias(s, keys) | outlet_keys.by_own_name(s, keys))
    same_name = _row_by_any_name(s, outlet.name)
    row = None if domains else same_name
    if domains and same_name is not None:
        newest = _newest_grade(s, same_name.id)
        if (newest.author, newest.grade) == (FIRST_SEEN, Grade.F) and not _has_domains(s, same_name):
            _add_domains(s, same_name, domains)
            row = same_name
        else:
            outlet = outlet.model_copy(update={"name": f"{outlet.name[:200]} ({domains[0]})"})
            row = _row_by_name(s, outlet.name)
    return (row if row is not None else _insert(s, [outlet], FIRST_SEEN, at)[0]).id


def by_ids(s: WorkspaceSession, ids: Iterable[int]) -> dict[int, Outlet]:
    """Return outlets by their row ids, in the given order."""
    wanted = list(ids)
    if not wanted:
        return {}
    these = list(set(wanted))
    rows = {row.id: row for row in s.rows(_GRADED, these=these)}
    named: dict[tuple[int, int], list[str]] = {}
    for each in sorted(s.rows(_NAMED, these=these), key=lambda row: row.id):
        named.setdefault((each.outlet_id, each.place), []).append(each.name)
    return {id_: _outlet(rows[id_], named.get((id_, 0), []), named.get((id_, 1), [])) for id_ in wanted}


def outlet_of(s: WorkspaceSession, row: OutletRow) -> Outlet:
    """Return the outlet of one row."""
    return by_ids(s, [row.id])[row.id]


@cache
def _starting(path: Path) -> tuple[Outlet, ...]:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(Outlet.model_validate(entry) for entry in document["outlet"])


def _completed(known: Outlet | None, outlet: Outlet) -> Outlet:
    if known is None or known.is_ungraded:
        return outlet
    has_owner = known.family is not None or known.stands_alone
    owner = {} if has_owner else {field: getattr(outlet, field) for field in _OWNER}
    aliases = known.aliases or outlet.aliases
    domains = tuple(dict.fromkeys((*known.domains, *outlet.domains)))
    return known.model_copy(update={**owner, "aliases": aliases, "domains": domains})


def _outlet(row: Any, domains: Sequence[str], aliases: Sequence[str]) -> Outlet:
    return Outlet(
        name=row.name,
        aliases=tuple(aliases),
        domains=tuple(domains),
        family=row.family,
        stands_alone=row.stands_alone,
        family_source=row.family_source,
        family_date=row.family_date,
        kind=OutletKind(row.kind),
        grade=Grade(row.grade),
        grade_reason=row.reason,
    )


_TOGETHER = {"render_nulls": True}
"""Rows with and without a value for a column go into one statement, not into one for each run of either."""


def _insert(s: WorkspaceSession, outlets: Sequence[Outlet], author: str, at: dt.datetime) -> list[OutletRow]:
    added = list(
        s.scalars(
            insert(OutletRow).returning(OutletRow, sort_by_parameter_order=True),
            [
                {
                    "name": outlet.name,
                    "name_key": key_of(outlet.name),
                    "family": outlet.family,
                    "stands_alone": outlet.stands_alone,
                    "family_source": outlet.family_source,
                    "family_date": outlet.family_date,
                    "kind": outlet.kind.value,
                }
                for outlet in outlets
            ],
            execution_options=_TOGETHER,
        )
        if outlets
        else ()
    )
    pairs = list(zip(added, outlets, strict=True))
    domains = [
        {"outlet_id": row.id, "domain": domain}
        for row, outlet in pairs
        for domain in dict.fromkeys(map(domain_of, outlet.domains))
    ]
    aliases = [alias for row, outlet in pairs for alias in _alias_values(row, outlet.aliases)]
    grades = [{"outlet_id": row.id, "author": author, "at": at, **_grade_values(outlet)} for row, outlet in pairs]
    for table, values in ((OutletDomainRow, domains), (OutletAliasRow, aliases), (OutletGradeRow, grades)):
        s.insert_many(table, values)
    return added


def _alias_values(row: OutletRow, aliases: Iterable[str]) -> list[dict[str, Any]]:
    named: dict[str, str] = {}
    for alias in aliases:
        if (key := key_of(alias)) and key != row.name_key:
            named.setdefault(key, alias)
    return [{"outlet_id": row.id, "name": alias, "name_key": key} for key, alias in named.items()]


def _grade_values(outlet: Outlet) -> dict[str, Any]:
    return {"grade": outlet.grade.value, "reason": outlet.grade_reason, "family": outlet.family}


def _counting(outlet: Outlet) -> tuple[object, ...]:
    """Return what of an outlet its reports count by."""
    return (*_grade_values(outlet).values(), outlet.stands_alone, frozenset(map(key_of, outlet.aliases)))


def _set_aliases(s: WorkspaceSession, row: OutletRow, aliases: Iterable[str]) -> None:
    s.exec(delete(OutletAliasRow).where(col(OutletAliasRow.outlet_id) == row.id))
    if values := _alias_values(row, aliases):
        s.execute(insert(OutletAliasRow), values)


def _add_domains(s: WorkspaceSession, row: OutletRow, domains: Iterable[str]) -> None:
    wanted = list(dict.fromkeys(domain_of(domain) for domain in domains))
    known = s.exec(select(OutletDomainRow).where(col(OutletDomainRow.domain).in_(wanted))).all()
    for domain in known:
        domain.outlet_id = row.id
        s.add(domain)
    taken = {domain.domain for domain in known}
    s.add_all(OutletDomainRow(outlet_id=row.id, domain=domain) for domain in wanted if domain not in taken)


def _refuse_taken_domains(s: WorkspaceSession, domains: Iterable[str], row: OutletRow | None) -> None:
    wanted = [domain_of(domain) for domain in domains]
    for domain in s.exec(select(OutletDomainRow).where(col(OutletDomainRow.domain).in_(wanted))):
        if (row is None or domain.outlet_id != row.id) and _newest_grade(s, domain.outlet_id).author != FIRST_SEEN:
            other = s.exec(select(OutletRow).where(col(OutletRow.id) == domain.outlet_id)).one()
            raise BadInput(f"The domain {domain.domain} belongs to the outlet '{other.name}'; change that one instead.")


def _refuse_taken_names(s: WorkspaceSession, outlet: Outlet, row: OutletRow | None) -> None:
    names = {key: name for name in (*outlet.aliases, outlet.name) if (key := key_of(name))}
    for key, id_ in (outlet_keys.by_alias(s, set(names)) | outlet_keys.by_own_name(s, set(names))).items():
        if row is None or id_ != row.id:
            other = s.exec(select(OutletRow).where(col(OutletRow.id) == id_)).one()
            raise BadInput(f"The name '{names[key]}' belongs to the outlet '{other.name}'; change that one instead.")


def _without_taken(outlet: Outlet, ids: Mapping[str, int]) -> Outlet:
    """Return an outlet without those of its other names that another outlet has."""
    own = ids.get(key_of(outlet.name))
    free = tuple(alias for alias in outlet.aliases if ids.get(key_of(alias), own) == own)
    return outlet.model_copy(update={"aliases": free})


def _grade(s: WorkspaceSession, outlet_id: int, outlet: Outlet, author: str, at: dt.datetime) -> None:
    s.add(OutletGradeRow(outlet_id=outlet_id, author=author, at=at, **_grade_values(outlet)))


def _newest_grade(s: WorkspaceSession, outlet_id: int) -> OutletGradeRow:
    return s.exec(
        select(OutletGradeRow)
        .where(col(OutletGradeRow.outlet_id) == outlet_id)
        .order_by(col(OutletGradeRow.id).desc())
        .limit(1)
    ).one()


def _has_domains(s: WorkspaceSession, row: OutletRow) -> bool:
    return s.exec(select(OutletDomainRow.id).where(col(OutletDomainRow.outlet_id) == row.id).limit(1)).first() is not None


def _ungraded(s: WorkspaceSession, domains: Iterable[str]) -> OutletRow | None:
    """Find the outlet that was added automatically for one of these domains and that nobody has graded yet."""
    row = _row_by_domains(s, [domain_of(domain) for domain in domains])
    return row if row is not None and _newest_grade(s, row.id).author == FIRST_SEEN else None


def _row_to_update(s: WorkspaceSession, outlet: Outlet) -> OutletRow | None:
    return _row_by_name(s, outlet.name) or _ungraded(s, outlet.domains)


def _row_by_name(s: WorkspaceSession, name: str) -> OutletRow | None:
    return s.exec(select(OutletRow).where(col(OutletRow.name_key) == key_of(name))).first()


def _row_by_any_name(s: WorkspaceSession, name: str) -> OutletRow | None:
    found = outlet_keys.find(s, [name]).get(name)
    return None if found is None else s.exec(select(OutletRow).where(col(OutletRow.id) == found)).one()


def _row_by_domains(s: WorkspaceSession, domains: Sequence[str]) -> OutletRow | None:
    found = outlet_keys.by_domains(s, domains)
    return None if found is None else s.exec(select(OutletRow).where(col(OutletRow.id) == found)).one()
