"""The window of `/digest`, filled in and read."""

import datetime as dt

import pytest

from bot.domain.errors import BadInput
from bot.domain.model import EventKind
from bot.domain.subscription import DigestPart, DigestSettings, EventFilter
from bot.slack.forms import digest as digest_form
from bot.slack.forms.digest import DigestForm
from bot.slack.forms.fields import FormFaults
from tests.slack.filling import View, chosen, picked, submitted, ticked, typed

DOMAINS = frozenset({"paper.example"})
FULL = DigestSettings(
    days=(0, 6),
    at=dt.time(7, 30),
    zone="Asia/Kathmandu",
    parts=tuple(DigestPart),
    events=EventFilter(place="Maravale", kinds=(EventKind.ACCIDENT,), tags=("fire", "ferries")),
    quiet=True,
    addresses=("desk@paper.example", "night.desk@paper.example"),
)


FIRST = DigestSettings()


def window(settings: DigestSettings = FIRST, subscription: int | None = None) -> View:
    return submitted(digest_form.draw("C0DESK1", settings, subscription=subscription, mail_domains=sorted(DOMAINS)))


@pytest.mark.parametrize("settings", [DigestSettings(), FULL], ids=["first", "full"])
def test_what_is_left_as_it_was_stays_as_it_was(settings: DigestSettings) -> None:
    assert digest_form.parse(window(settings, 3), DOMAINS) == DigestForm("C0DESK1", 3, settings)


@pytest.mark.parametrize(
    ("view", "field"),
    [
        (ticked(window(), "days"), "days"),
        (picked(window(), "time", selected_time=None), "time"),
        (chosen(window(), "zone", "Mars/Olympus", digest_form.SEARCH), "zone"),
        (ticked(window(), "parts"), "parts"),
        (typed(window(), "place", "x" * 2000), "place"),
        (typed(window(), "tags", ",".join(f"t{n}" for n in range(60))), "tags"),
        (typed(window(), "addresses", "desk@paper.example, not an address"), "addresses"),
        (typed(window(), "addresses", "spy@rival.example"), "addresses"),
        (typed(window(), "addresses", "a@paper.example\r\nBcc: b@paper.example"), "addresses"),
        (typed(window(), "addresses", "\n".join(f"d{n}@paper.example" for n in range(30))), "addresses"),
    ],
)
def test_what_is_wrong_is_said_at_its_input(view: View, field: str) -> None:
    faults = digest_form.parse(view, DOMAINS)
    assert isinstance(faults, FormFaults)
    assert set(faults) == {field}


def test_addresses_elsewhere_are_refused_with_where_they_may_be() -> None:
    faults = digest_form.parse(typed(window(), "addresses", "spy@rival.example"), DOMAINS)
    assert isinstance(faults, FormFaults)
    assert faults["addresses"] == "“spy@rival.example”: digests are sent to addresses at @paper.example only."


@pytest.mark.parametrize(
    "metadata", ["", "nonsense", "[]", "{}", '{"channel": "D0BEN"}', '{"channel": "C0DESK1", "subscription": true}']
)
def test_a_window_that_we_never_made_is_refused(metadata: str) -> None:
    with pytest.raises(BadInput, match="not one of ours"):
        digest_form.parse({**window(), "private_metadata": metadata}, DOMAINS)
