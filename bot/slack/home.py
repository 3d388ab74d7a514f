"""App Home: the editors' queue, the person's own links, the admins' settings. Drawn when opened and after a decision."""

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from slack_sdk import WebClient

from bot.domain.card import Card
from bot.domain.record import FiledProposal
from bot.domain.urgency import Chosen, by_event, chosen
from bot.domain.verdict import adds_nothing
from bot.domain.workspace import WorkspaceSettings
from bot.slack.clients import permalink
from bot.slack.context import SlackContext
from bot.slack.views.home import HomeContent, Mine, Shown, home_view
from storage import articles, cards, proposals, submissions, workspace_settings
from storage.session import WorkspaceSession

QUEUE = 200
"""How many of the waiting proposals are put in order; more than that move up as these are decided."""
PAGE = 10
MINE = 5


class Look(NamedTuple):
    """What of the queue somebody looks at."""

    which: Chosen = Chosen.URGENT
    page: int = 0


def publish(slack: SlackContext, workspace: str, person: str, look: Look | None = None) -> None:
    """Draw one person's App Home."""
    view = home_view(_content(slack, workspace, person, look or Look()))
    slack.client(workspace).views_publish(user_id=person, view=view)


def _content(slack: SlackContext, workspace: str, person: str, look: Look) -> HomeContent:
    member, client = slack.members.person(workspace, person), slack.client(workspace)
    with slack.services.database.transaction(workspace, read_only=True) as s:
        settings = workspace_settings.get(s)
        editor = not (member.stranger or member.guest) and slack.members.is_editor(workspace, person, settings)
        waiting = proposals.waiting(s, QUEUE) if editor else []
        total = proposals.count_waiting(s) if editor else 0
        groups = by_event(chosen(waiting, look.which, person), oldest_first=look.which is Chosen.OLDEST)
        pages = _paged(groups)
        page = min(look.page, len(pages) - 1)
        titles = {filed.id: _title(s, filed.submission.article_id) for group in pages[page] for filed in group}
        posted = {filed.id: _posted(cards.of_proposal(s, filed.id, filed.submission.id)) for g in pages[page] for filed in g}
        brought = [] if member.stranger else submissions.by_person(s, person, MINE)
        mine = [
            (
                Mine(submission, proposals.of_submission(s, submission.id), _title(s, submission.article_id)),
                _posted(cards.of_submission(s, submission.id)),
            )
            for submission in brought
        ]
        stuck = cards.problems(s) if editor or member.admin else []
    shown = [[Shown(filed, titles[filed.id], _address(client, posted[filed.id])) for filed in group] for group in pages[page]]
    return HomeContent(
        editor=editor,
        admin=member.admin and not member.stranger,
        waiting=shown,
        waiting_total=total,
        mine=[each._replace(link=_address(client, card)) for each, card in mine],
        settings=settings,
        problems=tuple(dict.fromkeys(f"{_place(card.spot.channel)}: {card.problem}" for card in stuck if card.problem)),
        now=slack.now(),
        chosen=look.which,
        page=page,
        pages=len(pages),
        add_nothing=len(fileable(waiting, person, settings)),
    )


def fileable(waiting: Sequence[FiledProposal], person: str, settings: WorkspaceSettings) -> list[FiledProposal]:
    """Return the proposals that add nothing, without those on which this person may not decide."""
    others = (filed for filed in waiting if settings.self_approval or filed.submission.by != person)
    return [filed for filed in others if adds_nothing(filed.proposal)]


def _paged(groups: Sequence[Sequence[FiledProposal]]) -> list[list[list[FiledProposal]]]:
    """Cut the queue into pages of at most `PAGE` proposals; a group that crosses an edge goes on on the next page."""
    pairs = ((number, filed) for number, group in enumerate(groups) for filed in group)
    pages = []
    while part := list(islice(pairs, PAGE)):
        numbers = dict.fromkeys(number for number, _ in part)
        pages.append([[filed for n, filed in part if n == number] for number in numbers])
    return pages or [[]]


def _title(s: WorkspaceSession, article_id: int | None) -> str | None:
    return articles.get(s, article_id).title if article_id else None


def _posted(found: Sequence[Card]) -> Card | None:
    return next((card for card in found if card.message), None)


def _address(client: WebClient, card: Card | None) -> str | None:
    return permalink(client, card.spot.channel, card.message or "") if card else None


def _place(channel: str) -> str:
    return f"<#{channel}>" if channel.startswith(("C", "G")) else "In somebody's own messages"
