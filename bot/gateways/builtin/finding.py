"""One sentence with what it says about one claim."""

from typing import NamedTuple

from bot.domain.answer import QuotedJudgement
from bot.domain.model import Stance
from bot.gateways.builtin.lines import Line
from bot.gateways.builtin.stance import Verdict
from bot.gateways.builtin.targets import Target

STRONG_CONTEXT = 0.5
"""Share of a claim from which a sentence that does not bear on it still shows that the article is about its event."""


class Finding(NamedTuple):
    """One sentence's verdict on one claim; `strength` ranks it among others, `told` says that it tells what happened."""

    strength: float
    line: Line
    verdict: Verdict
    target: Target
    told: bool = True

    @property
    def speaks_to_event(self) -> bool:
        """Say whether it shows that the article is about the claim's event."""
        return self.verdict.stance is not Stance.CONTEXT or self.verdict.strength >= STRONG_CONTEXT

    def quoted(self) -> QuotedJudgement:
        """Return it as an answer's judgement."""
        return QuotedJudgement(
            event=self.target.event,
            claim=self.target.claim.key,
            stance=self.verdict.stance,
            tone=self.verdict.tone,
            basis=self.verdict.basis,
            path=self.verdict.path,
            quote=self.line.text,
            revises=self.verdict.revises,
        )
