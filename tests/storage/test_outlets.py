import datetime as dt
from pathlib import Path

import pytest

from bot.domain.errors import BadInput
from bot.domain.model import Grade, Outlet, OutletKind
from storage import articles, outlets
from tests.storage import made
from tests.storage.made import Workspace

STARTING = """
[[outlet]]
name = "Harbour Post"
domains = ["harbourpost.example", "hp.example"]
kind = "local"
grade = "B"
grade_reason = "Corrects itself in public."

[[outlet]]
name = "Coast Wire"
domains = ["coastwire.example"]
aliases = ["CW", "the Wire"]
family = "Coast Media"
family_source = "https://coast.example/brands"
family_date = 2026-03-01
kind = "wire"
grade = "A"
grade_reason = "Names its sources."
"""


@pytest.fixture
def starting(tmp_path: Path) -> Path:
    path = tmp_path / "outlets.toml"
    path.write_text(STARTING, encoding="utf-8")
    return path


def test_the_starting_set_is_loaded_once(workspace: Workspace, starting: Path) -> None:
    with workspace.transaction() as s:
        assert outlets.load_starting_set(s, "setup", made.NOW, starting) == 2
    with workspace.transaction() as s:
        assert outlets.load_starting_set(s, "setup", made.NOW, starting) == 0
        assert [outlet.name for outlet in outlets.all_(s)] == ["Coast Wire", "Harbour Post"]
        assert outlets.by_name(s, "COAST wire") == Outlet(
            name="Coast Wire",
            aliases=("CW", "the Wire"),
            domains=("coastwire.example",),
            family="Coast Media",
            family_source="https://coast.example/brands",
            family_date=dt.date(2026, 3, 1),
            kind=OutletKind.WIRE,
            grade=Grade.A,
            grade_reason="Names its sources.",
        )


