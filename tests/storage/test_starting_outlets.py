"""The outlets that a new workspace starts with are valid, distinct and explained."""

import threading
import tomllib
from collections import Counter
from pathlib import Path

import pytest
import tldextract
from pydantic import SecretStr

import bot.domain.model
from bot.domain.model import Grade, Outlet, OutletKind
from bot.domain.outlet_names import same_outlet
from bot.domain.spelling import Likeness
from bot.opening import open_record
from bot.settings import Settings
from storage import outlets as stored
from storage.db import Database
from storage.outlet_keys import key_of
from tests.ending import SECONDS, at_once

FILE = Path(bot.domain.model.__file__).parents[2] / "storage" / "starting_outlets.toml"
registrable = tldextract.TLDExtract(suffix_list_urls=())


@pytest.fixture(scope="module")
def outlets() -> list[Outlet]:
    document = tomllib.loads(FILE.read_text(encoding="utf-8"))
    assert set(document) == {"outlet"}
    return [Outlet.model_validate(row) for row in document["outlet"]]


@pytest.fixture(scope="module")
def by_domain(outlets: list[Outlet]) -> dict[str, Outlet]:
    return {domain: outlet for outlet in outlets for domain in outlet.domains}


def test_there_are_enough_and_no_name_comes_twice(outlets: list[Outlet]) -> None:
    assert len(outlets) >= 150
    assert [name for name, times in Counter(o.name.casefold() for o in outlets).items() if times > 1] == []


def test_sorted_by_kind_then_name(outlets: list[Outlet]) -> None:
    order = [(o.kind.value, o.name.casefold()) for o in outlets]
    assert order == sorted(order)


def test_every_outlet_has_domains_and_none_comes_twice(outlets: list[Outlet]) -> None:
    assert [o.name for o in outlets if not o.domains] == []
    seen = Counter(domain for o in outlets for domain in o.domains)
    assert [domain for domain, times in seen.items() if times > 1] == []


def test_every_domain_is_registrable(outlets: list[Outlet]) -> None:
    wrong = [d for o in outlets for d in o.domains if registrable(d).top_domain_under_public_suffix != d]
    assert wrong == []


def test_every_grade_has_a_reason_of_its_own(outlets: list[Outlet]) -> None:
    default = Outlet.model_fields["grade_reason"].default
    reasons = Counter(o.grade_reason for o in outlets)
    assert default not in reasons
    assert [reason for reason, times in reasons.items() if times > 1] == []
    assert [reason for reason in reasons if len(reason.split()) < 6 or not reason.endswith(".") or "\n" in reason] == []


def test_every_kind_but_unknown_is_used(outlets: list[Outlet]) -> None:
    kinds = Counter(o.kind for o in outlets)
    assert set(kinds) == set(OutletKind) - {OutletKind.UNKNOWN}
    assert [kind for kind, times in kinds.items() if times < 5] == []


def test_platforms_cannot_be_judged_and_say_so(outlets: list[Outlet]) -> None:
    platforms = [o for o in outlets if o.kind is OutletKind.SOCIAL]
    assert {o.grade for o in platforms} == {Grade.F}
    assert [o.name for o in platforms if "author" not in o.grade_reason and "uploader" not in o.grade_reason] == []


def test_state_control_is_never_graded_well(outlets: list[Outlet]) -> None:
    controlled = [o for o in outlets if o.grade_reason.startswith("State-controlled")]
    assert len(controlled) >= 5
    assert {o.grade for o in controlled} <= {Grade.D, Grade.E}


def test_grades_are_spread(outlets: list[Outlet]) -> None:
    assert set(Counter(o.grade for o in outlets)) == set(Grade)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("wsj.com", "thetimes.co.uk"),
        ("usatoday.com", "freep.com"),
        ("komonews.com", "wjla.com"),
        ("bild.de", "politico.eu"),
        ("tass.com", "rt.com"),
        ("ukrinform.net", "president.gov.ua"),
    ],
)
def test_outlets_of_one_owner_share_a_house(by_domain: dict[str, Outlet], one: str, other: str) -> None:
    assert by_domain[one].name != by_domain[other].name
    assert by_domain[one].house == by_domain[other].house


@pytest.mark.parametrize(("one", "other"), [("foxnews.com", "wsj.com"), ("reuters.com", "apnews.com"), ("un.org", "iaea.org")])
def test_outlets_of_different_owners_do_not(by_domain: dict[str, Outlet], one: str, other: str) -> None:
    assert by_domain[one].house != by_domain[other].house


@pytest.mark.parametrize("domain", ["t.me", "x.com", "understandingwar.org", "censor.net", "deepstatemap.live", "usgs.gov"])
def test_often_submitted_domains_are_known(by_domain: dict[str, Outlet], domain: str) -> None:
    assert domain in by_domain


def test_every_owner_has_a_source_and_a_day(outlets: list[Outlet]) -> None:
    owned = [o for o in outlets if o.family or o.stands_alone]
    assert [o.name for o in owned if o.family_source is None or o.family_date is None] == []
    assert [o.name for o in outlets if o not in owned and (o.family_source or o.family_date)] == []
    assert len(owned) >= 180
    assert sum(o.family is not None for o in owned) >= 125


def test_an_owner_has_one_spelling(outlets: list[Outlet]) -> None:
    spellings: dict[str, set[str]] = {}
    for outlet in outlets:
        if outlet.family:
            spellings.setdefault(outlet.family.casefold().removeprefix("the ").replace(" ", ""), set()).add(outlet.family)
    assert {key: names for key, names in spellings.items() if len(names) > 1} == {}
    assert [o.name for o in outlets if o.family and o.family.casefold() == o.name.casefold()] == []


def test_a_name_is_of_one_outlet(outlets: list[Outlet]) -> None:
    names = Counter(key_of(name) for o in outlets for name in (o.name, *o.aliases))
    assert [name for name, times in names.items() if times > 1] == []


def is_called(outlet: Outlet, name: str) -> bool:
    return any(same_outlet(name, own) is Likeness.SAME for own in (outlet.name, *outlet.aliases))


def test_a_name_of_one_outlet_is_no_other_outlets(outlets: list[Outlet]) -> None:
    same = [
        (name, other.name)
        for outlet in outlets
        for name in (outlet.name, *outlet.aliases)
        for other in outlets
        if other is not outlet and is_called(other, name)
    ]
    assert same == []


@pytest.mark.parametrize(
    ("cited", "name"),
    [
        ("NYT", "The New York Times"),
        ("WaPo", "The Washington Post"),
        ("AP", "Associated Press"),
        ("RFE/RL", "Radio Free Europe/Radio Liberty"),
        ("Radio Svoboda", "Radio Free Europe/Radio Liberty"),
        ("the TASS news agency", "TASS"),
        ("BBC News", "BBC"),
        ("9news.example", None),
        ("ABC", None),
    ],
)
def test_short_names_lead_to_their_outlet(outlets: list[Outlet], cited: str, name: str | None) -> None:
    found = [o.name for o in outlets if is_called(o, cited)]
    assert found == ([] if name is None else [name])


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_processes_that_open_a_new_workspace_together_load_the_set_once(database: Database, database_url: str) -> None:
    settings = Settings(database_url=SecretStr(database_url), workspace="new")
    begin = threading.Barrier(4, timeout=SECONDS)

    def open_it() -> None:
        begin.wait()
        with open_record(settings):
            done.append(1)

    done: list[int] = []
    at_once(*(threading.Thread(target=open_it) for _ in range(4)))
    assert len(done) == 4
    with database.transaction("new", read_only=True) as s:
        assert not stored.is_empty(s)
