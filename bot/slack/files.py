"""Sends a file to one person, in their messages with the bot."""

from bot.slack.context import SlackContext


def send_file(
    slack: SlackContext, workspace: str, person: str, *, told: str, name: str, title: str, alt: str, about: str, content: bytes
) -> None:
    """Tell a person what comes, and send it; files go to channels only, so the message opens theirs with the bot first.

    Raises Slack's own errors.
    """
    client = slack.client(workspace)
    answer = client.chat_postMessage(channel=person, text=told)
    client.files_upload_v2(
        channel=str(answer["channel"]), content=content, filename=name, title=title[:200], alt_txt=alt, initial_comment=about
    )
