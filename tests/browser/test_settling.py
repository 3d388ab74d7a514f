"""Open passages at a desk and on a phone: what each means is one press, and then the card can be approved."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.newsroom import ORIGINAL
from bot.sandbox.town import EDDA, MIRA, TOBIAS
from tests.browser.conftest import Sit
from tests.browser.seats import APPROVE, PHONE, UNDO, open_alone
from tests.doubting import ON_THE_FIRE, doubting

CONFIRMS, DENIES, FILE = re.compile(r"^Confirms:"), re.compile(r"^Denies:"), re.compile(r"^File as context:")


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSlack]:
    with doubting(*ON_THE_FIRE), open_alone(tmp_path_factory.mktemp("newsroom")) as opened:
        yield opened


def test_two_passages_are_settled_on_a_phone_while_another_editor_watches(sit: Sit) -> None:
    mira, edda, tobias = sit(MIRA), sit(EDDA, PHONE), sit(TOBIAS)
    mira.bring(ORIGINAL)
    for seat in (edda, tobias):
        seat.open_thread(ORIGINAL)
        expect(seat.card).to_contain_text("You decide: do these 2 passages of Harbour Courier confirm or deny the claims?")
        expect(seat.card.get_by_role("button", name=FILE)).to_be_visible()
        expect(seat.card.get_by_role("button", name=APPROVE)).to_be_hidden()
    # The first passage is on the phone's first screen, with its question, its quote and its buttons.
    expect(edda.card.get_by_role("button", name=CONFIRMS).first).to_be_in_viewport(ratio=1)
    edda.card.get_by_role("button", name=CONFIRMS).first.click()
    for seat in (edda, tobias):
        expect(seat.card).to_contain_text("Confirms, said @Edda Voss")
    tobias.card.get_by_role("button", name=DENIES).nth(1).click()
    expect(edda.card).to_contain_text("Denies, said @Tobias Lund")
    expect(edda.card).to_contain_text("All passages are settled.")
    edda.approve()
    expect(tobias.card).to_contain_text("What was open")
    expect(tobias.card.get_by_role("button", name=UNDO)).to_be_visible()
    expect(tobias.card.get_by_role("button", name=CONFIRMS)).to_be_hidden()