def test_the_shipped_starting_set_loads(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        assert outlets.load_starting_set(s, "setup", made.NOW) == len(outlets.all_(s)) >= 150


def test_an_editors_grade_outlives_the_starting_set(workspace: Workspace, starting: Path) -> None:
    with workspace.transaction() as s:
        theirs = made.HARBOUR_POST.model_copy(update={"name": "Harbour Post", "grade": Grade.D, "grade_reason": "Sold."})
        outlets.save(s, theirs, "ed", made.NOW)
        assert outlets.load_starting_set(s, "setup", made.NOW, starting) == 1
        stored = outlets.by_name(s, "harbour post")
        assert stored is not None
        assert stored.grade is Grade.D


def test_an_outlet_met_before_the_starting_set_takes_its_grade(workspace: Workspace, starting: Path) -> None:
    with workspace.transaction() as s:
        met = Outlet(name="harbourpost.example", domains=("harbourpost.example",))
        article = articles.save(s, made.article(outlet=met), None, made.NOW)
        outlets.load_starting_set(s, "setup", made.NOW, starting)
        assert articles.get(s, article).outlet.name == "Harbour Post"
        assert articles.get(s, article).outlet.grade is Grade.B


def test_a_new_grade_is_added_to_the_old_one(workspace: Workspace) -> None:
    later = made.NOW + dt.timedelta(days=1)
    with workspace.transaction() as s:
        outlets.save(s, made.HARBOUR_POST, "ed", made.NOW)
        outlets.save(s, made.HARBOUR_POST, "ed", later)
        worse = made.HARBOUR_POST.model_copy(update={"grade": Grade.C, "grade_reason": "Two errors."})
        assert outlets.save(s, worse, "eve", later) == worse
    with workspace.transaction(read_only=True) as s:
        assert [entry[1:] for entry in outlets.grades(s, "Harbour Post")] == [
            (Grade.B, "Corrects itself in public.", "Coast Media", "ed", made.NOW),
            (Grade.C, "Two errors.", "Coast Media", "eve", later),
        ]
        assert outlets.grades(s, "Nobody") == []


@pytest.mark.parametrize("domain", ["harbourpost.example", "HarbourPost.example.", "amp.live.harbourpost.example"])
def test_a_domain_leads_to_its_outlet(workspace: Workspace, domain: str) -> None:
    with workspace.transaction() as s:
        outlets.save(s, made.HARBOUR_POST, "ed", made.NOW)
        assert outlets.by_domain(s, domain) == made.HARBOUR_POST


@pytest.mark.parametrize("domain", ["notharbourpost.example", "example", "", "harbourpost.example.evil.test"])
def test_another_domain_does_not(workspace: Workspace, domain: str) -> None:
    with workspace.transaction() as s:
        outlets.save(s, made.HARBOUR_POST, "ed", made.NOW)
        assert outlets.by_domain(s, domain) is None


def test_a_platform_owns_its_own_pages_only_and_each_name_on_it_is_another_outlet(workspace: Workspace) -> None:
    platform = Outlet(name="Substack", domains=("substack.com",))
    with workspace.transaction() as s:
        outlets.save(s, platform, "ed", made.NOW)
        assert outlets.by_domain(s, "substack.com") is not None
        assert outlets.by_domain(s, "kilnnotes.substack.com") is None
        for name in ("kilnnotes", "tarnletter"):
            own = Outlet(name=name.title(), domains=(f"{name}.substack.com",))
            stored = articles.get(
                s, articles.save(s, made.article(f"https://{name}.substack.com/p/x", outlet=own), None, made.NOW)
            )
            assert stored.outlet.name == name.title()


def test_a_domain_belongs_to_one_outlet(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        outlets.save(s, made.HARBOUR_POST, "ed", made.NOW)
        with pytest.raises(BadInput, match="belongs to the outlet 'Harbour Post'"):
            outlets.save(s, Outlet(name="Thief", domains=("harbourpost.example",)), "ed", made.NOW)


def test_a_page_that_calls_itself_by_a_judged_name_gets_no_grade(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        outlets.save(s, made.HARBOUR_POST, "ed", made.NOW)
        fake = Outlet(name="Harbour Post", domains=("evil.example",))
        stored = articles.get(s, articles.save(s, made.article(outlet=fake), None, made.NOW)).outlet
        assert (stored.name, stored.grade) == ("Harbour Post (evil.example)", Grade.F)
        again = articles.save(s, made.article(text="More.", outlet=fake), None, made.NOW)
        assert articles.get(s, again).outlet == stored
        assert outlets.by_domain(s, "harbourpost.example") == made.HARBOUR_POST


def test_an_unjudged_name_without_domain_is_joined_by_its_first_domain(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        bare = articles.save(s, made.article(outlet=Outlet(name="Tiny News")), None, made.NOW)
        articles.save(s, made.article(text="More.", outlet=Outlet(name="tiny news", domains=("tiny.example",))), None, made.NOW)
        assert articles.get(s, bare).outlet.domains == ("tiny.example",)
        assert len(outlets.all_(s)) == 1


def test_a_site_that_calls_itself_like_another_stays_apart(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        real = articles.save(s, made.article(outlet=Outlet(name="Orrin Gazette", domains=("gazette.example",))), None, made.NOW)
        posing = Outlet(name="Orrin Gazette", domains=("evil.example",))
        posed = articles.save(s, made.article("https://evil.example/x", outlet=posing), None, made.NOW)
        graded = Outlet(name="Orrin Gazette", grade=Grade.B, grade_reason="Known for years.")
        outlets.save(s, graded, "edda", made.NOW)
        assert articles.get(s, real).outlet.grade is Grade.B
        assert articles.get(s, posed).outlet.grade is Grade.F
        assert articles.get(s, posed).outlet.name == "Orrin Gazette (evil.example)"


def test_an_outlet_is_found_by_its_other_names_and_its_domain(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        post = outlets.save(s, made.HARBOUR_POST, "ed", made.NOW)
        found = outlets.by_names(s, ["Harbour Post", "post of NORWICK", "the Post of Norwick", "HarbourPost.example", "Post"])
        assert found == dict.fromkeys(["Harbour Post", "post of NORWICK", "the Post of Norwick", "HarbourPost.example"], post)
        assert outlets.houses(s, ["The Post of Norwick"]) == {"The Post of Norwick": "Coast Media"}


def test_other_names_are_changed_and_given_up(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        outlets.save(s, made.HARBOUR_POST, "ed", made.NOW)
        renamed = made.HARBOUR_POST.model_copy(update={"aliases": ("HP", "hp", "Harbour Post")})
        assert outlets.save(s, renamed, "ed", made.NOW).aliases == ("HP",)
        assert outlets.by_name(s, "The Post of Norwick") is None
        assert len(outlets.grades(s, "Harbour Post")) == 2


def test_a_name_belongs_to_one_outlet(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        outlets.save(s, made.HARBOUR_POST, "ed", made.NOW)
        for thief in (
            Outlet(name="Thief", aliases=("the post of Norwick",)),
            Outlet(name="Thief", aliases=("Harbour Post",)),
            Outlet(name="Post of Norwick"),
        ):
            with pytest.raises(BadInput, match="belongs to the outlet 'Harbour Post'"):
                outlets.save(s, thief, "ed", made.NOW)


def test_a_page_that_calls_itself_by_another_name_of_an_outlet_is_not_that_outlet(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        outlets.save(s, made.HARBOUR_POST, "ed", made.NOW)
        posing = Outlet(name="Post of Norwick", domains=("evil.example",))
        stored = articles.get(s, articles.save(s, made.article("https://evil.example/x", outlet=posing), None, made.NOW)).outlet
        assert (stored.name, stored.grade, stored.domains) == ("Post of Norwick (evil.example)", Grade.F, ("evil.example",))


def test_the_starting_set_leaves_names_to_those_who_have_them(workspace: Workspace, starting: Path) -> None:
    with workspace.transaction() as s:
        outlets.save(s, Outlet(name="CW", grade=Grade.C, grade_reason="A weekly of ours."), "ed", made.NOW)
        outlets.load_starting_set(s, "setup", made.NOW, starting)
        wire = outlets.by_name(s, "Coast Wire")
        assert wire is not None
        assert wire.aliases == ("the Wire",)


def test_a_site_gets_the_name_that_it_gives_itself(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        outlets.save(s, made.HARBOUR_POST, "ed", made.NOW)
        for domain in ("northfield.example", "evil.example", "graded.example"):
            met = Outlet(name=domain, domains=(domain,))
            articles.save(s, made.article(f"https://{domain}/x", outlet=met), None, made.NOW)
        graded = Outlet(name="graded.example", domains=("graded.example",), grade=Grade.C, grade_reason="Known to us.")
        outlets.save(s, graded, "ed", made.NOW)
        for domain, name in (
            ("northfield.example", "Northfield Herald"),
            ("northfield.example", "Northfield Herald, changed"),
            ("evil.example", "The Harbour Post"),
            ("graded.example", "Northfield Gazette"),
            ("unseen.example", "Northfield Record"),
        ):
            outlets.name_site(s, domain, name)
        assert [outlet.name for outlet in outlets.all_(s)] == [
            "evil.example",
            "graded.example",
            "Harbour Post",
            "Northfield Herald",
        ]


def test_an_outlet_with_an_owner_does_not_stand_alone() -> None:
    with pytest.raises(ValueError, match="cannot have an owner and stand alone"):
        Outlet(name="Harbour Post", family="Coast Media", stands_alone=True)
