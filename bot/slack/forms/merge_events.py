"""The windows in which an editor says that two events are one: which other one, which claims are the same, what that does."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from slack_sdk.models.blocks import Block, ExternalDataSelectElement, StaticSelectElement

from bot.domain.errors import BadInput
from bot.domain.model import Claim, Event, Key
from bot.pipeline.edit_event import LONGEST_REASON
from bot.pipeline.merge_events import Merger, consequences
from bot.slack.forms.fields import Filled, FormFaults, asked, slug_of, text_box
from bot.slack.forms.other_event import EVENT, SEARCH
from bot.slack.views.event import where_and_when
from bot.slack.views.handling import first_look_said
from bot.slack.views.modal import divider, modal, on_one_line, option, plain, said, small
from bot.slack.views.rows import fine_print, line, lines, listed, strong, tidy

ID: Final = "merge_choose"
PAIRS_ID: Final = "merge_pairs"
CONFIRM_ID: Final = "merge_events"
CLAIM, REASON = "same_claim", "reason"
MOST_CLAIMS: Final = 40
"""How many claims of an event can be paired here; Slack allows 100 blocks."""
_ROWS = 20
_ALONE = "alone"
_TITLE = "Merge two events"
_TOO_OLD = "This form is not one of ours, or is too old. Close it and open the event again."


class Chosen(NamedTuple):
    """Two events: the one that goes, and the one that stays."""

    gone: str
    kept: str


class Paired(NamedTuple):
    """Two events, and for each claim of the first (by its number) the claim of the second that it is."""

    events: Chosen
    numbers: tuple[tuple[int, int], ...]

    def of(self, gone: Event, kept: Event) -> dict[Key, Key]:
        """Return the pairs by their keys; raises BadInput if the events have changed so that they have no such claims."""
        try:
            return {gone.current[one].key: kept.current[other].key for one, other in self.numbers}
        except IndexError as error:
            raise BadInput("One of the two events has changed since you opened this form. Close it and begin again.") from error


class Merging(NamedTuple):
    """What is to be merged, what the editor has seen, and why."""

    paired: Paired
    seen: int
    reason: str


def draw(event: Event) -> dict[str, Any]:
    """Draw the window that asks with which event this one is the same."""
    placeholder = plain("Search by headline, name or place")
    search = ExternalDataSelectElement(action_id=SEARCH, placeholder=placeholder, min_query_length=0, focus_on_load=True)
    blocks: list[Block] = [
        said(event.headline),
        asked(EVENT, "It is the same as", search, hint="That event stays. This one goes into it."),
        small("Next, you see the claims side by side. Nothing is merged yet."),
    ]
    return modal(_TITLE, blocks, callback=ID, submit="Next", metadata=event.slug)


def parse(view: Mapping[str, Any]) -> Chosen:
    """Parse the window that asks for the other event."""
    filled = Filled.of(view)
    return Chosen(slug_of(filled.metadata), slug_of(filled.choice(EVENT)))


def draw_pairs(found: Merger) -> dict[str, Any]:
    """Draw the claims of both events side by side: which are the same is suggested, and the editor says so.

    Raises BadInput for an event with more claims than a window takes.
    """
    gone, kept = found.gone, found.kept
    if len(gone.current) > MOST_CLAIMS:
        raise BadInput(f"This event has more than {MOST_CLAIMS} claims; merge it with 'second-source events merge'.")
    blocks: list[Block] = [
        *_named("This event goes", gone),
        *_named("into this one, which stays", kept),
        divider(),
        *(_ask(number, claim, found) for number, claim in enumerate(gone.current)),
        small("Pair only claims that say the same. A claim of its own keeps its reports and its level."),
    ]
    return modal(_TITLE, blocks, callback=PAIRS_ID, submit="Show what happens", metadata=f"{gone.slug}:{kept.slug}")


def parse_pairs(view: Mapping[str, Any]) -> Paired:
    """Parse the window with the claims side by side."""
    filled = Filled.of(view)
    pairs = []
    for number in range(MOST_CLAIMS):
        choice = filled.choice(f"{CLAIM}:{number}")
        if choice is not None and choice != _ALONE:
            pairs.append((number, _number(choice)))
    return Paired(_chosen(filled.metadata.split(":")), tuple(pairs))


def draw_consequences(found: Merger, paired: Paired) -> dict[str, Any]:
    """Draw what the merger does, with a box for the reason."""
    told = consequences(found)
    looked = [fine_print(first_look_said(found.first_look.by, found.first_look.at))] if found.first_look else []
    blocks: list[Block] = [
        *_named("This event goes", found.gone),
        *_named("into this one, which stays", found.kept),
        divider(),
        *listed("Please note", told.warnings, most=10, longest=500),
        *looked,
        *listed("Levels", told.levels, most=_ROWS, longest=500),
        *listed("Claims", told.claims, most=_ROWS, longest=500),
        *listed("What goes over", told.moves, most=_ROWS, longest=500),
        text_box(REASON, "Why are they one event?", lines=True, most=LONGEST_REASON, hint="It is kept in the history."),
        small("To be sure, press Cancel and open both events first."),
    ]
    numbers = ",".join(f"{one}-{other}" for one, other in paired.numbers)
    metadata = f"{found.gone.slug}:{found.kept.slug}:{found.seen}:{numbers}"
    return modal(_TITLE, blocks, callback=CONFIRM_ID, submit="Merge for good", metadata=metadata)


def parse_confirmed(view: Mapping[str, Any]) -> Merging | FormFaults:
    """Parse the window that says what happens."""
    filled = Filled.of(view)
    *events, seen, numbers = filled.metadata.split(":") if filled.metadata.count(":") == 3 else ["", "", "", ""]
    pairs = [pair.partition("-") for pair in numbers.split(",") if pair]
    paired = Paired(_chosen(events), tuple((_number(one), _number(other)) for one, _, other in pairs))
    reason = on_one_line(filled.text(REASON))
    return Merging(paired, _number(seen), reason) if reason else FormFaults({REASON: "Say why."})


def _named(title: str, event: Event) -> list[Block]:
    about = " · ".join([event.kind.capitalize(), *where_and_when(event)])
    return [lines(line(f"{title}:"), line(strong(tidy(event.headline, 300)))), small(about)]


def _ask(number: int, claim: Claim, found: Merger) -> Block:
    fitting = [(n, other) for n, other in enumerate(found.kept.current) if other.layer is claim.layer][:99]
    options = [
        option("None: it stays a claim of its own", _ALONE),
        *(option(other.text, str(n)) for n, other in fitting),
    ]
    same = found.pairs.get(claim.key)
    chosen = next((n for n, (_, other) in enumerate(fitting, 1) if other.key == same), 0)
    select = StaticSelectElement(action_id=f"{CLAIM}:{number}", options=options, initial_option=options[chosen])
    texts = [other.text for _, other in fitting if other.key == same and len(other.text) > 75]
    hint = f"Suggested: “{texts[0]}”" if texts else None
    return asked(f"{CLAIM}:{number}", f"“{tidy(claim.text, 1000)}” says the same as", select, hint=hint)


def _chosen(slugs: list[str]) -> Chosen:
    if len(slugs) != 2:
        raise BadInput(_TOO_OLD)
    return Chosen(slug_of(slugs[0]), slug_of(slugs[1]))


def _number(digits: str) -> int:
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise BadInput(_TOO_OLD)
    return int(digits)
