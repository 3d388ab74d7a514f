"""A piece that is no plain news, from its link to the record; and an editor who sees it in another way."""

import pytest

from bot.domain.model import Genre, Hop, HopKind, Level
from bot.domain.record import FiledProposal
from bot.domain.subscription import DigestPart, DigestSettings
from bot.pipeline.amend import Amendment
from bot.pipeline.compose import compose
from bot.pipeline.decide import approve
from bot.pipeline.services import Services
from storage import proposals, reports
from storage.db import Database
from tests.newsroom import BRIDGE, HOST, WORKSPACE, ScriptedReader, answer, brought_and_worked, judged, make_services, page
from tests.page_server import PageServer

SAID = "The old bridge at Orrin was closed on Monday."
FROM_NORVIK = f"Norvik Systems today announced that its sensors work. {SAID} Everybody is safe, thanks to its engineers."
ENGINEER = "The bridge was closed at once, said Rolf Stein, who leads the crew."
URL = f"http://{HOST}/piece"
OWN = Hop(kind=HopKind.OWN)


def brought(
    database: Database, server: PageServer, genre: Genre, text: str = SAID, origin: Hop = OWN, **more: object
) -> tuple[Services, FiledProposal]:
    server.page("/piece", page(f"{text}\n\nThe river was high, and nobody slept in the lower town that night.", "The bridge"))
    reader = ScriptedReader(answer(judged(BRIDGE.slug, "closed", SAID, origin=origin, basis="witnessed", **more), genre=genre))
    services = make_services(database, server, reader)
    (filed,) = brought_and_worked(services, URL)[1]
    return services, filed


def test_satire_is_shown_and_changes_nothing_until_an_editor_calls_it_news(database: Database, server: PageServer) -> None:
    services, filed = brought(database, server, Genre.SATIRE)
    (after,) = filed.proposal.after
    assert (after.level, after.not_counted) == (Level.UNVERIFIED, (f"{HOST}: satire; it confirms and denies nothing.",))
    says = f"No change: {HOST} writes about the event, but a piece of this sort confirms and denies nothing."
    assert filed.proposal.verdict == says
    amended = Amendment({}, genre=Genre.NEWS)
    approve(services, WORKSPACE, filed.id, by="edda", version=filed.version, amendment=amended)
    with database.transaction(WORKSPACE, read_only=True) as s:
        (stored,) = reports.standing(s, BRIDGE.slug)
        decided = proposals.get(s, filed.id).proposal
    assert stored.genre is Genre.NEWS
    assert decided.after[0].level is Level.REPORTED


def test_what_sort_it_was_is_on_record(database: Database, server: PageServer) -> None:
    services, filed = brought(database, server, Genre.OPINION)
    approve(services, WORKSPACE, filed.id, by="edda", version=filed.version)
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert [report.genre for report in reports.standing(s, BRIDGE.slug)] == [Genre.OPINION]


@pytest.mark.parametrize(
    ("text", "origin", "path"),
    [
        (f"PRESS RELEASE\n\n{FROM_NORVIK}", OWN, [("body", "Norvik Systems", "")]),
        (
            f"For immediate release\n\n{FROM_NORVIK} {ENGINEER}",
            Hop(kind=HopKind.PERSON, name="Rolf Stein"),
            [("person", "Rolf Stein", "Norvik Systems")],
        ),
        (f"Press release\n\n{SAID}", OWN, [("own", "", "")]),
    ],
)
def test_a_press_release_leads_to_its_issuer(
    sqlite_database: Database, server: PageServer, text: str, origin: Hop, path: list[tuple[str, str, str]]
) -> None:
    _, filed = brought(sqlite_database, server, Genre.PRESS_RELEASE, text, origin)
    (report,) = filed.proposal.reports
    assert [(hop.kind, hop.name, hop.body) for hop in report.path] == path
    assert filed.proposal.after[0].origins == (0 if path == [("own", "", "")] else 1)


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        (f"People near the crew told us. {SAID} The Ministry of Transport declined to comment.", "Ministry of Transport"),
        (f"The ministry spoke in a press release.\n\n{SAID} Norvik Systems said nothing.", "Norvik Systems"),
        (f"Press release\n\nPeople near the crew confirmed it. {SAID}", None),
        (f"Press release\n\nOfficials confirmed it. {SAID}", None),
    ],
)
def test_a_reader_alone_makes_nobody_the_issuer(
    sqlite_database: Database, server: PageServer, text: str, credit: str | None
) -> None:
    server.page("/piece", page(f"{text}\n\nThe river was high, and nobody slept in the lower town that night.", "The bridge"))
    unnamed = Hop(kind=HopKind.UNNAMED, name="people near the crew")
    said = judged(BRIDGE.slug, "closed", SAID, origin=unnamed, basis="anonymous")
    reader = ScriptedReader(answer(said, genre=Genre.PRESS_RELEASE, credit=credit))
    (filed,) = brought_and_worked(make_services(sqlite_database, server, reader), URL)[1]
    assert [hop.kind for report in filed.proposal.reports for hop in report.path] == [HopKind.UNNAMED]
    assert filed.proposal.after[0].origins == 0


def test_a_digest_says_what_sort_of_piece_waits(sqlite_database: Database, server: PageServer) -> None:
    services, _ = brought(sqlite_database, server, Genre.SATIRE)
    at = services.clock()
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        told = compose(s, DigestSettings(parts=(DigestPart.WAITING,)), "C0DESK", at, at, at)
    (entry,) = [entry for section in told.sections for entry in section.entries]
    assert entry.says.startswith("Satire: it confirms and denies nothing. ")
