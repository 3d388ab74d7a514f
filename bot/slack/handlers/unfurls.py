"""Handler of links to our own event pages: each is shown as a small card, wherever somebody shares it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.domain.errors import NotFound
from bot.domain.page_access import PageAccess
from bot.slack.context import SlackContext
from bot.slack.render import page_message
from bot.slack.request import Request
from storage import pages

MOST = 5
"""How many links of one message are shown as cards."""


def shared(slack: SlackContext, request: Request) -> None:
    """Show the events to which links lead, as far as anybody may see them who has these links."""
    event = request.payload
    given = [link.get("url") for link in event.get("links") or () if isinstance(link, Mapping)]
    urls = list(dict.fromkeys(url for url in given if isinstance(url, str)))
    shown = [(url, card) for url in urls if (card := card_of(slack, request.workspace, url))][:MOST]
    if not shown:
        return
    client, where = slack.client(request.workspace), _where(event)
    slack.background.run(lambda: _unfurl(client, dict(shown), where))


def _unfurl(client: WebClient, unfurls: dict[str, dict[str, Any]], where: Mapping[str, Any]) -> None:
    """Show cards under links, without their pictures where Slack cannot fetch these: the pages may be for the house only."""
    try:
        client.chat_unfurl(unfurls=unfurls, **where)
    except SlackApiError:
        plain = {url: {"blocks": [b for b in card["blocks"] if b["type"] != "image"]} for url, card in unfurls.items()}
        if plain == unfurls:
            raise
        client.chat_unfurl(unfurls=plain, **where)


def card_of(slack: SlackContext, workspace: str, url: str) -> dict[str, Any] | None:
    """Return the blocks under a link; None if it is no event page of ours, or not for whoever has this link."""
    address = url.replace("&amp;", "&")
    page = slack.page_at(address)
    if page is None or not page.slug:
        return None
    try:
        with slack.services.database.transaction(page.workspace, read_only=True) as s:
            access = pages.access_of(s, page.slug)
            if not access.lets_in(has_key=page.has_key):
                return None
            picture = _picture(address, page.slug) if access is PageAccess.PUBLIC else None
            card = page_message(s, page.slug, address, picture, in_slack=page.workspace == workspace)
    except NotFound:
        return None
    return {"blocks": card.payload()["blocks"]}


def _picture(address: str, slug: str) -> str | None:
    """Return the address of an event's picture; None where Slack, which fetches it, would not: it wants https."""
    parts = urlsplit(address)
    return f"https://{parts.netloc}/events/{slug}/card.png" if parts.scheme == "https" else None


def _where(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return where the links stand; in a message that is still being written, only its own id says that."""
    if event.get("unfurl_id") and event.get("source"):
        return {"unfurl_id": str(event["unfurl_id"]), "source": str(event["source"])}
    return {"channel": str(event["channel"]), "ts": str(event["message_ts"])}
