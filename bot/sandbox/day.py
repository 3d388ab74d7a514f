"""The scripted day, played through the same story, database and engine as real work."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app import open_desk, open_engine
from bot.cards import RULE, decision_line, event_card, proposal_card, submission_line
from bot.domain.errors import SecondSourceError
from bot.domain.record import SubmissionState
from bot.pipeline.decide import approve, reject
from bot.pipeline.desk import Desk
from bot.pipeline.intake import Link, take_in
from bot.pipeline.record import event_of
from bot.sandbox.newsroom import DAY, EVENTS, OUTLETS, Step
from bot.sandbox.page_server import serve_pages
from bot.settings import Settings
from storage import events, history, outlets, proposals, reports, submissions

if TYPE_CHECKING:
    from bot.gateways.durable import DurableEngine

Say = Callable[[str], None]
WORKSPACE = "newsroom"


def play(settings: Settings, say: Say) -> None:
    """Play the day in a folder of its own that is gone afterwards; `say` hears the transcript, a paragraph at a time."""
    with tempfile.TemporaryDirectory(prefix="second-source-demo-") as home, serve_pages() as (resolve, allow):
        own = {"home": Path(home), "database_url": None, "workspace": WORKSPACE, "fetch_allow": allow, "self_approval": False}
        here = settings.model_copy(update=own)

        def tell(_submission: int, sentence: str) -> None:
            say(f"  … {sentence}")

        with open_desk(here, tell=tell, resolve=resolve) as desk, open_engine(here, desk) as engine:
            _open_the_record(desk)
            reader = "the built-in reader (no key is set)" if desk.reader is desk.fallback else f"the model {here.model}"
            say(f"A day at the desk in Maravale, read by {reader}. Every place, person and outlet is invented.")
            for number, step in enumerate(DAY, 1):
                say(f"\n{'═' * 72}\n{number}. {step.said}\n   {step.shows}\n{'═' * 72}")
                _play_step(desk, engine, number, step, say)
            _close(desk, say)


def _open_the_record(desk: Desk) -> None:
    with desk.database.transaction(WORKSPACE) as s:
        for outlet in OUTLETS:
            outlets.save(s, outlet, "sandbox", desk.clock())
        for event in EVENTS:
            events.add(s, event, desk.clock())


def _play_step(desk: Desk, engine: "DurableEngine", number: int, step: Step, say: Say) -> None:
    say(f"@{step.by} pastes {step.url}")
    filed = take_in(desk, WORKSPACE, Link(key=f"day-{number}", by=step.by, place="#verification", url=step.url))
    if not filed.again:
        engine.start(WORKSPACE, filed.submission)
        engine.wait(WORKSPACE, filed.submission)
    with desk.database.transaction(WORKSPACE, read_only=True) as s:
        submission = submissions.get(s, filed.submission.id)
        made = proposals.of_submission(s, submission.id)
        cards = [proposal_card(p, event_of(s, p.proposal)) for p in made]
    if filed.again:
        say(f"Already filed. {submission_line(submission, made)}")
    elif submission.state is not SubmissionState.PROPOSED:
        say(f"⚠️ {submission_line(submission, made)}")
    else:
        for proposal, card in zip(made, cards, strict=True):
            say(f"\n{card}\n")
            _decide(desk, step, proposal.id, proposal.version, say)


def _decide(desk: Desk, step: Step, proposal_id: int, version: int, say: Say) -> None:
    if step.decision is None or step.editor is None:
        return
    decide = approve if step.decision == "approve" else reject
    try:
        decision = decide(desk, WORKSPACE, proposal_id, by=step.editor, version=version, reason=step.reason)
    except SecondSourceError as error:
        say(f"✗ {error.sentence}")
    else:
        say(f"→ {decision_line(decision)}")


def _close(desk: Desk, say: Say) -> None:
    say(f"\n{'═' * 72}\nThe record at the end of the day\n{'═' * 72}")
    with desk.database.transaction(WORKSPACE, read_only=True) as s:
        for event in events.list_(s, 50, 0):
            standing = reports.standing(s, event.slug)
            if standing:
                say(f"\n{event_card(event, standing, history.of_event(s, event.slug))}\n{RULE}")
