"""The story of one link, on both databases."""

from dataclasses import replace

import pytest

from bot.domain.errors import BadAnswer, NotFound, OutOfReach, Refused, Unreadable
from bot.domain.model import Basis, Claim, EventDraft, EventKind, Level, Origin, OriginKind, Stance, Tone
from bot.domain.record import ProposalState, SubmissionState
from bot.pipeline.decide import approve, undo
from bot.pipeline.fetch import fetch
from bot.pipeline.read import read
from bot.pipeline.record import event_of, reading_of
from bot.pipeline.review import assess, match, propose
from storage import articles, proposals
from storage.db import Database
from tests.newsroom import (
    STORY,
    WORKSPACE,
    ScriptedReader,
    answer,
    bring,
    brought_and_worked,
    judged,
    make_desk,
    outcome,
    page,
    work,
)
from tests.page_server import PageServer

URL = "http://courier.example/dam"
SAID = "“The dam has failed,” the mayor, Vera Holm, said at the town hall"
CLOSED = "The old bridge at Orrin was closed to all traffic"
DRAFT = EventDraft(
    kind=EventKind.OTHER,
    headline="People of Orrin are taken to the school",
    place="Orrin",
    claims=(Claim(key="school", text="People were taken to the school on the hill."),),
)


def on_the_dam() -> ScriptedReader:
    return ScriptedReader(answer(judged("orrin-dam", "said", SAID), judged("orrin-dam", "so", SAID)))


