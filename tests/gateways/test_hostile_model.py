"""Whatever a model answers: its words come to no life on a card, its quotes stand in the article, and it comes to an end."""

import json
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.answer import NEW_EVENT
from bot.domain.confidence import assess_event
from bot.domain.errors import BadAnswer, OutOfReach
from bot.domain.grounding import ground
from bot.domain.model import EventDraft, HopKind, Outlet, Report
from bot.domain.reading import Judgement, ReaderStamp, Reading
from bot.domain.record import FiledProposal, Proposal, ProposalState, Submission, SubmissionState
from bot.gateways.llm import ModelReader
from bot.gateways.model.wire import Candidates, Unfit, parse_wire, to_answer
from bot.slack.views.proposal import proposal_card
from tests.gateways.model_answers import ARTICLE, FERRY, MAYOR, TEXT
from tests.gateways.test_llm_hostile import dripping
from tests.hostile_model import LIVELY, faults
from tests.openai_server import KEY, MODEL
from tests.slack.proposals import AT

EVENTS = (FERRY, MAYOR)
SHOWN = Candidates(EVENTS)
CLAIMS = {(event.slug, claim.key) for event in EVENTS for claim in event.claims}
PIECES = [
    *LIVELY.split(" "),
    *TEXT.split(),
    "<!here>",
    "<@U123|x>",
    "<http://a.example>",
    "&lt;!channel&gt;",
    "\u2028",
    "\ud83d",
    "|",
    ">",
]

# ---------------------------------------------------------------- whatever fits the schema

strings = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=80), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)
)
quotes = st.one_of(
    strings,
    st.tuples(st.integers(0, len(TEXT)), st.integers(1, 200)).map(lambda at: TEXT[at[0] : at[0] + at[1]]),
    st.sampled_from(TEXT.split("\n\n")),
)
names = st.one_of(
    strings, st.sampled_from(["Jens Olrik", "port authority of Norhaven", "Norhaven", "This newspaper", "Reuters"])
)
words = st.one_of(st.just(""), names)
hop = {"kind": st.sampled_from(list(HopKind)), "name": names, "role": words, "body": words, "also": words}
sighting = {
    "quote": quotes,
    "tone": st.sampled_from(["certain", "likely", "uncertain"]),
    "basis": st.sampled_from(["witnessed", "on_record", "anonymous", "relayed", "forecast", "unstated"]),
    "path": st.lists(st.fixed_dictionaries(hop), max_size=5),
}
translations = st.none() | strings
judgements = st.fixed_dictionaries(
    {
        "claim": st.sampled_from(SHOWN.labels),
        "stance": st.sampled_from(["confirms", "denies", "context"]),
        "translation": translations,
        **sighting,
    }
)
drafts = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["accident", "statement", "attack", "other"]),
        "headline": strings,
        "place": st.none() | strings,
        "date": st.none() | st.just("2026-03-03") | strings,
        "entities": st.lists(strings, max_size=4),
        "claims": st.lists(
            st.fixed_dictionaries(
                {
                    "text": strings,
                    "layer": st.sampled_from(["utterance", "substance"]),
                    "speaker": st.none() | names,
                    "parties": st.lists(names, max_size=3),
                    "translation": translations,
                    **sighting,
                }
            ),
            max_size=3,
        ),
    }
)
readings = st.fixed_dictionaries(
    {
        "statements": st.lists(st.fixed_dictionaries({"text": strings, **sighting}), max_size=3),
        "judgements": st.lists(judgements, max_size=5),
        "unrelated": st.just([]),
        "draft": st.none() | drafts,
    }
)


def kept(content: str) -> Reading | None:
    """Take an answer in as the bot does; None where it is refused."""
    try:
        wire = parse_wire(content, SHOWN)
    except Unfit:
        return None
    return ground(to_answer(wire, SHOWN, ReaderStamp(reader="model", model=MODEL), ()), ARTICLE, EVENTS)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(readings)
