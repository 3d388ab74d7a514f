"""The slash command `/digest`: the window that sets one up, and its short words."""

from typing import Any

from slack_bolt import Ack, App, BoltContext

from bot.domain.errors import Refused
from bot.domain.subscription import DigestSettings, Subscription, zone_names
from bot.slack import digests
from bot.slack.listeners.commands import answer
from bot.slack.office import Office
from bot.slack.views.modal_digest import digest_modal
from bot.slack.windows import window
from bot.slack.words import DIGEST_USAGE


def register(app: App, office: Office) -> None:
    """Listen to the command."""

    @app.command("/digest")
    def command(ack: Ack, command: dict[str, Any], context: BoltContext) -> None:
        workspace, channel, person = context.team_id or "", str(command["channel_id"]), str(command["user_id"])
        verb, _, rest = str(command.get("text") or "").strip().casefold().partition(" ")
        if verb == "":
            ack()
            with window(office, workspace, command, "New digest") as show:
                digests.require_may(office, workspace, person, channel)
                show(
                    digest_modal(
                        channel, _first_settings(office, workspace, person), mail_domains=sorted(digests.mail_domains(office))
                    )
                )
            return
        if verb not in _VERBS:
            ack(DIGEST_USAGE)
            return
        digests.require_may(office, workspace, person, channel)
        if verb == "show":
            payload = digests.shown(office, workspace, channel).payload()
            ack()
            office.errands.run(lambda: answer(str(command["response_url"]), payload))
            return
        found = _meant(digests.of_channel(office, workspace, channel), rest.strip())
        match verb:
            case "now":
                key = f"{command.get('trigger_id')}"
                ack(digests.send_now(office, workspace, channel, found[0] if found else None, key))
            case "pause":
                ack(digests.pause(office, workspace, found))
            case "resume":
                ack(digests.resume(office, workspace, found))
            case _:
                ack(digests.end(office, workspace, found))


_VERBS = ("show", "now", "pause", "resume", "off")


def _meant(found: list[Subscription], number: str) -> list[Subscription]:
    """Give the digest of a number as `/digest show` counts them, or all; raises Refused where there is no such number."""
    if not number:
        return found
    if not (number.isascii() and number.isdigit()) or not 1 <= int(number[:4]) <= len(found):
        raise Refused(f"There is no digest {number[:20]} in this channel; it has {len(found)}. Type /digest show to see them.")
    return [found[int(number[:4]) - 1]]


def _first_settings(office: Office, workspace: str, person: str) -> DigestSettings:
    zone = office.members.person(workspace, person).zone
    return DigestSettings(zone=zone if zone in zone_names() else "UTC")
