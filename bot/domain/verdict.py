"""What an editor reads first: what a proposal would change, and where its information comes from."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.domain.model import Assessment, Basis, Claim, Event, EventDraft, HopKind, Layer, OriginTally, Report, Stance
from bot.domain.names import same_name
from bot.domain.provenance import NAMELESS, Provenance, Root, bears
from bot.domain.wording import listed, shortened

DENIAL = "a denial by "
_LONGEST = 1000
ONE_ARTICLE = "This one article adds"
"""How a remark begins that says that one article adds several origins to a claim."""
LAYER_WORDS = {Layer.UTTERANCE: "That it was said", Layer.SUBSTANCE: "That it is so"}


def name_of(event: EventDraft, claim: Claim) -> str:
    """Name a claim: by its layer where it is the only one there, else by its words."""
    alone = sum(other.layer is claim.layer for other in event.claims) == 1
    return LAYER_WORDS[claim.layer] if alone else f"“{_short(claim.text)}”"


def verdict(
    event: EventDraft,
    outlet: str,
    before: Sequence[Assessment],
    after: Sequence[Assessment],
    revised: Sequence[str] = (),
) -> str:
    """Say in one sentence what approving the reports of one outlet would change, after what they withdraw or replace."""
    said = " ".join([*revised, _verdict(event, outlet, before, after, revised=bool(revised))])
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 2].rstrip()} …"


def _verdict(
    event: EventDraft, outlet: str, before: Sequence[Assessment], after: Sequence[Assessment], *, revised: bool
) -> str:
    changes = [level_moved(event, old, new) for old, new in zip(before, after, strict=True)]
    moved = [words for words in changes if words]
    added = ["its own work" if name == outlet else name for name in _added(before, after)]
    if moved:
        denials = [words for words in added if words.startswith(DENIAL)]
        return f"{outlet}: {'; '.join([*moved, *(f'it adds {words}' for words in denials)])}."
    if added:
        return f"No change of level: {outlet} adds {listed(added)} to what is on record."
    if unsure := _perhaps_added(before, after):
        return f"No change yet: {listed(unsure)} may be one, and count once until an editor says that they are not."
    if revised:
        return "No level changes."
    if all(old.reports == new.reports for old, new in zip(before, after, strict=True)):
        return f"No change: {outlet} writes about the event, but nothing that it says bears on the claims."
    return f"No change: {outlet} repeats what is already on record; it adds no new origin."


def verdict_on_draft(outlet: str) -> str:
    """Say what a proposal for a new event is."""
    return f"A new event: it fits none on record, and {outlet} is the first to report it here."


class Traced(NamedTuple):
    """Where the reports of one article come from: a note on each that counts, and remarks that ask for care."""

    notes: tuple[str, ...]
    remarks: tuple[str, ...]


def traced(event: EventDraft, standing: Sequence[Report], new: Sequence[Report]) -> Traced:
    """Say for each new report that counts where it comes from, by which words, and whether that origin was on record before.

    A remark says where the reports, all of one article, add several origins to a claim.
    """
    notes, remarks = dict[str, None](), list[str]()
    rulings = event.rulings if isinstance(event, Event) else ()
    for claim in event.claims:
        old = [r for r in standing if r.claim == claim.key and bears(r)]
        own = [r for r in new if r.claim == claim.key and bears(r)]
        found = Provenance(claim, [r for r in (*standing, *new) if r.claim == claim.key], rulings)
        known = [(r, found.roots[r.id]) for r in old if r.id in found.roots]
        on_record = {root.name for _, root in known}
        added: dict[str, Report] = {}
        for report in own:
            if report.id not in found.roots:
                continue
            root = found.roots[report.id]
            through = sorted({r.outlet.name for r, other in known if other.sure == root.sure} - {report.outlet.name})
            perhaps = sorted({found.called(other.own_name) for _, other in known if other.name == root.name})
            notes[f"{name_of(event, claim)}: {root.why}{_standing(root, through, perhaps)}{_shown_by(report)}."] = None
            if root.known and root.name not in on_record:
                added.setdefault(root.name, report)
        if len(added) > 1:
            shown = listed([f"{name} ({_words(report)})" for name, report in added.items()])
            remarks.append(f"{ONE_ARTICLE} {len(added)} origins on “{_short(claim.text)}”: {shown}.")
        firm = [r for r in new if r.claim == claim.key and r.stance in (Stance.CONFIRMS, Stance.DENIES)]
        forecasts = [r for r in firm if r.basis is Basis.FORECAST]
        if forecasts:
            notes[f"{name_of(event, claim)}: {forecasts[0].outlet.name} forecasts it; that confirms nothing."] = None
    return Traced(tuple(notes), tuple(remarks))


def _shown_by(report: Report) -> str:
    """Quote the words of the article that name the origin, where the report's own quote does not."""
    if not (words := report.origin.words):
        return ""
    shows = "shows it" if report.origin.kind is HopKind.OWN else "names it"
    return f" (the article {shows} here: {words if words[0] in '“«„' else f'“{words}”'})"


def _words(report: Report) -> str:
    words = shortened(report.origin.words or report.quote, 15)
    return f"a denial: {words}" if report.stance is Stance.DENIES else words


def _standing(root: Root, through: Sequence[str], perhaps: Sequence[str]) -> str:
    if not root.known:
        return ": not counted as an origin"
    if through:
        return f", on record already through {listed(through)}: not counted again"
    if perhaps:
        return f", perhaps on record already as {listed(perhaps)}: not counted beside it until an editor says so"
    if root.independent:
        return ", a new origin"
    return ": a party's own word" if root.party else ": nobody is named"


def level_moved(event: EventDraft, old: Assessment, new: Assessment) -> str | None:
    """Say how a claim's level differs between two assessments; None where it does not."""
    if old.level is new.level:
        return None
    return f"{_in_sentence(name_of(event, event.claim(new.claim)))} goes from {old.level} to {new.level}"


def _added(before: Sequence[Assessment], after: Sequence[Assessment]) -> list[str]:
    """List the known origins that were not on record before, on their side of a claim."""
    added: dict[str, None] = {}
    for old, new in zip(before, after, strict=True):
        for tally in new.tallies:
            if tally.name not in NAMELESS and not any(_says_the_same(tally, known) for known in old.tallies):
                added[f"{DENIAL}{tally.name}" if tally.denies > tally.supports else tally.name] = None
    return list(added)


def _perhaps_added(before: Sequence[Assessment], after: Sequence[Assessment]) -> tuple[str, ...]:
    """Return the names that may be one, where there are more of them than before; none where all is sure."""
    for old, new in zip(before, after, strict=True):
        if new.origins_at_most - new.origins > old.origins_at_most - old.origins:
            known = {tally.perhaps for tally in old.tallies}
            return next((tally.perhaps for tally in new.tallies if tally.perhaps and tally.perhaps not in known), ())
    return ()


def _says_the_same(tally: OriginTally, known: OriginTally) -> bool:
    sides = (tally.supports > 0, tally.denies > 0) == (known.supports > 0, known.denies > 0)
    return sides and any(same_name(name, known.name) for name in (tally.name, *tally.perhaps))


def _in_sentence(name: str) -> str:
    return name[0].lower() + name[1:]


def _short(text: str, most: int = 60) -> str:
    return text.rstrip(".") if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"
