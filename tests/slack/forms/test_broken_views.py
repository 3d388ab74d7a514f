import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from bot.domain.errors import BadInput
from bot.slack.forms import home_channel, new_event, other_event, paste, reject, share, source
from tests.domain.make import person
from tests.slack.forms.answers import faults
from tests.slack.proposals import statement

STATEMENTS = (statement("The dam at Orrin failed.", person("Vera Holm")),)
PARSERS: dict[str, Callable[[dict[str, Any]], object]] = {
    "reject": reject.parse,
    "other_event": other_event.parse,
    "new_event": lambda view: new_event.parse(view, STATEMENTS, today=dt.date(2026, 3, 2)),
    "paste": paste.parse,
    "source": source.parse,
    "share": share.parse,
    "home_channel": home_channel.parse,
}
BROKEN: tuple[dict[str, Any], ...] = (
    {},
    {"state": None},
    {"state": {"values": []}, "private_metadata": "12.1"},
    {"state": {"values": {}}, "private_metadata": 7},
    {"state": {"values": {}}, "private_metadata": "[]"},
    {"state": {"values": {}}, "private_metadata": "{"},
    {"state": {"values": {}}, "private_metadata": '{"event": "No Slug!"}'},
    {"state": {"values": {"reason": None, "event": {}, "text": {"text": "x"}, "channel": 3}}},
)


@pytest.mark.parametrize("name", PARSERS)
@pytest.mark.parametrize("view", BROKEN)
def test_a_broken_view_gives_sentences(name: str, view: dict[str, Any]) -> None:
    sentences = faults_or_sentence(PARSERS[name], view)

    assert sentences
    assert all(sentence.endswith(".") for sentence in sentences)


def faults_or_sentence(parser: Callable[[dict[str, Any]], object], view: dict[str, Any]) -> list[str]:
    try:
        return list(faults(parser(view)).values())
    except BadInput as error:
        return [error.sentence]
