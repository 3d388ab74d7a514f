import pytest

from bot.domain.errors import BadInput
from bot.slack.action_ids import Ref
from bot.slack.forms import home_channel, other_event, reject, share
from tests.domain.make import EVENT
from tests.slack.filling import chosen, picked, submitted, typed
from tests.slack.proposals import on_dam

REF = Ref(12, 1)


def test_a_reason_to_reject() -> None:
    view = typed(submitted(reject.draw(REF, on_dam())), "reason", "  The same story as yesterday.\n")

    assert reject.parse(view) == (REF, "The same story as yesterday.")


def test_another_event() -> None:
    view = submitted(other_event.draw(REF))

    assert other_event.parse(chosen(view, "event", "orrin-bridge")) == (REF, "orrin-bridge")
    for nothing_of_ours in (None, "No Slug!", ""):
        with pytest.raises(BadInput, match="from the list"):
            other_event.parse(chosen(view, "event", nothing_of_ours))


def test_where_an_event_is_shared() -> None:
    view = submitted(share.draw("orrin-dam", EVENT.headline))

    assert share.parse(picked(view, "channel", selected_conversation="C0NEWS1")) == ("orrin-dam", "C0NEWS1")
    with pytest.raises(BadInput, match="Choose where"):
        share.parse(view)


def test_a_home_channel_is_kept_changed_and_given_up() -> None:
    view = submitted(home_channel.draw("orrin-dam", EVENT.headline, "C0NEWS1"))

    assert home_channel.parse(view) == ("orrin-dam", "C0NEWS1")
    assert home_channel.parse(picked(view, "channel", selected_conversation="G0DESK2")) == ("orrin-dam", "G0DESK2")
    assert home_channel.parse(picked(view, "channel", selected_conversation=None)) == ("orrin-dam", None)