def test_a_link_becomes_a_proposal(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    filed = bring(desk, URL)
    steps = work(desk, filed.submission.id)
    submission, (proposal,) = outcome(desk, filed.submission.id)
    assert steps.names == ["fetch", "read", "match", "assess", "propose", "show"]
    assert submission.state is SubmissionState.PROPOSED
    assert (proposal.state, proposal.version, proposal.proposal.event) == (ProposalState.PENDING, 1, "orrin-dam")
    assert [r.claim for r in proposal.proposal.reports] == ["said", "so"]
    assert all(r.quote in STORY for r in proposal.proposal.reports)
    so = proposal.proposal.after[1]
    assert (so.level, so.origins) == (Level.REPORTED, 1)
    assert "Vera Holm" in " ".join(proposal.proposal.provenance)


def test_the_archived_page_is_kept(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    submission, _ = brought_and_worked(desk, URL)
    assert submission.article_id is not None
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert articles.archive(s, submission.article_id) == page().encode()


def test_one_reading_a_link_and_candidates_come_from_the_record(database: Database, server: PageServer) -> None:
    reader = on_the_dam()
    brought_and_worked(make_desk(database, server, reader), URL)
    ((_, candidates),) = reader.seen
    assert set(candidates) == {"orrin-dam", "orrin-bridge"}


def test_the_senders_hint_leads_the_candidates(database: Database, server: PageServer) -> None:
    reader = on_the_dam()
    desk = make_desk(database, server, reader)
    work(desk, bring(desk, URL, event="orrin-bridge").submission.id)
    assert reader.seen[0][1][0] == "orrin-bridge"


def test_a_hint_at_no_event_is_refused_before_anything_is_stored(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    with pytest.raises(NotFound):
        bring(desk, URL, event="no-such-event")
    assert not bring(desk, URL).again


@pytest.mark.parametrize(
    "spelling",
    ["http://courier.example/dam?utm_source=mail", "http://www.courier.example/dam#top", "http://COURIER.example:80/dam/"],
)
def test_the_same_link_again_in_any_spelling(database: Database, server: PageServer, spelling: str) -> None:
    desk = make_desk(database, server, on_the_dam(), hosts=("courier.example", "www.courier.example"))
    first, _ = brought_and_worked(desk, URL)
    again = bring(desk, spelling, by="kim")
    assert again.again
    assert (again.submission.id, again.submission.by) == (first.id, "jo")


def test_another_address_of_the_same_article_is_a_duplicate(database: Database, server: PageServer) -> None:
    server.redirect("/short", "/dam")
    reader = on_the_dam()
    desk = make_desk(database, server, reader)
    first, _ = brought_and_worked(desk, URL)
    second, made = brought_and_worked(desk, "http://courier.example/short")
    assert (second.state, second.duplicate_of, made) == (SubmissionState.DUPLICATE, first.id, [])
    assert len(reader.seen) == 1


def test_a_dead_link_fails_with_a_sentence_and_can_be_brought_again(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    submission, made = brought_and_worked(desk, "http://courier.example/gone")
    assert (submission.state, submission.failure_kind, made) == (SubmissionState.FAILED, "not_found", [])
    assert submission.failure
    assert not bring(desk, "http://courier.example/gone").again


def test_what_is_not_a_link_is_refused(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    with pytest.raises(Unreadable):
        bring(desk, "not a link")


def test_pasted_text_goes_the_way_of_a_page(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    filed = bring(desk, URL, text=STORY)
    work(desk, filed.submission.id)
    submission, (proposal,) = outcome(desk, filed.submission.id)
    assert submission.state is SubmissionState.PROPOSED
    assert proposal.proposal.reports[0].outlet.name == "courier.example"
    assert server.asked == []


def test_text_without_an_address_is_known_again_by_its_words(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    first = bring(desk, text=STORY)
    assert bring(desk, text=STORY, by="kim").submission.id == first.submission.id


def test_the_whole_text_replaces_a_part(database: Database, server: PageServer) -> None:
    stub = STORY.split("\n\n")[1] + "\n\n" + STORY.split("\n\n")[0] + "\n\nSubscribe to continue reading this article."
    server.page("/stub", page(stub))
    desk = make_desk(database, server, on_the_dam())
    link = "http://courier.example/stub"
    part, (partial,) = brought_and_worked(desk, link)
    assert any("Only part of the article" in remark for remark in partial.proposal.remarks)
    again = bring(desk, link, by="kim")
    assert (again.again, again.submission.id) == (True, part.id)
    whole = bring(desk, link, by="kim", text=STORY)
    assert not whole.again
    work(desk, whole.submission.id)
    _, (full,) = outcome(desk, whole.submission.id)
    assert not any("Only part of the article" in remark for remark in full.proposal.remarks)
    replaced, (withdrawn,) = outcome(desk, part.id)
    assert (replaced.state, withdrawn.state) == (SubmissionState.SUPERSEDED, ProposalState.SUPERSEDED)
    with pytest.raises(Refused, match="was replaced by a newer one"):
        approve(desk, WORKSPACE, withdrawn.id, by="edda", version=1)
    with pytest.raises(Refused, match="nothing to undo"):
        undo(desk, WORKSPACE, withdrawn.id, by="edda")
    approve(desk, WORKSPACE, full.id, by="edda", version=1)


def test_the_builtin_reader_works_where_the_model_is_out_of_reach(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, ScriptedReader(OutOfReach("The model endpoint did not answer.")))
    submission, made = brought_and_worked(desk, URL)
    assert submission.state is SubmissionState.PROPOSED
    assert any("The built-in reader worked instead" in remark for p in made for remark in p.proposal.remarks)
    assert all("by the built-in reader" in p.proposal.read_by for p in made)
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert reading_of(s, submission.id)[1].stamp.reader == "builtin"


def test_an_answer_that_fits_nothing_is_said_where_nobody_stands_in(database: Database, server: PageServer) -> None:
    reader = ScriptedReader(BadAnswer("The model's answer did not fit, twice."))
    desk = replace(make_desk(database, server, reader), fallback=reader)
    submission, made = brought_and_worked(desk, URL)
    assert (submission.state, submission.failure_kind, made) == (SubmissionState.FAILED, "not_read", [])
    assert submission.failure == "The model's answer did not fit, twice."


def test_forged_quotes_and_unknown_events_never_reach_an_editor(database: Database, server: PageServer) -> None:
    forged = [judged("orrin-dam", "so", "The dam was blown up by saboteurs"), judged("other-event", "so", SAID)]
    desk = make_desk(database, server, ScriptedReader(answer(judged("orrin-dam", "so", SAID), *forged)))
    _, (proposal,) = brought_and_worked(desk, URL)
    assert [r.quote for r in proposal.proposal.reports] == [SAID]
    assert sum("left out" in remark for remark in proposal.proposal.remarks) == 2


def test_one_article_on_two_events_makes_two_proposals(database: Database, server: PageServer) -> None:
    own = Origin(kind=OriginKind.DOCUMENT, name="road office notice")
    reader = ScriptedReader(answer(judged("orrin-dam", "so", SAID), judged("orrin-bridge", "closed", CLOSED, origin=own)))
    _, made = brought_and_worked(make_desk(database, server, reader), URL)
    assert {p.proposal.event for p in made} == {"orrin-dam", "orrin-bridge"}


def test_an_article_that_fits_no_event_drafts_a_new_one(database: Database, server: PageServer) -> None:
    quote = "People were taken to the school on the hill."
    desk = make_desk(database, server, ScriptedReader(answer(judged("", "school", quote), draft=DRAFT)))
    _, (proposal,) = brought_and_worked(desk, URL)
    assert (proposal.proposal.event, proposal.proposal.headline) == (None, DRAFT.headline)
    approve(desk, WORKSPACE, proposal.id, by="edda", version=1)
    with database.transaction(WORKSPACE, read_only=True) as s:
        slug = proposals.event_of(s, proposal.id)
        assert slug == "people-of-orrin-are-taken-to-the-school"
        assert event_of(s, proposal.proposal) == DRAFT


def test_an_article_without_any_claim_says_so(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, ScriptedReader(answer()))
    submission, made = brought_and_worked(desk, URL)
    assert (submission.state, submission.failure_kind, made) == (SubmissionState.FAILED, "no_claim", [])


def test_a_forecast_alone_leaves_the_editor_unsure(database: Database, server: PageServer) -> None:
    reader = ScriptedReader(answer(judged("orrin-bridge", "closed", CLOSED, basis=Basis.FORECAST, tone=Tone.LIKELY)))
    _, (proposal,) = brought_and_worked(make_desk(database, server, reader), URL)
    assert any("not certain that this is the same event" in remark for remark in proposal.proposal.remarks)
    assert proposal.proposal.before[0].score == proposal.proposal.after[0].score


def test_remarks_that_something_could_not_be_verified_are_shown(database: Database, server: PageServer) -> None:
    words = "The Courier could not independently verify that the dam had failed."
    server.page("/unsure", page(f"{STORY}\n\n{words}"))
    remark = judged("orrin-dam", "so", words, stance=Stance.CONTEXT, tone=Tone.UNCERTAIN, origin=Origin(kind=OriginKind.OWN))
    reader = ScriptedReader(answer(judged("orrin-dam", "so", SAID), remark))
    _, (proposal,) = brought_and_worked(make_desk(database, server, reader), "http://courier.example/unsure")
    assert proposal.proposal.unverified_by == (f"courier.example: “{words}”",)


def test_a_copy_of_what_is_on_record_adds_no_origin(database: Database, server: PageServer) -> None:
    server.page("/copy", page(title="Dam at Orrin gives way"))
    desk = make_desk(database, server, on_the_dam(), hosts=("courier.example", "mirror.example"))
    _, (original,) = brought_and_worked(desk, URL)
    approve(desk, WORKSPACE, original.id, by="edda", version=1)
    _, (copy,) = brought_and_worked(desk, "http://mirror.example/copy")
    assert {r.copy_of for r in copy.proposal.reports} == {"courier.example"}
    assert [a.origins for a in copy.proposal.after] == [a.origins for a in copy.proposal.before]
    assert [a.score for a in copy.proposal.after] == [a.score for a in copy.proposal.before]
    assert copy.proposal.verdict.startswith("No change")


def test_every_step_can_run_again_and_changes_nothing(database: Database, server: PageServer) -> None:
    reader = on_the_dam()
    desk = make_desk(database, server, reader)
    submission_id = bring(desk, URL).submission.id
    assert fetch(desk, WORKSPACE, submission_id) == fetch(desk, WORKSPACE, submission_id)
    assert read(desk, WORKSPACE, submission_id) == read(desk, WORKSPACE, submission_id)
    assert len(reader.seen) == 1
    matches = match(desk, WORKSPACE, submission_id)
    assert matches == match(desk, WORKSPACE, submission_id)
    assessed = assess(desk, WORKSPACE, submission_id, matches)
    first = propose(desk, WORKSPACE, submission_id, assessed)
    assert first == propose(desk, WORKSPACE, submission_id, assess(desk, WORKSPACE, submission_id, matches))
    assert len(outcome(desk, submission_id)[1]) == 1


def test_the_story_does_not_see_other_workspaces(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    brought_and_worked(desk, URL)
    with database.transaction("elsewhere", read_only=True) as s:
        assert proposals.waiting(s) == []


def test_an_article_in_a_language_that_nobody_reads_here_is_declined(database: Database, server: PageServer) -> None:
    words = "Die Talsperre bei Orrin ist in der Nacht gebrochen, und das Wasser lief durch die untere Stadt. " * 12
    server.page("/deutsch", f"<html lang='de'><body><article><p>{words}</p></article></body></html>")
    submission, made = brought_and_worked(make_desk(database, server), "http://courier.example/deutsch")
    assert (submission.state, made) == (SubmissionState.FAILED, [])
    assert "German" in (submission.failure or "")
