"""App Home: the editors' queue, the person's own links, the admins' settings. Drawn when opened and after a decision."""

import datetime as dt
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from slack_sdk import WebClient

from bot.domain.card import Card
from bot.domain.errors import BadInput
from bot.domain.model import Level
from bot.domain.record import FiledProposal
from bot.domain.urgency import Chosen, by_event, chosen
from bot.pipeline.filing import fileable
from bot.slack.clients import permalink
from bot.slack.context import SlackContext
from bot.slack.request import Request, with_queue
from bot.slack.views.home import Followed, HomeContent, Mine, Shown, home_view
from storage import articles, cards, events, follows, handling, history, proposals, submissions, workspace_settings
from storage.session import WorkspaceSession

QUEUE = 200
"""How many of the waiting proposals are put in order; more than that move up as these are decided."""
PAGE = 10
MINE = 5
FOLLOWED = 10


class QueueView(NamedTuple):
    """What of the queue somebody looks at."""

    which: Chosen = Chosen.URGENT
    page: int = 0

    def __str__(self) -> str:
        return f"{self.which}:{self.page}"

    @classmethod
    def parse(cls, value: str) -> "QueueView":
        """Parse a button's value, or what App Home keeps; raises BadInput for one that is not ours."""
        which, _, page = value.partition(":")
        if which not in list(Chosen) or not (page.isascii() and page.isdigit() and len(page) < 5):
            raise BadInput("This choice is too old; open App Home again.")
        return cls(Chosen(which), int(page))


def queue_of(request: Request) -> QueueView | None:
    """Return what of the queue App Home shows behind the view in which somebody acted, if it is known."""
    try:
        return QueueView.parse(request.queue) if request.queue else None
    except BadInput:
        return None


def publish(slack: SlackContext, workspace: str, person: str, queue: QueueView | None = None) -> None:
    """Draw one person's App Home."""
    queue = queue or QueueView()
    view = with_queue(home_view(_content(slack, workspace, person, queue)), str(queue))
    slack.client(workspace).views_publish(user_id=person, view=view)


def _content(slack: SlackContext, workspace: str, person: str, queue: QueueView) -> HomeContent:
    member, client = slack.members.person(workspace, person), slack.client(workspace)
    with slack.services.database.transaction(workspace, read_only=True) as s:
        settings = workspace_settings.get(s)
        editor = not (member.stranger or member.guest) and slack.members.is_editor(workspace, person, settings)
        waiting = proposals.waiting(s, QUEUE) if editor else []
        total = proposals.count_waiting(s) if editor else 0
        handled = handling.now_on_each(s, [filed.id for filed in waiting], slack.now())
        groups = by_event(chosen(waiting, queue.which, person, handled), oldest_first=queue.which is Chosen.OLDEST)
        pages = _paged(groups)
        page = min(queue.page, len(pages) - 1)
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
        followed = [] if member.stranger else _followed(s, person, slack.now())
        followed_total = follows.count(s, person) if followed else 0
        stuck = cards.problems(s) if editor or member.admin else []

    def shown(filed: FiledProposal) -> Shown:
        return Shown(filed, titles[filed.id], _address(client, posted[filed.id]), handled[filed.id])

    return HomeContent(
        editor=editor,
        admin=member.admin and not member.stranger,
        waiting=[[shown(filed) for filed in group] for group in pages[page]],
        waiting_total=total,
        mine=[each._replace(link=_address(client, card)) for each, card in mine],
        settings=settings,
        problems=tuple(dict.fromkeys(f"{_place(card.spot.channel)}: {card.problem}" for card in stuck if card.problem)),
        now=slack.now(),
        chosen=queue.which,
        page=page,
        pages=len(pages),
        in_order=len(waiting),
        add_nothing=len(fileable(slack.services, settings, waiting, person, handled)),
        followed=followed,
        followed_total=followed_total,
    )


def _followed(s: WorkspaceSession, person: str, now: dt.datetime) -> list[Followed]:
    """List the events that somebody follows, with the level that each got last."""
    found = follows.of_person(s, person, FOLLOWED)
    listed = {each.slug: each for each in events.get_many(s, [follow.event for follow in found])}
    ids = {slug: events.id_of(s, slug) for slug in listed}
    levels = history.latest(s, list(ids.values()))
    rows = []
    for follow in found:
        event = listed[follow.event]
        got = levels.get(ids[event.slug], {}).get(event.core.key)
        level = Level.RETRACTED if event.retracted_because else got.level if got else Level.UNVERIFIED
        rows.append(Followed(event.headline, event.slug, level, muted=follow.is_muted(now)))
    return rows


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
