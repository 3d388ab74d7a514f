"""What the product makes of one case, and the one view that its reports amount to on each claim."""

from collections.abc import Iterable

from bot.domain.model import Basis, Origin, Report, Stance, Tone, Value
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
    origin: Origin
    quote: str
    copy_of: str | None = None


class PredictedView(Value):
    """What the proposed reports on one claim amount to; only the stance where there are none."""

    event: str
    claim: str
    key: str
    stance: Stance
    label: Label
    tone: Tone | None = None
    basis: Basis | None = None
    origin: Origin | None = None
    copy_of: str | None = None


class Prediction(Value):
    """What the product makes of one case.

    `event` is the event that comes first among those proposed (`events`), `sure` whether it is said to be the same one;
    `views` has every claim of the case. `grounded` of `judgements` quotes stand in the text where the reading says they do,
    `dropped` were left out since theirs do not. `declined` says why the product does not read this article, `failed` why it
    could not be tried (an endpoint that is down, say). Times are in seconds.
    """

    id: str
    event: str | None = None
    sure: bool = False
    events: tuple[str, ...] = ()
    drafted: str | None = None
    reports: tuple[PredictedReport, ...] = ()
    views: tuple[PredictedView, ...] = ()
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

    One that confirms or denies comes before mere context; then the one that weighs more by the published rule (tone × basis);
    then a denial; then the one that comes first.
    """
    return min(reports, key=_order, default=None)


def _order(report: PredictedReport) -> tuple[bool, float, bool]:
    weight = RULES.tone[report.tone] * RULES.basis[report.basis]
    return report.stance not in FIRM, -weight, report.stance is not Stance.DENIES


def view(event: str, claim: str, key: str, reports: Iterable[PredictedReport]) -> PredictedView:
    """Say what an article's reports on one claim amount to; `unrelated` where there is none."""
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


_NO_GROUND = (Basis.RELAYED, Basis.FORECAST)


def four_label(report: PredictedReport) -> Label:
    """Put a report in the words of stance detection, as if the article agreed, disagreed or merely discussed.

    A denial disagrees. A confirmation agrees where the article says it flatly; one that is hedged, only relayed or only a
    forecast merely discusses, and so does context.
    """
    if report.stance is Stance.DENIES:
        return "disagree"
    if report.stance is Stance.CONFIRMS and report.tone is Tone.CERTAIN and report.basis not in _NO_GROUND:
        return "agree"
    return "discuss"


def predicted(event: str, claim: str, report: Report) -> PredictedReport:
    """Take over a proposed report."""
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