def test_whatever_fits_the_schema_is_grounded_and_comes_to_no_life(answer: dict[str, Any]) -> None:
    reading = kept(json.dumps(answer))
    if reading is None:
        return
    quoted = [found.quote for found in (*reading.statements, *reading.judgements)]
    assert all(quote.text and TEXT[quote.start : quote.end] == quote.text for quote in quoted)
    drafted = {(NEW_EVENT, claim.key) for claim in reading.draft.claims} if reading.draft else set()
    assert {(j.event, j.claim) for j in reading.judgements} <= CLAIMS | drafted
    for event, slug in ((FERRY, FERRY.slug), (MAYOR, MAYOR.slug), (reading.draft, NEW_EVENT)):
        found = [j for j in reading.judgements if j.event == slug]
        if event is not None and found:
            assert faults(_card(event, found, reading.remarks), (ARTICLE.canonical_url,)) == []


def _card(event: EventDraft, found: list[Judgement], remarks: tuple[str, ...]) -> Any:
    reports = [
        Report(
            id=f"r-{number}",
            claim=j.claim,
            outlet=Outlet(name="Norhaven Post"),
            url=ARTICLE.canonical_url,
            stance=j.stance,
            tone=j.tone,
            basis=j.basis,
            path=j.path,
            quote=j.quote.text,
            translation=j.translation,
        )
        for number, j in enumerate(found)
    ]
    stored = found[0].event != NEW_EVENT
    proposal = Proposal(
        event=found[0].event if stored else None,
        draft=None if stored else event,
        headline=event.headline,
        reports=tuple(reports),
        before=assess_event(event, ()),
        after=assess_event(event, reports),
        verdict=f"Norhaven Post on {event.headline}",
        remarks=remarks,
    )
    submission = Submission(
        id=1,
        url=ARTICLE.canonical_url,
        canonical_url=ARTICLE.canonical_url,
        by="jo",
        place="C0DESK",
        filed_at=AT,
        state=SubmissionState.PROPOSED,
        article_id=1,
    )
    filed = FiledProposal(id=1, version=1, state=ProposalState.PENDING, submission=submission, proposal=proposal, filed_at=AT)
    return proposal_card(filed, event, decisions=(), now=AT, undo_minutes=15, title=ARTICLE.title)


# ---------------------------------------------------------------- whatever does not

KEYS = [
    "statements",
    "judgements",
    "unrelated",
    "draft",
    "claim",
    "quote",
    "stance",
    "path",
    "kind",
    "name",
    "role",
    "body",
    "text",
]
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | strings
    | st.sampled_from(["C1", "ferry-hits-bridge", "verified"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*KEYS, "level", "id"]), inner, max_size=6),
    max_leaves=20,
)


@given(anything.map(json.dumps) | st.text(st.characters(codec="utf-8"), max_size=200))
def test_whatever_else_a_model_says_is_refused_or_empty(content: str) -> None:
    reading = kept(content)
    assert reading is None or (reading.statements, reading.judgements, reading.draft) == ((), (), None)


# ---------------------------------------------------------------- without an end

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n"


def chunks(kind: bytes, piece: bytes) -> Iterator[bytes]:
    return chain([HEAD % kind], repeat(b"%x\r\n%s\r\n" % (len(piece), piece)))


@pytest.mark.parametrize(
    ("kind", "piece"),
    [
        (b"application/json", b" " * 60_000),
        (b"application/json", b'{"choices":' * 6_000),
        (b"text/event-stream", b'data: {"choices":[{"delta":{"content":"x"}}]}\n\n' * 1_000),
        (b"text/event-stream", b": keep-alive\n\n" * 5_000),
    ],
)
def test_an_endless_answer_is_cut_off_by_its_size(kind: bytes, piece: bytes) -> None:
    with dripping(lambda: chunks(kind, piece), 0.0) as base_url:
        model = ModelReader(api_key=KEY, base_url=base_url, model=MODEL, timeout=60.0, max_retries=0)
        with pytest.raises((BadAnswer, OutOfReach)) as caught:
            model.read(ARTICLE, EVENTS)
    assert "seconds" not in str(caught.value)


@pytest.mark.parametrize("piece", [b" ", b'data: {"x":1}\n\n', b": ping\n\n"])
def test_an_answer_that_drips_for_ever_is_cut_off_by_the_clock(piece: bytes) -> None:
    with dripping(lambda: chunks(b"text/event-stream", piece), 0.05) as base_url:
        model = ModelReader(api_key=KEY, base_url=base_url, model=MODEL, timeout=0.5, max_retries=0)
        with pytest.raises(OutOfReach, match=r"within 0\.5 seconds"):
            model.read(ARTICLE, EVENTS)
