"""The story of one link; its main way on both databases."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.errors import BadAnswer, NotFound, OutOfReach, Refused, Unreadable
from bot.domain.model import Basis, Claim, EventDraft, EventKind, Hop, HopKind, Level, Stance, Tone
from bot.domain.reading import ReaderStamp
from bot.domain.record import ProposalState, SubmissionState
from bot.pipeline.decide import approve, undo
from bot.pipeline.fetch import fetch
from bot.pipeline.intake import Link, accept_link
from bot.pipeline.read import read
from bot.pipeline.record import Story, event_of, reading_of
from bot.pipeline.review import assess, give_up, match, match_assess_and_propose, propose, review
from storage import articles, proposals, submissions
from storage.db import Database
from tests.newsroom import (
    BRIDGE,
    DAM,
    HOST,
    STORY,
    WORKSPACE,
    PlainSteps,
    ScriptedReader,
    answer,
    bring,
    brought_and_worked,
    judged,
    make_services,
    outcome,
    page,
    work,
)
from tests.page_server import PageServer
from tests.pipeline.fixed import SetClock

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
    services = make_services(database, server, on_the_dam())
    filed = bring(services, URL)
    steps = work(services, filed.submission.id)
    submission, (proposal,) = outcome(services, filed.submission.id)
    assert steps.names == ["fetch", "read", "propose"]
    assert submission.state is SubmissionState.PROPOSED
    assert (proposal.state, proposal.version, proposal.proposal.event) == (ProposalState.PENDING, 1, "orrin-dam")
    assert [r.claim for r in proposal.proposal.reports] == ["said", "so"]
    assert all(r.quote in STORY for r in proposal.proposal.reports)
    so = proposal.proposal.after[1]
    assert (so.level, so.origins) == (Level.REPORTED, 1)
    assert "Vera Holm" in " ".join(proposal.proposal.provenance)


def test_the_archived_page_is_kept(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    submission, _ = brought_and_worked(services, URL)
    assert submission.article_id is not None
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        assert articles.archive(s, submission.article_id) == page().encode()


def test_one_reading_a_link_and_candidates_come_from_the_record(sqlite_database: Database, server: PageServer) -> None:
    reader = on_the_dam()
    brought_and_worked(make_services(sqlite_database, server, reader), URL)
    ((_, candidates),) = reader.seen
    assert set(candidates) == {"orrin-dam", "orrin-bridge"}


def test_the_senders_hint_leads_the_candidates(sqlite_database: Database, server: PageServer) -> None:
    reader = on_the_dam()
    services = make_services(sqlite_database, server, reader)
    work(services, bring(services, URL, event="orrin-bridge").submission.id)
    assert reader.seen[0][1][0] == "orrin-bridge"


def test_a_hint_at_no_event_is_refused_before_anything_is_stored(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    with pytest.raises(NotFound):
        bring(services, URL, event="no-such-event")
    assert not bring(services, URL).again


def test_the_same_link_again_in_any_spelling(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam(), hosts=("courier.example", "www.courier.example"))
    first, _ = brought_and_worked(services, URL)
    for spelling in (
        "http://courier.example/dam?utm_source=mail",
        "http://www.courier.example/dam#top",
        "http://COURIER.example:80/dam/",
    ):
        again = bring(services, spelling, by="kim")
        assert again.again
        assert (again.submission.id, again.submission.by) == (first.id, "jo")


def test_another_address_of_the_same_article_is_a_duplicate(sqlite_database: Database, server: PageServer) -> None:
    server.redirect("/short", "/dam")
    reader = on_the_dam()
    services = make_services(sqlite_database, server, reader)
    first, _ = brought_and_worked(services, URL)
    second, made = brought_and_worked(services, "http://courier.example/short")
    assert (second.state, second.duplicate_of, made) == (SubmissionState.DUPLICATE, first.id, [])
    assert len(reader.seen) == 1


def test_a_dead_link_fails_with_a_sentence_and_can_be_brought_again(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    submission, made = brought_and_worked(services, "http://courier.example/gone")
    assert (submission.state, submission.failure_kind, made) == (SubmissionState.FAILED, "not_found", [])
    assert submission.failure
    assert not bring(services, "http://courier.example/gone").again


def test_what_is_not_a_link_is_refused(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    with pytest.raises(Unreadable):
        bring(services, "not a link")


def test_pasted_text_goes_the_way_of_a_page(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    filed = bring(services, URL, text=STORY)
    work(services, filed.submission.id)
    submission, (proposal,) = outcome(services, filed.submission.id)
    assert submission.state is SubmissionState.PROPOSED
    assert proposal.proposal.reports[0].outlet.name == "courier.example"
    assert server.asked == []


def test_text_without_an_address_is_known_again_by_its_words(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    first = bring(services, text=STORY)
    assert bring(services, text=STORY, by="kim").submission.id == first.submission.id


def test_the_whole_text_replaces_a_part(database: Database, server: PageServer) -> None:
    stub = STORY.split("\n\n")[1] + "\n\n" + STORY.split("\n\n")[0] + "\n\nSubscribe to continue reading this article."
    server.page("/stub", page(stub))
    services = make_services(database, server, on_the_dam())
    link = "http://courier.example/stub"
    part, (partial,) = brought_and_worked(services, link)
    assert any("Only part of the article" in remark for remark in partial.proposal.remarks)
    again = bring(services, link, by="kim")
    assert (again.again, again.submission.id) == (True, part.id)
    whole = bring(services, link, by="kim", text=STORY)
    assert not whole.again
    work(services, whole.submission.id)
    _, (full,) = outcome(services, whole.submission.id)
    assert not any("Only part of the article" in remark for remark in full.proposal.remarks)
    replaced, (withdrawn,) = outcome(services, part.id)
    assert (replaced.state, withdrawn.state) == (SubmissionState.SUPERSEDED, ProposalState.SUPERSEDED)
    with pytest.raises(Refused, match="was replaced by a newer one"):
        approve(services, WORKSPACE, withdrawn.id, by="edda", version=1)
    with pytest.raises(Refused, match="nothing to undo"):
        undo(services, WORKSPACE, withdrawn.id, by="edda")
    approve(services, WORKSPACE, full.id, by="edda", version=1)


def test_the_builtin_reader_works_where_the_model_is_out_of_reach(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, ScriptedReader(OutOfReach("The model endpoint did not answer.")))
    submission, made = brought_and_worked(services, URL)
    assert submission.state is SubmissionState.PROPOSED
    assert any("The built-in reader worked instead" in remark for p in made for remark in p.proposal.remarks)
    assert all("by the built-in reader" in p.proposal.read_by for p in made)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        assert reading_of(s, submission.id)[1].stamp.reader == "builtin"


def test_an_answer_that_fits_nothing_is_said_where_nobody_stands_in(sqlite_database: Database, server: PageServer) -> None:
    reader = ScriptedReader(BadAnswer("The model's answer did not fit, twice."))
    services = replace(make_services(sqlite_database, server, reader), fallback=reader)
    submission, made = brought_and_worked(services, URL)
    assert (submission.state, submission.failure_kind, made) == (SubmissionState.FAILED, "not_read", [])
    assert submission.failure == "The model's answer did not fit, twice."


def test_forged_quotes_and_unknown_events_never_reach_an_editor(sqlite_database: Database, server: PageServer) -> None:
    forged = [judged("orrin-dam", "so", "The dam was blown up by saboteurs"), judged("other-event", "so", SAID)]
    services = make_services(sqlite_database, server, ScriptedReader(answer(judged("orrin-dam", "so", SAID), *forged)))
    _, (proposal,) = brought_and_worked(services, URL)
    assert [r.quote for r in proposal.proposal.reports] == [SAID]
    assert sum("left out" in remark for remark in proposal.proposal.remarks) == 2


def test_one_article_on_two_events_makes_two_proposals(sqlite_database: Database, server: PageServer) -> None:
    own = Hop(kind=HopKind.DOCUMENT, name="road office notice")
    reader = ScriptedReader(answer(judged("orrin-dam", "so", SAID), judged("orrin-bridge", "closed", CLOSED, origin=own)))
    _, made = brought_and_worked(make_services(sqlite_database, server, reader), URL)
    assert {p.proposal.event for p in made} == {"orrin-dam", "orrin-bridge"}


def test_an_article_that_fits_no_event_drafts_a_new_one(sqlite_database: Database, server: PageServer) -> None:
    quote = "People were taken to the school on the hill."
    services = make_services(sqlite_database, server, ScriptedReader(answer(judged("", "school", quote), draft=DRAFT)))
    _, (proposal,) = brought_and_worked(services, URL)
    assert (proposal.proposal.event, proposal.proposal.headline) == (None, DRAFT.headline)
    approve(services, WORKSPACE, proposal.id, by="edda", version=1)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        slug = proposals.event_of(s, proposal.id)
        assert slug == "people-of-orrin-are-taken-to-the-school"
        # The only source of a claim is its speaker.
        claims = tuple(claim.model_copy(update={"speaker": "Vera Holm"}) for claim in DRAFT.claims)
        assert event_of(s, proposal.proposal) == DRAFT.model_copy(update={"claims": claims})


def test_an_article_without_any_claim_says_so(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, ScriptedReader(answer()))
    submission, made = brought_and_worked(services, URL)
    assert (submission.state, submission.failure_kind, made) == (SubmissionState.FAILED, "no_claim", [])


def test_a_forecast_alone_leaves_the_editor_unsure(sqlite_database: Database, server: PageServer) -> None:
    reader = ScriptedReader(answer(judged("orrin-bridge", "closed", CLOSED, basis=Basis.FORECAST, tone=Tone.LIKELY)))
    _, (proposal,) = brought_and_worked(make_services(sqlite_database, server, reader), URL)
    assert any("may be another event" in remark for remark in proposal.proposal.remarks)
    assert proposal.proposal.before[0].score == proposal.proposal.after[0].score


def test_what_a_model_finds_on_a_second_event_is_asked_beside_the_first(sqlite_database: Database, server: PageServer) -> None:
    # The bridge of the record was closed weeks before: perhaps another closing.
    earlier = BRIDGE.model_copy(update={"date": dt.date(2026, 2, 2)})
    text = f"{STORY}\n\nThe dam and the bridge were both lost on Monday."
    server.page("/both", page(text).replace("<head>", "<head><meta property='article:published_time' content='2026-03-02'>"))
    both = (judged("orrin-bridge", "closed", CLOSED), judged("orrin-dam", "so", SAID))
    stamp = ReaderStamp(reader="scripted", model="a-model")
    services = make_services(sqlite_database, server, ScriptedReader(answer(*both, stamp=stamp)), stored=(DAM, earlier))
    _, made = brought_and_worked(services, "http://courier.example/both")
    asked = {filed.proposal.event: filed.proposal.unsure for filed in made}
    assert asked.keys() == {"orrin-dam", "orrin-bridge"}
    assert asked["orrin-dam"] is None
    assert asked["orrin-bridge"] is not None
    assert "it tells of 2026-03-02, and the event is of 2026-02-02" in asked["orrin-bridge"]


def test_what_rules_find_on_a_second_event_is_left_out_if_unsure(sqlite_database: Database, server: PageServer) -> None:
    forecast = judged("orrin-bridge", "closed", CLOSED, basis=Basis.FORECAST, tone=Tone.LIKELY)
    services = make_services(sqlite_database, server, ScriptedReader(answer(forecast, judged("orrin-dam", "so", SAID))))
    _, made = brought_and_worked(services, URL)
    assert [filed.proposal.event for filed in made] == ["orrin-dam"]


def test_remarks_that_something_could_not_be_verified_are_shown(sqlite_database: Database, server: PageServer) -> None:
    words = "The Courier could not independently verify that the dam had failed."
    server.page("/unsure", page(f"{STORY}\n\n{words}"))
    remark = judged("orrin-dam", "so", words, stance=Stance.CONTEXT, tone=Tone.UNCERTAIN, origin=Hop(kind=HopKind.OWN))
    reader = ScriptedReader(answer(judged("orrin-dam", "so", SAID), remark))
    _, (proposal,) = brought_and_worked(make_services(sqlite_database, server, reader), "http://courier.example/unsure")
    assert proposal.proposal.unverified_by == (f"courier.example: “{words}”",)


def test_a_copy_of_what_is_on_record_adds_no_origin(sqlite_database: Database, server: PageServer) -> None:
    server.page("/copy", page(title="Dam at Orrin gives way"))
    services = make_services(sqlite_database, server, on_the_dam(), hosts=("courier.example", "mirror.example"))
    _, (original,) = brought_and_worked(services, URL)
    approve(services, WORKSPACE, original.id, by="edda", version=1)
    _, (copy,) = brought_and_worked(services, "http://mirror.example/copy")
    assert {r.copy_of for r in copy.proposal.reports} == {"courier.example"}
    assert [a.origins for a in copy.proposal.after] == [a.origins for a in copy.proposal.before]
    assert [a.score for a in copy.proposal.after] == [a.score for a in copy.proposal.before]
    assert copy.proposal.verdict.startswith("No change")


def test_every_step_can_run_again_and_changes_nothing(database: Database, server: PageServer) -> None:
    reader = on_the_dam()
    services = make_services(database, server, reader)
    submission_id = bring(services, URL).submission.id
    story, after_a_crash = Story(WORKSPACE, submission_id), Story(WORKSPACE, submission_id)
    fetched = fetch(services, story)
    assert fetched is not None
    assert fetch(services, after_a_crash) == fetched
    assert read(services, story, fetched) == read(services, after_a_crash, fetched) is not None
    assert len(reader.seen) == 1
    at_hand, on_record = story.read(database), after_a_crash.read(database)
    assert (at_hand.article, at_hand.reading, at_hand.reading_id) == (
        on_record.article,
        on_record.reading,
        on_record.reading_id,
    )
    matches = match(services, at_hand)
    assert matches == match(services, on_record)
    assessed = assess(services, story, at_hand, matches)
    assert assessed == assess(services, after_a_crash, on_record, matches)
    first = propose(services, story, at_hand, assessed)
    assert propose(services, after_a_crash, on_record, assessed) == first != []
    assert match_assess_and_propose(services, after_a_crash) == first
    assert len(outcome(services, submission_id)[1]) == 1


def test_the_story_does_not_see_other_workspaces(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    brought_and_worked(services, URL)
    with sqlite_database.transaction("elsewhere", read_only=True) as s:
        assert proposals.waiting(s) == []


def test_an_article_in_a_language_that_nobody_reads_here_is_declined(sqlite_database: Database, server: PageServer) -> None:
    words = "Die Talsperre bei Orrin ist in der Nacht gebrochen, und das Wasser lief durch die untere Stadt. " * 12
    server.page("/deutsch", f"<html lang='de'><body><article><p>{words}</p></article></body></html>")
    submission, made = brought_and_worked(make_services(sqlite_database, server), "http://courier.example/deutsch")
    assert (submission.state, made) == (SubmissionState.FAILED, [])
    assert "German" in (submission.failure or "")


def test_what_one_article_proposes_on_several_events_is_filed_at_one_moment(database: Database, server: PageServer) -> None:
    reader = ScriptedReader(answer(judged("orrin-dam", "so", SAID), judged("orrin-bridge", "closed", CLOSED)))
    services = replace(make_services(database, server, reader), clock=SetClock())
    _, made = brought_and_worked(services, URL)
    assert [filed.proposal.event for filed in made] == ["orrin-dam", "orrin-bridge"]
    assert len({filed.filed_at for filed in made}) == 1


def test_an_outage_of_the_database_is_no_failure_of_the_link(sqlite_database: Database, server: PageServer) -> None:
    class Away(PlainSteps):
        def run(self, name: str, step: Any, result: Any = None) -> Any:
            if name == "propose":
                raise OutOfReach("The database is out of reach.")
            return super().run(name, step, result)

    services = make_services(sqlite_database, server)
    server.page("/dam", page())
    filed = accept_link(services, WORKSPACE, Link(key="k", by="U0JO", place="C0DESK", url=f"http://{HOST}/dam"))
    with pytest.raises(OutOfReach):
        review(services, Away(), WORKSPACE, filed.submission.id)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        assert submissions.get(s, filed.submission.id).state is SubmissionState.READ
    review(services, PlainSteps(), WORKSPACE, filed.submission.id)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        assert submissions.get(s, filed.submission.id).state is SubmissionState.PROPOSED


def test_a_late_failure_does_not_end_what_another_process_has_proposed(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, stored=(DAM,))
    server.page("/dam", page())
    filed = accept_link(services, WORKSPACE, Link(key="k", by="U0JO", place="C0DESK", url=f"http://{HOST}/dam"))
    review(services, PlainSteps(), WORKSPACE, filed.submission.id)
    late = Story(WORKSPACE, filed.submission.id)
    server.status("/dam", 404)
    assert fetch(services, late) is None
    give_up(services, WORKSPACE, filed.submission.id)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        assert submissions.get(s, filed.submission.id).state is SubmissionState.PROPOSED
