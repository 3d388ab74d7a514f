"""Links to our own event pages: shown as cards to whoever may see the page, and never filed as articles."""

from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError

from bot.domain.page_access import PageAccess
from bot.slack.context import SlackContext
from bot.slack.handlers import messages, unfurls
from bot.slack.request import Request
from bot.web.links import PageLinks
from storage import pages
from tests.newsroom import BRIDGE, DAM, WORKSPACE
from tests.slack.test_handlers import ANN, BEN, WATCHED, Calls, brought, calls, context

__all__ = ["calls", "context"]

LINKS = PageLinks("https://v.example", WORKSPACE, SecretStr("a secret of the tests"))
OTHERS = replace(LINKS, workspace="T0ELSEWHERE")
PAGE, SIGNED, FORGED = LINKS.event(DAM.slug), LINKS.event(DAM.slug, signed=True), OTHERS.event(DAM.slug, signed=True)
PUBLIC, UNLISTED, OFF = PageAccess.PUBLIC, PageAccess.UNLISTED, PageAccess.OFF


@pytest.fixture
def linking(context: SlackContext) -> SlackContext:
    return replace(context, page_at=LINKS.asked)


def shared(slack: SlackContext, access: PageAccess, *urls: Any, **event: Any) -> None:
    with slack.services.database.transaction(WORKSPACE) as s:
        pages.give_access(s, DAM.slug, access, by=BEN, at=slack.now())
    links = [{"url": url, "domain": "v.example"} for url in urls]
    unfurls.shared(slack, Request(WORKSPACE, ANN, payload={"channel": WATCHED, "message_ts": "1.1", "links": links, **event}))


@pytest.mark.parametrize(
    ("access", "url", "shown"),
    [
        (PUBLIC, PAGE, True),
        (PUBLIC, FORGED, True),
        (PUBLIC, PAGE.replace("https", "http"), True),
        (UNLISTED, SIGNED, True),
        (UNLISTED, PAGE, False),
        (UNLISTED, FORGED, False),
        (UNLISTED, LINKS.event(BRIDGE.slug, signed=True).replace(BRIDGE.slug, DAM.slug), False),
        (OFF, PAGE, False),
        (OFF, SIGNED, False),
        (PUBLIC, LINKS.event(BRIDGE.slug), False),
        (PUBLIC, LINKS.event("no-such-event"), False),
        (PUBLIC, LINKS.event(DAM.slug, ending="/card"), False),
        (PUBLIC, LINKS.to("/events"), False),
        (PUBLIC, LINKS.to("/about"), False),
        (PUBLIC, PAGE.replace("v.example", "v.example.evil.example"), False),
        (PUBLIC, PAGE.replace("v.example", "v.example@evil.example"), False),
        (PUBLIC, PAGE.replace("v.example", "v.example:8443"), False),
        (PUBLIC, "https://[v.example/events/x", False),
        (PUBLIC, None, False),
    ],
)
def test_a_card_is_for_whoever_may_see_the_page(
    linking: SlackContext,
    calls: Calls,
    access: PageAccess,
    url: Any,
    shown: bool,
) -> None:
    shared(linking, access, url)
    found = calls.of("chat.unfurl")
    assert [list(call["unfurls"]) for call in found] == ([[url]] if shown else [])
    assert not shown or (DAM.headline in str(found) and (found[0]["channel"], found[0]["ts"]) == (WATCHED, "1.1"))


@pytest.mark.parametrize(
    ("access", "url", "picture"),
    [
        (PUBLIC, PAGE, f"{PAGE}/card.png"),
        (PUBLIC, SIGNED, f"{PAGE}/card.png"),
        (PUBLIC, PAGE.replace("https", "http"), None),
        (UNLISTED, SIGNED, None),
    ],
)
def test_a_public_page_has_its_picture(
    linking: SlackContext, calls: Calls, access: PageAccess, url: str, picture: str | None
) -> None:
    shared(linking, access, url)
    (call,) = calls.of("chat.unfurl")
    images = [block for block in call["unfurls"][url]["blocks"] if block["type"] == "image"]
    assert [image["image_url"] for image in images] == ([picture] if picture else [])
    assert all(DAM.headline in image["alt_text"] for image in images)


def test_where_slack_cannot_fetch_the_picture_the_card_comes_without_it(linking: SlackContext, calls: Calls) -> None:
    calls.failing["chat.unfurl"] = "invalid_blocks"
    with pytest.raises(SlackApiError):
        shared(linking, PUBLIC, PAGE)
    kinds = [[block["type"] for block in call["unfurls"][PAGE]["blocks"]] for call in calls.of("chat.unfurl")]
    assert ["image" in each for each in kinds] == [True, False]


def test_no_card_is_shown_while_the_pages_have_no_address(context: SlackContext, calls: Calls) -> None:
    shared(context, PUBLIC, PAGE)
    assert calls.asked == []


def test_a_link_that_is_still_being_written_is_named_by_its_id(linking: SlackContext, calls: Calls) -> None:
    shared(linking, PUBLIC, PAGE, "https://else.example", PAGE, channel="COMPOSER", unfurl_id="U-1", source="composer")
    (call,) = calls.of("chat.unfurl")
    assert (call["unfurl_id"], call["source"], list(call["unfurls"])) == ("U-1", "composer", [PAGE])
    assert "channel" not in call


def test_an_event_of_another_workspace_is_shown_as_to_the_public(linking: SlackContext, calls: Calls) -> None:
    away = replace(linking, page_at=OTHERS.asked)
    shared(away, PUBLIC, PAGE, FORGED)
    assert calls.asked == []  # That workspace has no such event, whatever ours has.
    database = linking.services.database
    with database.transaction(WORKSPACE) as s:
        pages.give_access(s, DAM.slug, PUBLIC, by=BEN, at=linking.now())
    card = unfurls.card_of(linking, "T0ELSEWHERE", PAGE)
    assert DAM.headline in str(card)
    assert "Open page" in str(card)
    assert "Open in Slack" not in str(card)


@pytest.mark.parametrize("url", [PAGE, SIGNED, LINKS.to("/events"), LINKS.to("/confidence"), f"{PAGE}.json"])
def test_our_own_page_is_no_source(linking: SlackContext, calls: Calls, url: str) -> None:
    message = {"user": ANN, "ts": "1.1", "text": f"<@U0BOT> <{url}>", "channel": WATCHED}
    asked = Request(WORKSPACE, ANN, WATCHED, payload=message, bot_user="U0BOT")
    messages.posted(linking, asked)
    assert calls.asked == []
    messages.named(linking, asked)
    assert brought(linking) == []
    (said,) = calls.of("chat.postEphemeral")
    assert "is a page of our own record, not a source." in said["text"]


def test_links_of_another_shape_are_left_alone(linking: SlackContext, calls: Calls) -> None:
    shared(linking, PUBLIC, {"url": PAGE}, [PAGE], None, 7)
    assert calls.of("chat.unfurl") == []
