"""Digests on their way to e-mail addresses: once each, again where the server is busy, given up where it never will."""

import dataclasses
import datetime as dt
import itertools
from dataclasses import dataclass, field

import pytest

from bot.domain.digest import Digest
from bot.domain.errors import Cannot, OutOfReach, SecondSourceError
from bot.domain.subscription import DigestSettings
from bot.gateways.mail import SmtpMailer
from bot.pipeline import digest
from bot.pipeline.mailing import GIVE_UP, NOT_SET, send_due
from bot.pipeline.ports import Mailer
from bot.pipeline.services import Services
from storage import cards, subscriptions
from storage.cards import PACE
from storage.db import Database
from tests.pipeline.timed import Hand, services_on
from tests.smtp_server import post_office

NINE = dt.datetime(2026, 11, 24, 9, 0, 1, tzinfo=dt.UTC)
TWO = ("desk@paper.example", "night@paper.example")


@dataclass
class Postman:
    """Takes letters, or raises what it was given for the next ones."""

    faults: list[SecondSourceError] = field(default_factory=list)
    taken: list[tuple[str, str]] = field(default_factory=list)
    asked: list[dt.datetime] = field(default_factory=list)
    domains: frozenset[str] = frozenset({"paper.example"})

    def send(self, address: str, digest: Digest, key: str, now: dt.datetime) -> None:
        self.asked.append(now)
        if self.faults:
            raise self.faults.pop(0)
        self.taken.append((address, key))


def due(
    database: Database, mailer: Mailer | None, addresses: tuple[str, ...] = TWO, by: str = "U0ANN"
) -> tuple[Services, Hand]:
    """Return services on which a digest has just been made for these addresses."""
    hand = Hand(NINE)
    services = dataclasses.replace(services_on(database, hand), mailer=mailer)
    with database.transaction("local") as s:
        subscriptions.add(s, "C0DESK1", DigestSettings(addresses=addresses), by, NINE - dt.timedelta(hours=12))
    assert digest.look(services, "local")
    return services, hand


def notes(services: Services, at: dt.datetime) -> list[str]:
    """List what people are told in their own messages."""
    found = []
    with services.database.transaction("local") as s:
        while card := cards.take_next(s, at):
            found += [card.note] if card.note else []
            at += PACE
    return found


def test_each_address_has_its_letter_once(database: Database) -> None:
    postman = Postman()
    services, _ = due(database, postman)
    assert send_due(services, "local")
    assert not send_due(services, "local")
    assert postman.taken == [(address, "digest:1:20261124T0900") for address in TWO]


def test_a_busy_server_is_asked_again_later_and_later(sqlite_database: Database) -> None:
    postman = Postman(faults=[OutOfReach("The mail server is busy.")] * 3)
    services, hand = due(sqlite_database, postman, TWO[:1])
    while not postman.taken:
        send_due(services, "local")
        hand.now += dt.timedelta(seconds=20)
    waits = [later - earlier for earlier, later in itertools.pairwise(postman.asked)]
    assert waits == [dt.timedelta(minutes=minutes) for minutes in (1, 2, 4)]
    assert not send_due(services, "local")


def test_a_letter_that_is_refused_is_given_up_and_who_set_it_up_is_told(sqlite_database: Database) -> None:
    services, _ = due(sqlite_database, Postman(faults=[Cannot("The mail server does not take the letter: 550 No such desk")]))
    assert send_due(services, "local")
    assert not send_due(services, "local")
    why = "The mail server does not take the letter: 550 No such desk"
    assert notes(services, NINE) == [f"The digest could not be sent to desk@paper.example: {why}"]


def test_after_a_day_without_the_server_a_letter_is_given_up(sqlite_database: Database) -> None:
    postman = Postman(faults=[OutOfReach("The mail server is busy.")] * 1000)
    services, hand = due(sqlite_database, postman, TWO[:1])
    for _ in range(30):
        send_due(services, "local")
        hand.now += dt.timedelta(hours=1)
    assert hand.now - NINE > GIVE_UP
    asked = len(postman.faults)
    hand.now += dt.timedelta(days=2)
    assert not send_due(services, "local")
    assert len(postman.faults) == asked
    assert notes(services, hand.now) == ["The digest could not be sent to desk@paper.example: The mail server is busy."]


def test_without_a_mail_server_it_is_said_that_none_is_set(sqlite_database: Database) -> None:
    services, _ = due(sqlite_database, None)
    assert send_due(services, "local")
    assert notes(services, NINE) == [f"The digest could not be sent to {address}: {NOT_SET}" for address in TWO]


def test_one_who_dies_while_sending_leaves_the_letter_to_be_sent_again_with_the_same_number(sqlite_database: Database) -> None:
    with post_office() as (opened, port):
        mailer = SmtpMailer(f"smtp://127.0.0.1:{port}", "digest@paper.example", frozenset({"paper.example"}))

        class Dying:
            domains = mailer.domains

            def send(self, address: str, digest: Digest, key: str, now: dt.datetime) -> None:
                mailer.send(address, digest, key, now)
                raise KeyboardInterrupt

        services, hand = due(sqlite_database, Dying(), TWO[:1])
        with pytest.raises(KeyboardInterrupt):
            send_due(services, "local")
        later = dataclasses.replace(services, mailer=mailer)
        assert not send_due(later, "local"), "somebody may still be sending it"
        hand.now += dt.timedelta(minutes=6)
        assert send_due(later, "local")
        assert not send_due(later, "local")
        numbers = {letter["Message-ID"] for letter in opened.letters}
        assert (len(opened.letters), len(numbers)) == (2, 1)
