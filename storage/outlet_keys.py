"""How outlets are found: by their own names, by their other names, by their domains. Returns the ids of their rows."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, literal, union_all
from sqlalchemy import select as of_table
from sqlmodel import select

from bot.domain.platforms import is_platform
from storage.prepared import Prepared, table_of
from storage.session import WorkspaceSession
from storage.tables.record import OutletAliasRow, OutletDomainRow, OutletRow

_LONGEST = 300
_OWN, _OTHER, _DOMAIN = (table_of(row).c for row in (OutletRow, OutletAliasRow, OutletDomainRow))
_THESE: Any = bindparam("these", expanding=True)
_BY_OWN_NAME = Prepared(of_table(_OWN.name_key, _OWN.id).where(_OWN.name_key.in_(_THESE)))
_BY_ALIAS = Prepared(of_table(_OTHER.name_key, _OTHER.outlet_id).where(_OTHER.name_key.in_(_THESE)))
_BY_ANY = Prepared(
    union_all(
        of_table(_DOMAIN.domain.label("key"), _DOMAIN.outlet_id.label("id"), literal(0).label("before")).where(
            _DOMAIN.domain.in_(_THESE)
        ),
        of_table(_OTHER.name_key, _OTHER.outlet_id, literal(1)).where(_OTHER.name_key.in_(_THESE)),
        of_table(_OWN.name_key, _OWN.id, literal(2)).where(_OWN.name_key.in_(_THESE)),
    )
)
_BY_DOMAIN = Prepared(of_table(_DOMAIN.domain, _DOMAIN.outlet_id).where(_DOMAIN.domain.in_(_THESE)))


def find(s: WorkspaceSession, names: Iterable[str]) -> dict[str, int]:
    """Find outlets by names as given: first by their own names, then by their other names, then by their domains."""
    keys = {name: key_of(name) for name in names}
    wanted = set(keys.values())
    if not wanted:
        return {}
    rows = sorted(s.rows(_BY_ANY, these=list(wanted)), key=lambda row: row.before)
    found: dict[str, int] = {row.key: row.id for row in rows}
    return {name: found[key] for name, key in keys.items() if key in found}


def by_own_name(s: WorkspaceSession, keys: Collection[str]) -> dict[str, int]:
    """Find outlets by the keys of their own names."""
    return _found(s, _BY_OWN_NAME, keys)


def by_alias(s: WorkspaceSession, keys: Collection[str]) -> dict[str, int]:
    """Find outlets by the keys of their other names."""
    return _found(s, _BY_ALIAS, keys)


def by_domains(s: WorkspaceSession, domains: Sequence[str]) -> int | None:
    """Find the outlet of the first of these domains that is known."""
    known = _found(s, _BY_DOMAIN, domains)
    return next((known[domain] for domain in domains if domain in known), None)


def _found(s: WorkspaceSession, prepared: Prepared, these: Collection[str]) -> dict[str, int]:
    return dict(tuple(row) for row in s.rows(prepared, these=list(these)))


def all_(s: WorkspaceSession) -> dict[str, int]:
    """Return all outlets by the keys of their names and other names."""
    aliases = dict(s.exec(select(OutletAliasRow.name_key, OutletAliasRow.outlet_id)).all())
    return aliases | dict(s.exec(select(OutletRow.name_key, OutletRow.id)).all())


def key_of(name: str) -> str:
    """Fold case and drop a leading "the", which outlets do not use consistently."""
    return name.strip().casefold().removeprefix("the ").lstrip()[:_LONGEST]


def domain_of(text: str) -> str:
    """Return a domain in its one form."""
    return text.strip().strip(".").casefold()[:_LONGEST]


def with_parents(domain: str) -> list[str]:
    """Return a domain and the domains above it, without the last label alone; a platform's is above nobody's."""
    labels = domain_of(domain).split(".")
    parents = [".".join(labels[start:]) for start in range(max(len(labels) - 1, 1))]
    return [each for each in parents if each == parents[0] or not is_platform(each)]
