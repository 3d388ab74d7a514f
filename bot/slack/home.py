"""App Home: the editors' queue, the person's own links, the admins' settings. Drawn when opened and after a decision."""

from bot.slack.clients import permalink
from bot.slack.context import SlackContext
from bot.slack.views.home import HomeContent, home_view
from storage import cards, proposals, submissions, workspace_settings

QUEUE = 10
MINE = 5


def publish(slack: SlackContext, workspace: str, person: str) -> None:
    """Draw one person's App Home."""
    slack.client(workspace).views_publish(user_id=person, view=home_view(_content(slack, workspace, person)))


def _content(slack: SlackContext, workspace: str, person: str) -> HomeContent:
    member = slack.members.person(workspace, person)
    with slack.services.database.transaction(workspace, read_only=True) as s:
        settings = workspace_settings.get(s)
        editor = not (member.stranger or member.guest) and slack.members.is_editor(workspace, person, settings)
        waiting = proposals.waiting(s, QUEUE) if editor else []
        total = proposals.count_waiting(s) if editor else 0
        brought = [] if member.stranger else submissions.by_person(s, person, MINE)
        mine = [(submission, proposals.of_submission(s, submission.id)) for submission in brought]
        stuck = cards.problems(s) if editor or member.admin else []
        shown = {filed.id: cards.of_proposal(s, filed.id, filed.submission.id) for filed in waiting}
    client, links = slack.client(workspace), {}
    for id_, found in shown.items():
        posted = next((card for card in found if card.message), None)
        if posted is not None and (link := permalink(client, posted.spot.channel, posted.message or "")):
            links[id_] = link
    return HomeContent(
        editor=editor,
        admin=member.admin and not member.stranger,
        waiting=waiting,
        waiting_total=total,
        mine=mine,
        settings=settings,
        problems=tuple(dict.fromkeys(f"{_place(card.spot.channel)}: {card.problem}" for card in stuck if card.problem)),
        links=links,
        now=slack.now(),
    )


def _place(channel: str) -> str:
    return f"<#{channel}>" if channel.startswith(("C", "G")) else "In somebody's own messages"
