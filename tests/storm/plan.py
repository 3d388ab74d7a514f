"""What one storm is like."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """One storm: `links` in `seconds`, with `kills`; `ratelimited`, `server_errors` and `timeouts` are shares of API calls.

    Without `work` the bot only answers Slack: that shows what answering costs by itself. With `workers`, the record is on
    PostgreSQL, and so many processes work beside `serve`; `alone`, one process answers and works. `again` is the share of
    links that are brought twice, `missing` that of links without a page. `restarts` is how often PostgreSQL stops at once, for
    `outage` seconds. With `full_disk` its disk is full once, for as long. `model` lets a stand-in of a model read, with
    failures. `patience` is a guard: so long after the last fault, all must be at rest.
    """

    links: int = 200
    seconds: float = 60.0
    kills: int = 3
    ratelimited: float = 0.05
    server_errors: float = 0.02
    timeouts: float = 0.0
    decide: int = 20
    patience: float = 600.0
    work: bool = True
    seed: int = 1
    workers: int = 0
    alone: bool = False
    again: float = 0.0
    missing: float = 0.0
    restarts: int = 0
    outage: float = 5.0
    full_disk: bool = False
    model: bool = False
    channels: int = 1
    digests: int = 0

    @property
    def retry_delays(self) -> tuple[float, ...]:
        """Return Slack's seconds before each retry: longer than an outage, as its own are."""
        return (0.2, 1.0, 3.0) if not self.outages else (1.0, 1.5 * self.outage, 3 * self.outage, 6 * self.outage)

    @property
    def outages(self) -> int:
        """Return how often the database is away."""
        return self.restarts + self.full_disk


def chaos(links: int, *, seed: int = 1) -> Plan:
    """Return all that can go wrong at once, on PostgreSQL with four workers: a kill every five seconds."""
    seconds = max(links * 0.6, 20.0)
    return Plan(
        links=links,
        seconds=seconds,
        kills=max(int(seconds / 5), 2),
        timeouts=0.01,
        decide=max(links // 5, 4),
        patience=3600.0,
        seed=seed,
        workers=4,
        again=0.2,
        missing=0.03,
        restarts=max(int(seconds / 60), 1),
        full_disk=True,
        model=True,
        channels=max(links // 20, 2),
        digests=4,
    )


def killed_alone(links: int, kills: int, *, seed: int = 1) -> Plan:
    """Return many kills of the one process that does everything, on SQLite."""
    return Plan(
        links=links,
        seconds=kills * 4.0,
        kills=kills,
        timeouts=0.01,
        decide=max(links // 5, 4),
        patience=3600.0,
        seed=seed,
        alone=True,
        again=0.2,
        missing=0.03,
        channels=max(links // 20, 2),
        digests=4,
    )
