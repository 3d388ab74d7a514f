"""App Home: the editors' queue, the person's own links, the admins' settings. Drawn when opened and after a decision."""

import datetime as dt
from collections.abc import Sequence
from itertools import islice

from slack_sdk import WebClient

from bot.domain.card import Card
from bot.domain.model import EventKind, Level
from bot.domain.reading import Article
from bot.domain.record import FiledProposal, Submission
from bot.domain.urgency import Chosen, by_event, chosen
from bot.pipeline.filing import fileable
from bot.slack.clients import permalink
from bot.slack.context import SlackContext
from bot.slack.request import with_queue
from bot.slack.shown import QueueView
from bot.slack.views.home import Followed, HomeContent, Mine, Shown, home_view
from storage import articles, cards, events, follows, handling, history, proposals, submissions, workspace_settings
from storage.session import WorkspaceSession

QUEUE = 200
"""How many of the waiting proposals are put in order; more than that move up as these are decided."""
PAGE = 10
MINE, MINE_ALONE = 5, 10
"""How many of their own links a page shows to an editor, and to somebody who has no queue above them."""
FOLLOWED = 10


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
        kinds = _kinds(s, waiting)
        wanted = [filed for filed in chosen(waiting, queue.which, person, handled) if queue.only.takes(filed, kinds[filed.id])]
        groups = by_event(wanted, oldest_first=queue.which is Chosen.OLDEST)
        pages = _paged(groups)
        page = min(queue.page, len(pages) - 1)
        read = {filed.id: _article(s, filed.submission.article_id) for group in pages[page] for filed in group}
        posted = {filed.id: _posted(cards.of_proposal(s, filed.id, filed.submission.id)) for g in pages[page] for filed in g}
        add_nothing = len(fileable(slack.services, s, settings, waiting, person, handled))
        at_once = MINE if editor else MINE_ALONE
        mine_pages = 1 if member.stranger else max(-(-submissions.count_by_person(s, person) // at_once), 1)
        mine_page = min(queue.mine, mine_pages - 1)
        brought = [] if member.stranger else submissions.by_person(s, person, at_once, mine_page * at_once)
        mine = [(_mine(s, submission), _posted(cards.of_submission(s, submission.id))) for submission in brought]
        followed = [] if member.stranger else _followed(s, person, slack.now())
        followed_total = follows.count(s, person) if followed else 0
        stuck = cards.problems(s) if editor or member.admin else []

    def shown(filed: FiledProposal) -> Shown:
        article, link = read[filed.id], _address(client, posted[filed.id])
        title, published = (article.title, article.published) if article else (None, None)
        return Shown(filed, title, link, handled[filed.id], published)

    return HomeContent(
        editor=editor,
        admin=member.admin and not member.stranger,
        waiting=[[shown(filed) for filed in group] for group in pages[page]],
        waiting_total=total,
        mine=[each._replace(link=_address(client, card)) for each, card in mine],
        settings=settings,
        problems=tuple(dict.fromkeys(f"{_place(card.spot.channel)}: {card.problem}" for card in stuck if card.problem)),
        now=slack.now(),
        shows=queue._replace(page=page, mine=mine_page),
        pages=len(pages),
        mine_pages=mine_pages,
        events={filed.proposal.event: filed.proposal.headline for filed in reversed(waiting) if filed.proposal.event},
        kinds=sorted({kind for kind in kinds.values() if kind}),
        in_order=len(waiting),
        add_nothing=add_nothing,
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


def _article(s: WorkspaceSession, article_id: int | None) -> Article | None:
    return articles.get(s, article_id) if article_id else None


def _mine(s: WorkspaceSession, submission: Submission) -> Mine:
    made, article = proposals.of_submission(s, submission.id), _article(s, submission.article_id)
    if article is None:
        return Mine(submission, made)
    return Mine(submission, made, article.title, outlet=article.outlet.name, published=article.published)


def _kinds(s: WorkspaceSession, waiting: Sequence[FiledProposal]) -> dict[int, EventKind | None]:
    """Return the kind of each proposal's event, by the proposal's id."""
    known = events.kinds_of(s, {filed.proposal.event for filed in waiting if filed.proposal.event})
    drafts = {filed.id: filed.proposal.draft for filed in waiting}
    return {filed.id: draft.kind if (draft := drafts[filed.id]) else known.get(filed.proposal.event or "") for filed in waiting}


def _posted(found: Sequence[Card]) -> Card | None:
    return next((card for card in found if card.message), None)


def _address(client: WebClient, card: Card | None) -> str | None:
    return permalink(client, card.spot.channel, card.message or "") if card else None


def _place(channel: str) -> str:
    return f"<#{channel}>" if channel.startswith(("C", "G")) else "In somebody's own messages"
