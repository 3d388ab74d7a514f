"""What an editor reads first: what a proposal would change, and where its information comes from."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from bot.domain.genres import bears, never_counts, warning
from bot.domain.mentions import is_office
from bot.domain.model import Assessment, Basis, Claim, EventDraft, Genre, HopKind, Layer, OriginTally, Report, Stance
from bot.domain.names import SMALL_WORDS, taken_apart
from bot.domain.provenance import NAMELESS, Provenance, Root
from bot.domain.record import Proposal
from bot.domain.remarks import ANOTHER_NUMBER, ONE_ARTICLE, READ_AGAIN, asks
from bot.domain.spelling import same_name
from bot.domain.unverified import says_unverified
from bot.domain.wording import listed, mark_of, open_said, shortened

DENIAL = "a denial by "
UNNAMED = "somebody unnamed"
_LONGEST = 1000
LAYER_WORDS = {Layer.UTTERANCE: "That it was said", Layer.SUBSTANCE: "That it is so"}


def name_of(event: EventDraft, claim: Claim, most: int = 60) -> str:
    """Name a claim: by its layer where it is the only one there, else by its words; the only one of an event is "The claim".

    Of long words those that fit into `most` characters are left.
    """
    if len(event.claims) == 1:
        return "The claim"
    alone = sum(other.layer is claim.layer for other in event.claims) == 1
    return LAYER_WORDS[claim.layer] if alone else f"“{_short(claim.text, most)}”"


def verdict(
    event: EventDraft,
    outlet: str,
    before: Sequence[Assessment],
    after: Sequence[Assessment],
    revised: Sequence[str] = (),
    genre: Genre = Genre.NEWS,
    remarks: Sequence[str] = (),
) -> str:
    """Say in one sentence what approving the reports of one outlet would change, after what they withdraw or replace.

    `remarks` are those on the article: one that counts otherwise than the record, or whose words do not go with the reading,
    does not just repeat it.
    """
    numbers = [remark.removeprefix(ANOTHER_NUMBER) for remark in remarks if remark.startswith(ANOTHER_NUMBER)]
    doubted = any(remark.startswith(READ_AGAIN) for remark in remarks)
    changed = _verdict(event, outlet, before, after, genre, numbers, revised=bool(revised), doubted=doubted)
    said = " ".join([*revised, _with_open(changed, after)])
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 2].rstrip()} …"


def another_number(said: float, recorded: float, claim: str) -> str:
    """Remark that an article has another number than a claim."""
    return f"{ANOTHER_NUMBER}the article says {said:,.10g} where the claim says {recorded:,.10g}: “{claim}”"


def adds_nothing(proposal: Proposal) -> bool:
    """Tell whether a proposal leaves nothing to judge: it moves no level, count or origin, and nothing in it asks for care.

    Copies and findings that were left out may be among its remarks; a piece that is no plain news is always looked at.
    """
    before, after = proposal.before, proposal.after
    changes = proposal.event is None or proposal.revisions or proposal.rewordings or _other_claims(before, after)
    unsettled = proposal.open_reports or proposal.unsure or proposal.doubt or proposal.unverified_by
    if changes or unsettled or any(map(asks, proposal.remarks)) or any(warning(report.genre) for report in proposal.reports):
        return False
    return not any(alters(*pair) for pair in zip(before, after, strict=True))


def _other_claims(before: Sequence[Assessment], after: Sequence[Assessment]) -> bool:
    """Tell whether there are other claims than before."""
    return [old.claim for old in before] != [new.claim for new in after]


def alters(old: Assessment, new: Assessment) -> bool:
    """Tell whether a claim's level or origins differ: what only repeats alters nothing."""
    return counts_of(old) != counts_of(new) or bool(_added([old], [new]))


def counts_of(made: Assessment) -> tuple[object, ...]:
    """Return a claim's level, its origins, how many these may be, and whether nobody named or somebody denies it."""
    return made.level, made.origins, made.origins_at_most, sorted(tally.name for tally in made.tallies if tally.denies > 0)


def nothing_new(proposal: Proposal) -> str:
    """Say of a proposal that adds nothing whom it repeats."""
    outlet = proposal.reports[0].outlet.name
    bearing = [report for report in proposal.reports if bears(report)]
    if not bearing:
        return f"Nothing new: {outlet} writes about the event but says nothing about its claims."
    copied = list(dict.fromkeys(report.copy_of for report in bearing if report.copy_of))
    named = list(dict.fromkeys(str(r.origin) for r in bearing if r.origin.kind not in (HopKind.OWN, HopKind.UNNAMED)))
    return f"Nothing new: {outlet} repeats {listed((copied or named)[:3]) or 'what is on record'}."


