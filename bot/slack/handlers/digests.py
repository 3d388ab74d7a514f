"""Handlers of digests: `/digest`, its form, the buttons of its list, and a digest's full list, page by page."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.webhook import WebhookClient

from bot.domain.chat_ids import is_person_id
from bot.domain.errors import BadInput, Refused
from bot.domain.subscription import DigestSettings, Subscription, rhythm_in, zone_names
from bot.pipeline import digest
from bot.slack import digests
from bot.slack.context import SlackContext
from bot.slack.forms import digest as digest_form
from bot.slack.forms.digest import DigestForm
from bot.slack.forms.fields import FormFaults
from bot.slack.handlers.commands import answer_later
from bot.slack.modals import number_of, open_modal, update_modal
from bot.slack.request import Answer, Request, errors, options
from bot.slack.views.digest import full_list_modal
from bot.slack.views.digest_list import post_now_message
from bot.slack.views.rows import when
from bot.slack.words import DIGEST_USAGE
from storage import digests as filed_digests
from storage import subscriptions

_VERBS = ("show", "now", "pause", "resume", "off")
_MOST_ZONES = 100


def command(slack: SlackContext, request: Request) -> Answer:
    """Open the form for a new digest, or do what the words after `/digest` say, for the channel or (`me`) for the person."""
    workspace, person, place = request.workspace, request.person, request.channel or ""
    verb, rest = _first_word(str(request.payload.get("text") or "").strip().casefold())
    if own := verb == "me":
        place, (verb, rest) = person, _first_word(rest)
    if verb == "":
        _ask_for_new(slack, request, place)
        return None
    rhythm = rhythm_in(f"{verb} {rest}")
    if verb not in _VERBS and rhythm is None:
        return DIGEST_USAGE
    digests.require_may(slack, workspace, person, place)
    if rhythm is not None:
        return digests.set_rhythm(slack, workspace, person, place, *rhythm)
    if verb == "show":
        answer_later(slack, request, digests.shown(slack, workspace, place))
        return None
    found = _by_number(digests.of_channel(slack, workspace, place), rest)
    if own and not found and verb != "now":
        return digests.NONE_OWN
    match verb:
        case "now" if own:
            return digests.send_now(slack, workspace, place, found[0] if found else None, str(request.trigger_id))
        case "now":
            answer_later(slack, request, post_now_message(place, found[0] if found else None))
            return None
        case "pause":
            return digests.pause(slack, workspace, found)
        case "resume":
            return digests.resume(slack, workspace, found)
        case _:
            return digests.end(slack, workspace, found)


def _first_word(words: str) -> tuple[str, str]:
    first, _, rest = words.partition(" ")
    return first, rest.strip()


def save(slack: SlackContext, request: Request) -> Answer:
    """Add or change the digest of the submitted form."""
    workspace, person = request.workspace, request.person
    digests.require_staff(slack, workspace, person)
    wanted = digest_form.parse(request.payload, digests.mail_domains(slack))
    if isinstance(wanted, FormFaults):
        return errors(wanted)
    digests.require_may(slack, workspace, person, wanted.channel)
    _save(slack, workspace, wanted, person)
    next_time = when(wanted.settings.next_due(slack.now()))
    word = "The digest is set up" if wanted.subscription is None else "The digest is changed"
    at_once = "`/digest me now` sends" if wanted.channel == person else "`/digest now` asks, then posts"
    sentence = f"{word}: it comes next {next_time}. {at_once} one at once."
    slack.send_ephemeral(workspace, wanted.channel, person, sentence)
    return None


def find_zones(slack: SlackContext, request: Request) -> Answer:
    """Find time zones by what somebody types."""
    slack.members.require_own(request.workspace, request.person)
    typed = request.value.strip().casefold().replace(" ", "_")
    found = [zone for zone in sorted(zone_names()) if typed in zone.casefold()]
    return options((zone, zone) for zone in found[:_MOST_ZONES])


def change(slack: SlackContext, request: Request) -> None:
    """Open the form that changes a digest."""
    with open_modal(slack, request, "Change this digest") as show:
        found = _pressed(slack, request)
        domains = sorted(digests.mail_domains(slack))
        show(digest_form.draw(found.channel, found.settings, subscription=found.id, mail_domains=domains))


def send_now(slack: SlackContext, request: Request) -> None:
    """Make a digest now."""
    found = _pressed(slack, request)
    said = digests.send_now(slack, request.workspace, found.channel, found, str(request.trigger_id))
    slack.send_ephemeral(request.workspace, found.channel, request.person, said)


def post_now(slack: SlackContext, request: Request) -> None:
    """Post the digest that somebody was asked about, once for each question."""
    channel = request.channel or ""
    digests.require_may(slack, request.workspace, request.person, channel)
    number = number_of(request.value)
    found = digests.here(slack, request.workspace, channel, number) if number else None
    container = request.body.get("container")
    asked = str(container.get("message_ts") or "") if isinstance(container, Mapping) else ""
    sentence = digests.send_now(slack, request.workspace, channel, found, f"{channel}:{asked or request.trigger_id}")
    if (url := request.response_url) is not None:
        slack.background.run(lambda: WebhookClient(url).send(replace_original=True, text=sentence))


def pause(slack: SlackContext, request: Request) -> None:
    """Pause a digest."""
    found = _pressed(slack, request)
    digests.pause(slack, request.workspace, [found])
    _list_again(slack, request, found.channel)


def resume(slack: SlackContext, request: Request) -> None:
    """Resume a digest."""
    found = _pressed(slack, request)
    digests.resume(slack, request.workspace, [found])
    _list_again(slack, request, found.channel)


def turn_off(slack: SlackContext, request: Request) -> None:
    """Turn a digest off for good."""
    found = _pressed(slack, request)
    digests.end(slack, request.workspace, [found])
    _list_again(slack, request, found.channel)


def turn_page(slack: SlackContext, request: Request) -> None:
    """Show a page of a digest's full list, in the open modal or in a new one."""
    workspace = request.workspace
    slack.members.require_own(workspace, request.person)
    digest_id, _, number = request.value.partition(".")
    page = (number_of(digest_id), number_of(number))
    if request.in_modal:
        update_modal(slack.client(workspace), request.view, _full_list(slack, workspace, *page))
        return
    with open_modal(slack, request, "Full list") as show:
        show(_full_list(slack, workspace, *page))


