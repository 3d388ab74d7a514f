"""Cards and the record are brought together again after an outage."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlmodel import col, update

from bot.app import open_services
from bot.slack.clients import Clients, Installed
from bot.slack.context import BackgroundTasks, SlackContext
from bot.slack.installing import OneInstallation
from bot.slack.members import Members
from bot.slack.repairs import repair
from storage import cards
from storage.tables.outgoing import CardRow
from tests.slack.harness import BEN, SlackHarness, offers


@contextmanager
def a_context(harness: SlackHarness) -> Iterator[SlackContext]:
    installed = Installed(
        team=harness.slack.team, bot_token=harness.slack.bot_token, bot_user=harness.slack.bot_user, bot_id="B0SOURCE"
    )
    clients = Clients(harness.slack.api_url, OneInstallation(installed).find)
    with open_services(harness.settings) as parts, BackgroundTasks() as background:
        yield SlackContext(services=parts, clients=clients, members=Members(clients.of, parts.clock), background=background)


def spoil(harness: SlackHarness, **changes: Any) -> None:
    with harness.database.transaction(harness.slack.team) as s:
        s.exec(update(CardRow).where(col(CardRow.kind) == "link").values(**changes))


def test_a_decided_card_that_still_shows_its_buttons_is_drawn_again(harness: SlackHarness) -> None:
    message = harness.paste()
    card = harness.card(message, "Vera Holm")
    harness.press(BEN, card, "approve")
    harness.wait(lambda: not offers(harness.answers(message)[0], "approve"))
    harness.drawn(message)
    harness.web_client().chat_update(channel=card.channel, ts=card.ts, text=card.text, blocks=card.blocks)
    spoil(harness, shown="as before the decision", due_at=None)
    assert offers(harness.answers(message)[0], "approve")
    with a_context(harness) as context:
        assert repair(context, harness.slack.team, pause=lambda _: False)
        harness.wait(lambda: not offers(harness.answers(message)[0], "approve"))
        harness.wait(lambda: "as before" not in str(harness.record(lambda s: [c.shown for c in cards.of_submission(s, 1)])))
        assert not repair(context, harness.slack.team, pause=lambda _: False)


@pytest.mark.slow
def test_a_card_whose_post_failed_for_good_is_tried_once_more(harness: SlackHarness) -> None:
    message = harness.paste()
    card = harness.card(message, "Vera Holm")
    harness.drawn(message)
    harness.web_client().chat_delete(channel=card.channel, ts=card.ts)
    spoil(harness, message=None, shown=None, due_at=None, problem="Slack did not take the card; the log says why.")
    with a_context(harness) as context:
        assert repair(context, harness.slack.team, pause=lambda _: False)
    harness.again(card, "Vera Holm")


def test_nothing_is_done_where_all_is_well_or_work_shall_stop(harness: SlackHarness) -> None:
    message = harness.paste()
    harness.card(message, "Vera Holm")
    harness.drawn(message)
    with a_context(harness) as context:
        assert not repair(context, harness.slack.team, pause=lambda _: False)
        spoil(harness, shown="otherwise", due_at=None)
        assert not repair(context, harness.slack.team, pause=lambda _: True)
