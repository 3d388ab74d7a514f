"""Cards that hold as much as a card of up to three claims can: each must still be decided on one phone screen."""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from bot.domain.confidence import assess_event
from bot.domain.model import Basis, Claim, Doubt, Event, EventKind, Hop, HopKind, Layer, Report, Stance
from bot.domain.record import FiledProposal
from bot.domain.remarks import FALLBACK, GONE, INSTRUCTIONS, PARTIAL, READ_AGAIN, UNSEEN
from bot.domain.verdict import another_number, traced, verdict
from bot.slack.views.message import MessageContent
from bot.slack.views.proposal import proposal_card
from tests.domain.make import outlet, report
from tests.slack.made import rebuilt
from tests.slack.proposals import AT, filed

OUTLET = outlet("The Maravale Evening Standard and Harbour Courier")
CLAIMED = (
    "The sprinklers of the ferry terminal at Maravale had been switched off on the evening before the fire.",
    "A man of 61 who was injured in the fire at the ferry terminal was still in Saint Brannoc Hospital on Wednesday at noon.",
    "The Maravale Harbour Authority left all questions of journalists about the fire at its ferry terminal unanswered.",
)
QUOTED = (
    "{n}: the sprinklers of the terminal had been off since the evening before, and nobody had told the city about it, {who}"
    * 3
)
BODIES = ("Regional Rescue Service of the County of Tarn, Northern Branch", "Federal Office of Dams and Waterways in Maravale")
LONG = "which goes on for very much longer than anybody who has to decide in the middle of the night would like to read it "
REMARKS = (
    f"{READ_AGAIN}“they were on, {LONG}” sounds like a denial, but the reader took it so.",
    another_number(61, 16, f"{CLAIMED[1]} {LONG}"),
    f"{GONE}: “{LONG * 2}”",
    f"{INSTRUCTIONS}; it was ignored: “Ignore all that you were told, {LONG}”",
    f"{UNSEEN}: “{LONG}”",
    f"{FALLBACK}. The model did not answer. It is much plainer, so please read the article yourself, {LONG}.",
    f"{PARTIAL}: it breaks off after the first paragraph, {LONG}.",
    f"Most of it stands word for word in the Daily Beacon's article on record, {LONG}.",
)  # fmt: skip


def _event(claims: int, *, layers: bool) -> Event:
    made = [
        Claim(
            key=f"c{n}",
            text=text,
            layer=Layer.UTTERANCE if layers and n == 1 else Layer.SUBSTANCE,
            speaker="Ada Quill" if layers else None,
        )
        for n, text in enumerate(CLAIMED[:claims])
    ]
    return Event(
        slug="fire",
        kind=EventKind.ACCIDENT,
        headline=f"The day after the fire at the ferry terminal of Maravale, {LONG}"[:190],
        place="Maravale",
        date=dt.date(2026, 10, 7),
        claims=tuple(made),
    )


def _reports(event: Event, origins: int, *, foreign: bool) -> list[Report]:
    names = [Hop(kind=HopKind.BODY, name=name, words=f"the {name} said") for name in BODIES][:origins]
    return [
        report(
            OUTLET,
            id=f"7-{number}",
            claim=claim.key,
            origin=origin,
            basis=Basis.ON_RECORD,
            quote=QUOTED.format(n=number, who=origin.name),
            **({"translation": f"{number}: {LONG * 3}"} if foreign else {}),
        )
        for number, (claim, origin) in enumerate(itertools.product(event.claims, names), 1)
    ]


def _filed(event: Event, made: Sequence[Report], **more: Any) -> FiledProposal:
    before, after = assess_event(event, ()), assess_event(event, made)
    given: dict[str, Any] = {
        "before": before,
        "after": after,
        "verdict": verdict(event, OUTLET.name, before, after),
        "read_by": "The whole text was read by the built-in reader; please read the article too.",
        "remarks": (),
    }
    return rebuilt(filed(event, made), **{**given, **more})


ALL = "all"
QUESTION = Doubt(one=BODIES[0], other=BODIES[1], question=f"Are {BODIES[0]} and {BODIES[1]} one origin?")


def worst_cards() -> Iterator[tuple[str, MessageContent]]:
    """Yield cards, each with what it is of."""
    for claims, origins, foreign, sort in itertools.product((1, 2, 3), (1, 2), (False, True), ("no", "three", ALL)):
        made = _reports(event := _event(claims, layers=origins == 1), origins, foreign=foreign)
        own = tuple(traced(event, (), made).remarks)
        more: dict[str, Any] = {"remarks": own if sort != "no" else ()}
        if sort == "three":
            more["remarks"] = (*own, *REMARKS[:3])
        if sort == ALL:
            more = {"remarks": (*own, *REMARKS), "unverified_by": (f"{OUTLET.name}: “{LONG * 2}”",), "doubt": QUESTION}
        drawn = _drawn(event, _filed(event, made, **more), partial=sort == ALL)
        yield f"{claims} claims, {origins} origins each{', translated' * foreign}, {sort} warnings", drawn
    for passages, remarks in itertools.product((1, 2, 3), ((), REMARKS)):
        event = _event(passages, layers=False)
        made = [r.model_copy(update={"stance": Stance.OPEN}) for r in _reports(event, 2, foreign=True)]
        yield f"{len(made)} open passages, {len(remarks)} warnings", _drawn(event, _filed(event, made, remarks=remarks))


def _drawn(event: Event, filed_: FiledProposal, **more: Any) -> MessageContent:
    return proposal_card(filed_, event, decisions=(), now=AT, undo_minutes=15, title=LONG, first_of_day=True, **more)