def _ask_for_new(slack: SlackContext, request: Request, channel: str) -> None:
    with open_modal(slack, request, "New digest") as show:
        digests.require_may(slack, request.workspace, request.person, channel)
        domains = sorted(digests.mail_domains(slack))
        if is_person_id(channel) and (found := digests.of_channel(slack, request.workspace, channel)):
            # Somebody has one digest of their own.
            show(digest_form.draw(channel, found[0].settings, subscription=found[0].id, mail_domains=domains))
            return
        settings = DigestSettings(zone=digests.zone_of(slack, request.workspace, request.person))
        show(digest_form.draw(channel, settings, mail_domains=domains))


def _by_number(found: list[Subscription], number: str) -> list[Subscription]:
    """Return the digest with a number of `/digest show`, or all if there is no number; raises Refused for a wrong one."""
    if not number:
        return found
    if not (number.isascii() and number.isdigit()) or not 1 <= int(number[:4]) <= len(found):
        raise Refused(f"There is no digest {number[:20]} in this channel; it has {len(found)}. Type /digest show to see them.")
    return [found[int(number[:4]) - 1]]


def _save(slack: SlackContext, workspace: str, wanted: DigestForm, person: str) -> None:
    if wanted.subscription is not None:
        digests.here(slack, workspace, wanted.channel, wanted.subscription)
        digest.change(slack.services, workspace, wanted.subscription, wanted.settings, person)
        return
    with slack.services.database.transaction(workspace) as s:
        subscriptions.add(s, wanted.channel, wanted.settings, person, slack.now())


def _pressed(slack: SlackContext, request: Request) -> Subscription:
    """Return the digest whose button was pressed, if the person may change it; raises Refused, NotFound, BadInput."""
    if request.channel is None:
        raise BadInput("This button belongs to a channel. Type /digest show there.")
    digests.require_staff(slack, request.workspace, request.person)
    number, person = number_of(request.value), request.person
    place = person if any(own.id == number for own in digests.of_channel(slack, request.workspace, person)) else request.channel
    digests.require_may(slack, request.workspace, person, place)
    return digests.here(slack, request.workspace, place, number)


def _list_again(slack: SlackContext, request: Request, channel: str) -> None:
    """Replace the list in which a button was pressed by the current one."""
    payload, url = digests.shown(slack, request.workspace, channel).payload(), request.response_url
    if url is not None:
        slack.background.run(lambda: WebhookClient(url).send(replace_original=True, **payload))


def _full_list(slack: SlackContext, workspace: str, digest_id: int, page: int) -> dict[str, Any]:
    with slack.services.database.transaction(workspace, read_only=True) as s:
        filed = filed_digests.get(s, digest_id)
        return full_list_modal(filed.id, digest.in_full(s, filed, slack.now()), slack.now(), page)
