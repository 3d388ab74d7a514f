"""Cards and the record are brought together again after an outage."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlmodel import col, update

from bot.app import open_desk
from bot.slack.clients import Clients, Installed
from bot.slack.installing import OneInstallation
from bot.slack.members import Members
from bot.slack.office import Errands, Office
from bot.slack.repairs import repair
from storage import cards
from storage.showing_tables import CardRow
from tests.slack.desk import BEN, NewsDesk, offers


@contextmanager
def an_office(desk: NewsDesk) -> Iterator[Office]:
    installed = Installed(team=desk.slack.team, bot_token=desk.slack.bot_token, bot_user=desk.slack.bot_user, bot_id="B0SOURCE")
    clients = Clients(desk.slack.api_url, OneInstallation(installed).find)
    errands = Errands()
    with open_desk(desk.settings) as parts:
        yield Office(desk=parts, clients=clients, members=Members(clients.of, parts.clock), errands=errands)
    errands.close()


def spoil(desk: NewsDesk, **changes: Any) -> None:
    with desk.database.transaction(desk.slack.team) as s:
        s.exec(update(CardRow).where(col(CardRow.kind) == "link").values(**changes))


def test_a_decided_card_that_still_shows_its_buttons_is_drawn_again(desk: NewsDesk) -> None:
    message = desk.paste()
    card = desk.card(message, "Vera Holm")
    desk.press(BEN, card, "approve")
    desk.wait(lambda: not offers(desk.answers(message)[0], "approve"))
    desk.drawn(message)
    desk.web_client().chat_update(channel=card.channel, ts=card.ts, text=card.text, blocks=card.blocks)
    spoil(desk, shown="as before the decision", due_at=None)
    assert offers(desk.answers(message)[0], "approve")
    with an_office(desk) as office:
        assert repair(office, desk.slack.team, pause=lambda _: False)
        desk.wait(lambda: not offers(desk.answers(message)[0], "approve"))
        desk.wait(lambda: "as before" not in str(desk.record(lambda s: [c.shown for c in cards.of_submission(s, 1)])))
        assert not repair(office, desk.slack.team, pause=lambda _: False)


def test_a_card_whose_post_failed_for_good_is_tried_once_more(desk: NewsDesk) -> None:
    message = desk.paste()
    card = desk.card(message, "Vera Holm")
    desk.drawn(message)
    desk.web_client().chat_delete(channel=card.channel, ts=card.ts)
    spoil(desk, message=None, shown=None, due_at=None, problem="Slack did not take the card; the log says why.")
    with an_office(desk) as office:
        assert repair(office, desk.slack.team, pause=lambda _: False)
    desk.again(card, "Vera Holm")


def test_nothing_is_done_where_all_is_well_or_work_shall_stop(desk: NewsDesk) -> None:
    message = desk.paste()
    desk.card(message, "Vera Holm")
    desk.drawn(message)
    with an_office(desk) as office:
        assert not repair(office, desk.slack.team, pause=lambda _: False)
        spoil(desk, shown="otherwise", due_at=None)
        assert not repair(office, desk.slack.team, pause=lambda _: True)
