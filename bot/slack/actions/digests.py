"""Digests in windows and under buttons: saved, changed, listed, turned over page by page."""

from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk.webhook import WebhookClient

from bot.domain.errors import BadInput
from bot.domain.subscription import Subscription, zone_names
from bot.pipeline import digest
from bot.slack import digests
from bot.slack.digest_form import DigestForm, digest_wanted
from bot.slack.door import channel_of, person_of
from bot.slack.filled import FormFaults
from bot.slack.names import Action, Modal
from bot.slack.office import Office
from bot.slack.views.digest import full_list_modal
from bot.slack.views.modal_digest import digest_modal
from bot.slack.views.rows import when
from bot.slack.windows import named, number_of, window
from storage import digests as filed_digests
from storage import subscriptions

_MOST_ZONES = 100


def register(app: App, office: Office) -> None:
    """Listen to the window of `/digest`, the buttons of `/digest show`, and the full list of a digest."""

    @app.view(Modal.DIGEST)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any], context: BoltContext) -> None:
        workspace, person = context.team_id or "", person_of(body)
        wanted = digest_wanted(view, digests.mail_domains(office))
        if isinstance(wanted, FormFaults):
            ack(response_action="errors", errors=wanted)
            return
        digests.require_may(office, workspace, person, wanted.channel)
        _save(office, workspace, wanted, person)
        ack()
        next_time = when(wanted.settings.next_due(office.now()))
        word = "The digest is set up" if wanted.subscription is None else "The digest is changed"
        office.whisper(
            workspace, wanted.channel, person, f"{word}: it comes next {next_time}. `/digest now` shows what it would say."
        )
        office.errands.run(office.timetable_changed)

    @app.options(Action.FIND_ZONE)
    def zones(ack: Ack, payload: dict[str, Any]) -> None:
        typed = str(payload.get("value") or "").strip().casefold().replace(" ", "_")
        found = [zone for zone in sorted(zone_names()) if typed in zone.casefold()]
        ack(options=[{"text": {"type": "plain_text", "text": zone}, "value": zone} for zone in found[:_MOST_ZONES]])

    @app.action(named(Action.DIGEST_CHANGE))
    def change(ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext) -> None:
        ack()
        workspace = context.team_id or ""
        with window(office, workspace, body, "Change this digest") as show:
            found = _pressed(office, workspace, body, action)
            domains = sorted(digests.mail_domains(office))
            show(digest_modal(found.channel, found.settings, subscription=found.id, mail_domains=domains))

    @app.action(named(Action.DIGEST_NOW))
    def now(ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext) -> None:
        workspace = context.team_id or ""
        found = _pressed(office, workspace, body, action)
        said = digests.send_now(office, workspace, found.channel, found, str(body.get("trigger_id")))
        ack()
        office.whisper(workspace, found.channel, person_of(body), said)

    @app.action(named(Action.DIGEST_PAUSE))
    def pause(ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext) -> None:
        workspace = context.team_id or ""
        digests.pause(office, workspace, [found := _pressed(office, workspace, body, action)])
        ack()
        _list_again(office, workspace, found.channel, body)

    @app.action(named(Action.DIGEST_RESUME))
    def resume(ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext) -> None:
        workspace = context.team_id or ""
        digests.resume(office, workspace, [found := _pressed(office, workspace, body, action)])
        ack()
        _list_again(office, workspace, found.channel, body)

    @app.action(named(Action.DIGEST_OFF))
    def off(ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext) -> None:
        workspace = context.team_id or ""
        digests.end(office, workspace, [found := _pressed(office, workspace, body, action)])
        ack()
        _list_again(office, workspace, found.channel, body)

    @app.action(named(Action.DIGEST_PAGE))
    def page(ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext) -> None:
        ack()
        workspace = context.team_id or ""
        office.members.require_own(workspace, person_of(body))
        digest_id, _, number = str(action.get("value")).partition(".")
        turned = (number_of(digest_id), number_of(number))
        view = body.get("view") or {}
        if view.get("type") == "modal":
            filled = _full_list(office, workspace, *turned)
            office.client(workspace).views_update(view_id=view["id"], hash=view.get("hash"), view=filled)
            return
        with window(office, workspace, body, "Full list") as show:
            show(_full_list(office, workspace, *turned))


def _save(office: Office, workspace: str, wanted: DigestForm, person: str) -> None:
    if wanted.subscription is not None:
        digests.here(office, workspace, wanted.channel, wanted.subscription)
        digest.change(office.desk, workspace, wanted.subscription, wanted.settings, person)
        return
    with office.desk.database.transaction(workspace) as s:
        subscriptions.add(s, wanted.channel, wanted.settings, person, office.now())


def _pressed(office: Office, workspace: str, body: dict[str, Any], action: dict[str, Any]) -> Subscription:
    """Give the digest whose button somebody pressed who may; raises Refused, NotFound, BadInput."""
    channel = channel_of(body)
    if channel is None:
        raise BadInput("This button belongs to a channel. Type /digest show there.")
    digests.require_may(office, workspace, person_of(body), channel)
    return digests.here(office, workspace, channel, number_of(action.get("value")))


def _list_again(office: Office, workspace: str, channel: str, body: dict[str, Any]) -> None:
    """Put the list as it is now in the place of the one in which somebody pressed a button."""
    payload, url = digests.shown(office, workspace, channel).payload(), body.get("response_url")
    if isinstance(url, str):
        office.errands.run(lambda: WebhookClient(url).send(replace_original=True, **payload))


def _full_list(office: Office, workspace: str, digest_id: int, page: int) -> dict[str, Any]:
    with office.desk.database.transaction(workspace, read_only=True) as s:
        filed = filed_digests.get(s, digest_id)
        return full_list_modal(filed.id, digest.in_full(s, filed, office.now()), office.now(), page)
