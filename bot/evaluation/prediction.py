"""What the product predicts for one case, and the view on each claim that its reports add up to."""

from collections.abc import Iterable

from bot.domain.model import Basis, Hop, Report, Stance, Tone, Value
from bot.domain.weighing import RULES
from bot.evaluation.cases import Label

FIRM = (Stance.CONFIRMS, Stance.DENIES)


class PredictedReport(Value):
    """One report that the product proposes; `claim` is the claim's text, `key` its key."""

    event: str
    claim: str
    key: str
    stance: Stance
    tone: Tone
    basis: Basis
    origin: Hop
    quote: str
    copy_of: str | None = None


class PredictedView(Value):
    """The view that the proposed reports on one claim add up to; only a stance where there are none."""

    event: str
    claim: str
    key: str
    stance: Stance
    label: Label
    tone: Tone | None = None
    basis: Basis | None = None
    origin: Hop | None = None
    copy_of: str | None = None


class Contribution(Value):
    """Why the built-in reader judges a passage as it does.

    `odds` has the probability of each side, `signs` what the signs that count most add to the likeliest one; `barred` says why
    the passage may not confirm, and why it may not deny.
    """

    event: str
    claim: str
    quote: str
    stance: Stance
    odds: dict[str, float]
    signs: dict[str, float]
    barred: tuple[str, str]


class Prediction(Value):
    """What the product predicts for one case.

    `event` is the main one of the proposed `events`; `sure` says that the match calls it the same event; `views` has every
    claim of the case. Of the `judgements`, `grounded` have their quote in the text where the reading says it is; `dropped`
    were left out because their quote is not there. `declined` says why the product does not read this article; `failed` says
    why it could not be tried (the endpoint is down, say). Times are in seconds.
    """

    id: str
    event: str | None = None
    sure: bool = False
    events: tuple[str, ...] = ()
    drafted: str | None = None
    reports: tuple[PredictedReport, ...] = ()
    views: tuple[PredictedView, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    wire: str | None = None
    instructions: bool = False
    outlet: str | None = None
    judgements: int = 0
    grounded: int = 0
    dropped: int = 0
    remarks: tuple[str, ...] = ()
    declined: str | None = None
    failed: str | None = None
    reader: str | None = None
    model: str | None = None
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None
    seconds: float | None = None


def leading(reports: Iterable[PredictedReport]) -> PredictedReport | None:
    """Choose the report that speaks for an article on one claim.

    In this order: one that confirms or denies, before one that is open, before mere context; the one that weighs more by the
    published rule (tone × basis); a denial; the first.
    """
    return min(reports, key=_order, default=None)


def _order(report: PredictedReport) -> tuple[bool, bool, float, bool]:
    weight = RULES.tone[report.tone] * RULES.basis[report.basis]
    return report.stance not in FIRM, report.stance is not Stance.OPEN, -weight, report.stance is not Stance.DENIES


def view(event: str, claim: str, key: str, reports: Iterable[PredictedReport]) -> PredictedView:
    """Return the view that an article's reports on one claim add up to; `unrelated` where there are none."""
    chosen = leading(reports)
    if chosen is None:
        return PredictedView(event=event, claim=claim, key=key, stance=Stance.UNRELATED, label="unrelated")
    return PredictedView(
        event=event,
        claim=claim,
        key=key,
        stance=chosen.stance,
        label=four_label(chosen),
        tone=chosen.tone,
        basis=chosen.basis,
        origin=chosen.origin,
        copy_of=chosen.copy_of,
    )


_HEARSAY = (Basis.RELAYED, Basis.FORECAST)


def four_label(report: PredictedReport) -> Label:
    """Return a report's label in stance detection: agree, disagree or discuss.

    A denial disagrees. A confirmation agrees where the article is certain; one that is hedged, only relayed or only a forecast
    discusses, and so do context and what is open.
    """
    if report.stance is Stance.DENIES:
        return "disagree"
    if report.stance is Stance.CONFIRMS and report.tone is Tone.CERTAIN and report.basis not in _HEARSAY:
        return "agree"
    return "discuss"


def predicted(event: str, claim: str, report: Report) -> PredictedReport:
    """Return a proposed report as a prediction."""
    return PredictedReport(
        event=event,
        claim=claim,
        key=report.claim,
        stance=report.stance,
        tone=report.tone,
        basis=report.basis,
        origin=report.origin,
        quote=report.quote,
        copy_of=report.copy_of,
    )
