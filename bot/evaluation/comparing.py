"""Compares predictions with expectations, and sums them up."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pydantic import Field

from bot.domain.model import Basis, HopKind, Stance, Tone, Value
from bot.domain.spelling import same_name
from bot.evaluation.cases import LABELS, Case, Expected, ExpectedReport, ignored
from bot.evaluation.prediction import FIRM, PredictedView, Prediction, view
from bot.evaluation.scoring import Alarms, Share, Table, percentile, tabulate
from storage.credits import credit_table


class Pair(NamedTuple):
    """An expected report, the view that the article's reports on that claim add up to, and the article's outlet."""

    wanted: ExpectedReport
    got: PredictedView
    outlet: str | None


class Spent(Value):
    """What the readings cost; `cost` is None where no price is set, times are in seconds."""

    links: int
    calls: int
    tokens_in: int
    tokens_out: int
    cost: float | None
    p50: float | None
    p95: float | None


class EvalReport(Value):
    """How well the cases were read; each of `figures` can have a floor.

    Of the views that confirm, and that deny, `confirms` and `denies` are right. `sure` counts the expected confirmations
    and denials that are found as such, `shown` the expected reports of which a passage is shown, sure or open, in articles
    that were read. `also` counts proposals on further events, on which no report is expected; `readers` counts the cases that
    each reader read; `failed` counts, by reason, the cases that could not be tried: they are in no score.
    """

    figures: dict[str, float | None] = Field(default_factory=dict)
    cases: int
    scored: int
    readers: dict[str, int]
    event: Alarms
    also: int
    stance: Table
    confirms: Share
    denies: Share
    sure: Share
    shown: Share
    four_labels: Table
    tone: Table
    basis: Table
    origin: Share
    grounded: Share
    dropped: int
    wire: Alarms
    instructions: Alarms
    declined: dict[str, int]
    failed: dict[str, int]
    spent: Spent
    ignored_fields: dict[str, int]
    predictions: tuple[Prediction, ...]


def compare(cases: Sequence[Case], predictions: Sequence[Prediction]) -> EvalReport:
    """Sum up predictions (one for each case, in order).

    Tone, basis and origin are compared where they are expected and the stance is right; with a wrong stance they mean nothing.
    """
    tried = [(case, made) for case, made in zip(cases, predictions, strict=True) if made.failed is None]
    both = [(case, case.expect, made) for case, made in tried if case.expect is not None]
    pairs = [pair for case, _, made in both for pair in _pairs(case, made)]
    agreed = [(p.wanted, p.got) for p in pairs if p.wanted.stance is None or p.wanted.stance is p.got.stance]
    origins = [_same_origin(p) for p in pairs if p.wanted.origin and p.got.origin and p.wanted.stance in (None, p.got.stance)]
    read = [made for _, made in tried if made.declined is None]
    report = EvalReport(
        cases=len(cases),
        scored=len(both),
        readers=dict(Counter(made.model or made.reader or "none" for made in read)),
        event=_events((wanted, made) for _, wanted, made in both if wanted.says("event")),
        also=sum(len(_unexpected(case, wanted, made)) for case, wanted, made in both if wanted.event is not None),
        stance=tabulate([(w.stance, got.stance) for w, got, _ in pairs if w.stance], tuple(Stance)),
        confirms=_of_those_got(pairs, Stance.CONFIRMS),
        denies=_of_those_got(pairs, Stance.DENIES),
        sure=_share([w.stance is got.stance for w, got, _ in pairs if w.stance in FIRM]),
        shown=_share(
            [
                got.stance is not Stance.UNRELATED
                for case, _, made in both
                if made.declined is None
                for w, got, _ in _pairs(case, made)
                if w.stance not in (None, Stance.UNRELATED)
            ]
        ),
        four_labels=tabulate([(w.label, got.label) for w, got, _ in pairs if w.label], LABELS),
        tone=tabulate([(w.tone, got.tone) for w, got in agreed if w.tone and got.tone], tuple(Tone)),
        basis=tabulate([(w.basis, got.basis) for w, got in agreed if w.basis and got.basis], tuple(Basis)),
        origin=Share(right=sum(origins), of=len(origins)),
        grounded=Share(right=sum(made.grounded for made in read), of=sum(made.judgements for made in read)),
        dropped=sum(made.dropped for made in read),
        wire=_wires((wanted, made) for _, wanted, made in both if wanted.says("wire")),
        instructions=_flags((wanted, made) for _, wanted, made in both if wanted.instructions is not None),
        declined=_reasons(made.declined for made in predictions),
        failed=_reasons(made.failed for made in predictions),
        spent=_spent(read),
        ignored_fields=ignored(cases),
        predictions=tuple(predictions),
    )
    return report.model_copy(update={"figures": _figures(report)})


def _of_those_got(pairs: Iterable[Pair], stance: Stance) -> Share:
    return _share([w.stance is stance for w, got, _ in pairs if w.stance and got.stance is stance])


def _share(right: Sequence[bool]) -> Share:
    return Share(right=sum(right), of=len(right))


def _reasons(sentences: Iterable[str | None]) -> dict[str, int]:
    return dict(Counter(sentence for sentence in sentences if sentence is not None).most_common())


def _pairs(case: Case, made: Prediction) -> Iterator[Pair]:
    """Pair each expected report with the view on its claim, in whichever event the claim is.

    Where several reports on one claim are expected (one side says so, another denies it), each is paired with the predicted
    reports of its own stance, if there are any.
    """
    wanted = [(report, case.claims(report)) for report in (case.expect.reports if case.expect else ())]
    times = Counter((found[0][0], found[0][1].key) for _, found in wanted)
    for report, found in wanted:
        slug, claim = found[0]
        places = {(slug, claim.key) for slug, claim in found}
        on_it = [r for r in made.reports if (r.event, r.key) in places]
        of_its_stance = [r for r in on_it if r.stance is report.stance]
        several = times[slug, claim.key] > 1
        yield Pair(report, view(slug, claim.text, claim.key, (several and of_its_stance) or on_it), made.outlet)


def _events(both: Iterable[tuple[Expected, Prediction]]) -> Alarms:
    counts: Counter[str] = Counter()
    for wanted, made in both:
        if wanted.event is None:
            counts["false" if made.events else "rightly_silent"] += 1
        elif wanted.event in made.events:
            counts["right"] += 1
        else:
            counts["wrong" if made.events else "missed"] += 1
    return Alarms(**counts)


def _unexpected(case: Case, wanted: Expected, made: Prediction) -> set[str]:
    expected = {wanted.event}
    for report in wanted.reports:
        if report.stance is not Stance.UNRELATED:
            expected.update(slug for slug, _ in case.claims(report))
    return set(made.events) - expected


def _wires(both: Iterable[tuple[Expected, Prediction]]) -> Alarms:
    counts: Counter[str] = Counter()
    for wanted, made in both:
        if wanted.wire is None:
            counts["false" if made.wire else "rightly_silent"] += 1
        elif made.wire is None:
            counts["missed"] += 1
        else:
            counts["right" if same_agency(wanted.wire, made.wire) else "wrong"] += 1
    return Alarms(**counts)


def same_agency(wanted: str, got: str) -> bool:
    """Compare two agencies; either may be an abbreviation, as in bylines."""
    seen = credit_table().newsrooms.seen_by((), (got,))
    named = {found.name for written in (wanted, wanted.upper()) if (found := seen.called(written, in_place=True))}
    return got in named or same_name(wanted, got)


def _flags(both: Iterable[tuple[Expected, Prediction]]) -> Alarms:
    counts: Counter[str] = Counter()
    for wanted, made in both:
        named = ("right", "missed") if wanted.instructions else ("false", "rightly_silent")
        counts[named[0] if made.instructions else named[1]] += 1
    return Alarms(**counts)


def _same_origin(pair: Pair) -> bool:
    """Compare origins; an outlet's own work in the words of another outlet comes from that other."""
    wanted, got = pair.wanted.origin, pair.got.origin
    if wanted is None or got is None:
        return False
    own = got.kind is HopKind.OWN
    if wanted == HopKind.OWN:
        return own and pair.got.copy_of is None
    if wanted == HopKind.UNNAMED or got.kind is HopKind.UNNAMED:
        return wanted == got.kind
    name = (pair.got.copy_of or pair.outlet or "") if own else got.name
    return bool(name) and (same_name(wanted, name) or same_agency(wanted, name))


def _spent(read: Sequence[Prediction]) -> Spent:
    costs = [made.cost for made in read if made.cost is not None]
    seconds = [made.seconds for made in read if made.seconds is not None]
    return Spent(
        links=len(read),
        calls=sum(made.calls for made in read),
        tokens_in=sum(made.tokens_in for made in read),
        tokens_out=sum(made.tokens_out for made in read),
        cost=sum(costs) if costs else None,
        p50=percentile(seconds, 0.5),
        p95=percentile(seconds, 0.95),
    )


def _figures(report: EvalReport) -> Mapping[str, float | None]:
    return {
        "event": report.event.accuracy,
        "stance": report.stance.macro_f1,
        "confirms_precision": report.confirms.share,
        "denies_precision": report.denies.share,
        "sure": report.sure.share,
        "shown": report.shown.share,
        "four_labels": report.four_labels.macro_f1,
        "tone": report.tone.macro_f1,
        "basis": report.basis.macro_f1,
        "origin": report.origin.share,
        "grounded": report.grounded.share,
        "wire_precision": report.wire.precision,
        "wire_recall": report.wire.recall,
        "instructions_precision": report.instructions.precision,
        "instructions_recall": report.instructions.recall,
    }
