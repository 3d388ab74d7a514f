"""What the model's answers cost, and what they may cost in a day."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.errors import OverBudget

MILLION = 1_000_000


@dataclass(frozen=True)
class Usage:
    """Tokens of one answer.

    Of the tokens in, `tokens_cached` were in the endpoint's prompt cache, and `tokens_written` were written into it.
    """

    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    tokens_written: int = 0


@dataclass(frozen=True)
class Prices:
    """What a million tokens cost, in any currency; those in the prompt cache cost the same unless they have a price."""

    tokens_in: float
    tokens_out: float
    tokens_cached: float | None = None
    tokens_written: float | None = None

    def cost(self, usage: Usage) -> float:
        """Return what one answer has cost."""
        cached = min(usage.tokens_cached, usage.tokens_in)
        written = min(usage.tokens_written, usage.tokens_in - cached)
        read_price = self.tokens_in if self.tokens_cached is None else self.tokens_cached
        write_price = self.tokens_in if self.tokens_written is None else self.tokens_written
        question = (usage.tokens_in - cached - written) * self.tokens_in + cached * read_price + written * write_price
        return (question + usage.tokens_out * self.tokens_out) / MILLION


@dataclass(frozen=True)
class Budget:
    """Prices, the function that books every answer's cost, and the budget of a day (UTC), which `setting` sets.

    Running calls are finished when the budget is reached, so it can be exceeded by as many calls as run at once.
    """

    prices: Prices
    book: Callable[[dt.datetime, str, int, int, float, int, int], None]
    spent_since: Callable[[dt.datetime], float]
    clock: Callable[[], dt.datetime]
    daily_budget: float | None = None
    setting: str = "SECOND_SOURCE_DAILY_BUDGET"

    def check(self) -> None:
        """Raise OverBudget where today's budget is used up."""
        if self.daily_budget is not None and self.spent_today() >= self.daily_budget:
            raise OverBudget(
                f"Today's budget for the model ({self.daily_budget:.2f}) is used up; the model is back after midnight (UTC). "
                f"{self.setting} sets it."
            )

    def spent_today(self) -> float:
        """Return what today's answers have cost so far."""
        return self.spent_since(self.clock().astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0))

    def pay(self, model: str, usage: Usage) -> float:
        """Book one answer; returns what it has cost."""
        cost = self.prices.cost(usage)
        self.book(self.clock(), model, usage.tokens_in, usage.tokens_out, cost, usage.tokens_cached, usage.tokens_written)
        return cost