def verdict_said(proposal: Proposal) -> str:
    """Say in a sentence what approving a proposal changes, or whom it repeats."""
    return nothing_new(proposal) if adds_nothing(proposal) else proposal.verdict


def marked(proposal: Proposal) -> str:
    """Say the same, with the mark of a withdrawal or a later figure."""
    return f"{mark_of(proposal)} {verdict_said(proposal)}".strip()


def stance_said(report: Report) -> str:
    """Say how a report stands to its claim; what it passes on as unconfirmed is not said to confirm."""
    hearsay = report.stance is Stance.CONFIRMS and says_unverified(report.quote)
    return "says so, unconfirmed" if hearsay else str(report.stance)


def origin_said(report: Report) -> str:
    """Name where a report comes from; an outlet that saw or heard it itself, or says nothing, has no "unnamed sources"."""
    if report.origin.kind is not HopKind.UNNAMED or report.origin.name:
        return str(report.origin)
    return {Basis.WITNESSED: "its own work", Basis.UNSTATED: "not said"}.get(report.basis, str(report.origin))


def role_of_origin(claim: Claim, report: Report) -> str:
    """Return "origin", or "speaker" on a statement for whoever made it: that it was said rests on those who heard it."""
    if claim.layer is not Layer.UTTERANCE or claim.speaker is None or not report.origin.named:
        return "origin"
    if same_name(report.origin.name, claim.speaker) or (is_office(report.origin) and _describes(report.origin.name, claim)):
        return "speaker"
    return "origin"


def _describes(office: str, claim: Claim) -> bool:
    """Tell whether a statement gives its speaker an office: "the mayor" in "Mayor Holm said" and "Holm, the mayor, said"."""
    told, speaker = set(taken_apart(office).written) - SMALL_WORDS, claim.speaker or ""
    beside = [speaker]
    for name in (speaker, speaker.split()[-1]):
        if found := re.search(rf"(.*?)(?<!\w){re.escape(name)}(?!\w)(?:,([^,.;]*))?", claim.text):
            beside += [" ".join(found[1].split()[-len(told) :]), found[2] or ""]
            break
    return bool(told) and any(told <= set(taken_apart(words).written) for words in beside)


def _verdict(
    event: EventDraft,
    outlet: str,
    before: Sequence[Assessment],
    after: Sequence[Assessment],
    genre: Genre,
    numbers: Sequence[str],
    *,
    revised: bool,
    doubted: bool,
) -> str:
    moved = _moves(event, before, after)
    own = {outlet: "its own work", f"{DENIAL}{outlet}": f"{DENIAL}its own work"}
    added = [own.get(name, name) for name in _added(before, after)]
    if moved:
        denials = [words for words in added if words.startswith(DENIAL)]
        return f"{outlet}: {'; '.join([*moved, *(f'it adds {words}' for words in denials)])}."
    if added:
        denials = [words for words in added if words.startswith(DENIAL)]
        origins = [words for words in added if words not in denials]
        named = f"{'a new origin' if len(origins) == 1 else 'new origins'}, {listed(origins)}"
        new = [] if not origins else origins if origins == ["its own work"] else [named]
        return f"No level changes: {outlet} adds {listed([*new, *denials])}."
    if unsure := _perhaps_added(before, after):
        return f"No change yet: {listed(unsure)} may be the same, and count once until an editor says otherwise."
    if left_open := sum(new.open for new in after):
        them = "a claim" if sum(new.open > 0 for new in after) == 1 else "the claims"
        return f"{open_said(left_open)}: an editor says whether {outlet} confirms or denies {them}."
    if revised:
        return "No level changes."
    if numbers:
        return f"{outlet} contradicts the record: {numbers[0].rstrip('.')}."
    if doubted:
        return f"Read {outlet} yourself: its words may not say what the reader took from them."
    if genre in never_counts():
        return f"No change: {outlet} writes about the event, but a piece of this sort confirms and denies nothing."
    if all(old.reports == new.reports for old, new in zip(before, after, strict=True)):
        return f"No change: {outlet} writes about the event but says nothing about its claims."
    return f"No change: {outlet} repeats what is on record."


