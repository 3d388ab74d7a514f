"""Ruling on the command line on who is one origin."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import SecondSourceError
from tests.scenarios.conftest import Run

ONE, OTHER = "Evgeny Lysak", "Yevhenii Lysak"


def report(outlet: str, name: str) -> dict[str, Any]:
    return {
        "claim": "closed",
        "outlet": outlet,
        "url": f"https://{outlet.lower()}.example/bridge",
        "stance": "confirms",
        "tone": "certain",
        "basis": "on_record",
        "path": [{"kind": "person", "name": name}],
        "quote": f"The bridge is closed, {name} said.",
    }


def event(slug: str) -> dict[str, Any]:
    outlets = [
        {"name": name, "domains": [f"{name.lower()}.example"], "grade": "A", "grade_reason": "Corrects itself."}
        for name in ("Northwire", "Eastpost")
    ]
    return {
        "slug": slug,
        "kind": "accident",
        "headline": f"The bridge is closed ({slug})",
        "claims": [{"key": "closed", "text": "The bridge was closed."}],
        "outlets": outlets,
        "reports": [report("Northwire", ONE), report("Eastpost", OTHER)],
    }


@pytest.fixture
def bridges(run: Run, tmp_path: Path) -> Run:
    """Return the command line on two events whose origins are in doubt."""
    path = tmp_path / "bridges.json"
    path.write_text(json.dumps([event("old-bridge"), event("new-bridge")]))
    run("events", "add", "--file", str(path))
    return run


def listed(run: Run, slug: str = "old-bridge") -> Any:
    return json.loads(run("origins", "list", slug, "--json").stdout)


def level(run: Run, slug: str = "old-bridge") -> tuple[str, int, int]:
    (claim,) = listed(run, slug)["claims"]
    return claim["level"], claim["origins"], claim["origins_at_most"]


def sentence(run: Run, *arguments: str) -> str:
    result = run(*arguments, code=1)
    assert isinstance(result.exception, SecondSourceError)
    return result.exception.sentence


def test_an_event_and_its_list_of_origins_ask_and_say_how_to_answer(bridges: Run) -> None:
    for shown in (bridges("origins", "list", "old-bridge").stdout, bridges("events", "show", "old-bridge").stdout):
        for words in (
            "1 origin, perhaps 2",
            f"Are {ONE} and {OTHER} one person? They count once until an editor decides.",
            f"join: second-source origins join old-bridge '{ONE}' '{OTHER}' --by NAME",
            (
                f"split: second-source origins split old-bridge '{ONE}' '{OTHER}' --by NAME"
                "  (the claim goes from reported to verified)"
            ),
        ):
            assert words in shown
    data = listed(bridges)
    assert [doubt["question"] for doubt in data["doubts"]] == [f"Are {ONE} and {OTHER} one person?"]
    assert (data["rulings"], data["proposals"]) == ([], [])
    assert set(data["names"]) == {ONE, OTHER, "Northwire", "Eastpost"}


def test_a_ruling_and_its_undo_change_the_record_and_stay_in_its_history(bridges: Run) -> None:
    done = bridges(
        "origins", "split", "old-bridge", ONE, f"dr. {OTHER.upper()}", "--by", "edda", "--reason", "Two brothers."
    ).stdout
    assert f"edda ruled: {ONE} and {OTHER} are two origins · “Two brothers.”" in done
    assert "old-bridge: The claim: reported → verified" in done
    assert level(bridges) == ("verified", 2, 2)
    assert level(bridges, "new-bridge") == ("reported", 1, 2)
    undone = json.loads(bridges("origins", "undo", "old-bridge", OTHER, ONE, "--by", "tobias", "--json").stdout)
    assert (undone["ruling"]["same"], undone["ruling"]["by"]) == (None, "tobias")
    (change,) = undone["changes"]["old-bridge"]
    assert (change["level_after"], change["ruling_id"]) == ("reported", undone["ruling"]["id"])
    assert level(bridges) == ("reported", 1, 2)
    shown = bridges("events", "show", "old-bridge").stdout
    assert f"Ruled by edda: {ONE} and {OTHER} are two origins (Two brothers.)" in shown
    assert f"Ruled by tobias: it is open again whether {OTHER} and {ONE} are one origin" in shown
    told = bridges("events", "history", "old-bridge").stdout.splitlines()
    ruled = next(number for number, line in enumerate(told) if "Ruled by edda" in line)
    assert "reported → verified" in told[ruled + 1]
    assert json.loads(bridges("events", "history", "old-bridge", "--json").stdout)[ruled]["did"] == "Ruled"
    listing = bridges("origins", "list", "old-bridge").stdout
    assert "Taken back or replaced" in listing


def test_a_reason_may_come_later_and_is_told_in_the_history(bridges: Run) -> None:
    bridges("origins", "join", "old-bridge", ONE, OTHER, "--by", "edda")
    assert "already that" in sentence(bridges, "origins", "join", "old-bridge", ONE, OTHER, "--by", "tobias")
    bridges("origins", "join", "old-bridge", ONE, OTHER, "--by", "tobias", "--why", "One man, two spellings.")
    told = bridges("events", "history", "old-bridge").stdout
    assert f"Ruled by tobias: {ONE} and {OTHER} are one origin (One man, two spellings.)" in told
    assert len(listed(bridges)["in_force"]) == 1


def test_a_ruling_for_all_events_holds_for_all(bridges: Run) -> None:
    done = bridges("origins", "split", "old-bridge", ONE, OTHER, "--by", "edda", "--everywhere").stdout
    assert "are two origins, in all events" in done
    assert "new-bridge: The claim: reported → verified" in done
    assert level(bridges) == level(bridges, "new-bridge") == ("verified", 2, 2)
    bridges("origins", "join", "new-bridge", ONE, OTHER, "--by", "tobias")
    assert level(bridges, "new-bridge") == ("reported", 1, 1)
    bridges("origins", "undo", "new-bridge", ONE, OTHER, "--by", "tobias")
    bridges("origins", "undo", "new-bridge", ONE, OTHER, "--by", "tobias", "--everywhere")
    assert level(bridges) == level(bridges, "new-bridge") == ("reported", 1, 2)


def test_two_names_that_nobody_doubts_can_be_ruled_on_too(bridges: Run) -> None:
    assert "verified" not in bridges("origins", "join", "old-bridge", ONE, "Eastpost", "--by", "edda").stdout
    bridges("origins", "undo", "old-bridge", ONE, "Eastpost", "--by", "edda")
    assert level(bridges) == ("reported", 1, 2)


def test_a_split_that_other_names_undo_is_said(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "reeds.json"
    made = event("reeds")
    made["reports"] = [
        report("Northwire", "Dmitri Reed"),
        report("Eastpost", "Dmitry Reed"),
        report("Northwire", "Dmitriy Reed"),
    ]
    path.write_text(json.dumps(made))
    run("events", "add", "--file", str(path))
    assert (
        "still count once, because of other names"
        in run("origins", "split", "reeds", "Dmitri Reed", "Dmitry Reed", "--by", "edda").stdout
    )
    run("origins", "split", "reeds", "Dmitriy Reed", "Dmitry Reed", "--by", "edda")
    assert level(run, "reeds")[1] == 2


def test_a_surname_that_is_that_of_two_undoes_no_split(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "smiths.json"
    made = event("smiths")
    made["reports"] = [report("Northwire", "Jane Smith"), report("Eastpost", "John Smith"), report("Northwire", "Smith")]
    path.write_text(json.dumps(made))
    run("events", "add", "--file", str(path))
    assert level(run, "smiths")[1] == 1
    run("origins", "split", "smiths", "Jane Smith", "John Smith", "--by", "edda")
    assert level(run, "smiths")[1] == 2


def test_what_cannot_be_ruled_is_a_sentence(bridges: Run) -> None:
    for arguments, words in (
        (("split", "old-bridge", ONE, "Ann Vole"), f"'Ann Vole' is no name on 'old-bridge'. There are: Eastpost, {ONE}, "),
        (("join", "old-bridge", ONE, f"Dr. {ONE}"), "one name in two spellings"),
        (("join", "no-such-event", ONE, OTHER), "no event 'no-such-event'"),
        (("undo", "old-bridge", ONE, OTHER), "no ruling on"),
        (("undo", "old-bridge", ONE, OTHER, "--everywhere"), "for all events that could be taken back"),
    ):
        assert words in sentence(bridges, "origins", *arguments, "--by", "edda")
    assert "A name is needed" in sentence(bridges, "origins", "join", "old-bridge", ONE, OTHER, "--by", "")
    bridges("origins", "join", "old-bridge", ONE, OTHER, "--by", "edda")
    assert "edda said on this event on" in sentence(bridges, "origins", "join", "old-bridge", OTHER, ONE, "--by", "tobias")
    bridges("origins", "join", "old-bridge", ONE, "--by", "edda", code=2)
    bridges("origins", "join", "old-bridge", ONE, OTHER, code=2)


def test_two_events_are_merged_after_what_happens_was_shown(bridges: Run) -> None:
    merging = ("events", "merge", "old-bridge", "new-bridge", "--by", "edda", "--reason", "One bridge.")
    shown = bridges(*merging).stdout
    for words in (
        "cannot be undone",
        "“The bridge was closed” is one with",
        "2 reports, its names and its history go over",
        "add --yes",
    ):
        assert words in shown
    assert "old-bridge" in bridges("events", "list").stdout
    assert "new-bridge" in bridges(*merging, "--same", "closed=closed", "--yes").stdout
    assert "old-bridge" not in bridges("events", "list").stdout
    assert json.loads(bridges("events", "show", "old-bridge", "--json").stdout)["event"]["slug"] == "new-bridge"
    assert "one event already" in str(bridges(*merging, "--yes", code=1).exception)
    retracted = bridges("events", "retract", "old-bridge", "--by", "edda", "--reason", "A mix-up.", code=1)
    assert "merged into 'new-bridge'" in str(retracted.exception)