def verdict_on_draft(outlet: str, after: Sequence[Assessment] = ()) -> str:
    """Say what a proposal for a new event is."""
    return _with_open(f"A new event: it fits none on record, and {outlet} is the first to report it here.", after)


def _with_open(sentence: str, after: Sequence[Assessment]) -> str:
    """Add how many passages are open, where the sentence does not say so."""
    number = sum(new.open for new in after)
    return sentence if not number or open_said(number) in sentence else f"{sentence} {open_said(number)}."


class Traced(NamedTuple):
    """Where the reports of one article come from: a note on each that counts, and remarks that ask for care."""

    notes: tuple[str, ...]
    remarks: tuple[str, ...]


def traced(event: EventDraft, standing: Sequence[Report], new: Sequence[Report]) -> Traced:
    """Say for each new report that counts where it comes from, by which words, and whether that origin was on record before.

    A remark says where the reports, all of one article, add several origins to a claim.
    """
    notes, remarks = dict[str, None](), list[str]()
    for claim in event.claims:
        old = [r for r in standing if r.claim == claim.key and bears(r)]
        own = [r for r in new if r.claim == claim.key and bears(r)]
        found = Provenance(claim, [r for r in (*standing, *new) if r.claim == claim.key], event.rulings)
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
            # A card may cut the remark: names stand first, and their words follow in the same order.
            words = listed([_words(report) for report in added.values()])
            remarks.append(f"{ONE_ARTICLE} {len(added)} origins, {listed(list(added))}, on “{_short(claim.text)}”: {words}.")
        firm = [r for r in new if r.claim == claim.key and r.stance in (Stance.CONFIRMS, Stance.DENIES)]
        forecasts = [r for r in firm if r.basis is Basis.FORECAST]
        if forecasts:
            notes[f"{name_of(event, claim)}: {forecasts[0].outlet.name} forecasts it; that confirms nothing."] = None
    return Traced(tuple(notes), tuple(remarks))


def not_counted(proposal: Proposal) -> list[str]:
    """List what does not count of a proposal's own reports, without what did not count before."""
    before = Counter(words for assessment in proposal.before for words in assessment.not_counted)
    after = Counter(words for assessment in proposal.after for words in assessment.not_counted)
    return list(after - before)


def _shown_by(report: Report) -> str:
    """Quote the words of the article that name the origin, where the report's own quote does not."""
    if report.origin.vouched_by:
        return " (an editor knows this; it does not stand in the article)"
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
    return f"{in_sentence(name_of(event, event.claim(new.claim)))} goes from {old.level} to {new.level}"


def _moves(event: EventDraft, before: Sequence[Assessment], after: Sequence[Assessment]) -> list[str]:
    """Say how claims move, those together that move alike: "that it was said and that it is so go from … to …"."""
    alike: dict[tuple[str, str], list[str]] = {}
    for old, new in zip(before, after, strict=True):
        if old.level is not new.level:
            name = in_sentence(name_of(event, event.claim(new.claim)))
            alike.setdefault((old.level, new.level), []).append(name)
    return [f"{listed(names)} {'goes' if len(names) == 1 else 'go'} from {a} to {b}" for (a, b), names in alike.items()]


def _added(before: Sequence[Assessment], after: Sequence[Assessment]) -> list[str]:
    """List the known origins that were not on record before, on their side of a claim, and denials by nobody named."""
    added: dict[str, None] = {}
    for old, new in zip(before, after, strict=True):
        denied = {known.name for known in old.tallies if known.denies > 0}
        for tally in new.tallies:
            if tally.name in NAMELESS and tally.denies > 0 and tally.name not in denied:
                # Nobody's confirmation adds nothing, but that somebody denies it must be seen.
                added[f"{DENIAL}{UNNAMED}"] = None
        for tally in new_tallies(old, new):
            added[f"{DENIAL}{tally.name}" if tally.denies > tally.supports else tally.name] = None
    return list(added)


def new_tallies(old: Assessment, new: Assessment) -> list[OriginTally]:
    """List the named origins of a claim that were not on record before, on their side."""
    named = [tally for tally in new.tallies if tally.name not in NAMELESS]
    return [tally for tally in named if not any(_says_the_same(tally, known) for known in old.tallies)]


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


def in_sentence(name: str) -> str:
    """Return a claim's name as it stands within a sentence."""
    return name[0].lower() + name[1:]


def _short(text: str, most: int = 60) -> str:
    return text.rstrip(".") if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"
