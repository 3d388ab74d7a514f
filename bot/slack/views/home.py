"""App Home: the editors' queue, the person's own links, how to use the bot, and the settings."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    InteractiveElement,
    SectionBlock,
    StaticSelectElement,
    UserSelectElement,
)

from bot.domain.handling import UNHANDLED, Handling
from bot.domain.model import EventKind, Level
from bot.domain.record import FiledProposal, Submission, SubmissionState
from bot.domain.urgency import Chosen, Only, in_a_word
from bot.domain.wording import age, counted, mark_of
from bot.domain.workspace import WorkspaceSettings
from bot.slack.action_ids import Action
from bot.slack.shown import ANY, QueueView
from bot.slack.text import escape
from bot.slack.views.handling import in_queue
from bot.slack.views.modal import divider, heading, option, plain
from bot.slack.views.outcome import state_said
from bot.slack.views.rows import button, buttons, fine_print, line, lines, linked, person, run, said, strong, tidy

MOST_PROPOSALS = 3
_MOST_NAMED = 12
_MOST_EVENTS, _LONGEST_SLUG = 98, 150
"""Slack takes 100 options of 150 characters."""
_CHOICES = {
    Chosen.URGENT: "Most urgent first",
    Chosen.OLDEST: "Oldest first",
    Chosen.OTHERS: "Brought by others",
    Chosen.NEW: "New events",
    Chosen.OPEN: "With open passages",
    Chosen.NOTHING: "That add nothing",
    Chosen.MINE: "Those I'm on",
    Chosen.ASKED: "Asked, without an answer",
}

HOW_TO = """\
1. *Bring a link.* Paste it in a watched channel, write `@Second Source` with it anywhere, or type `/source`.
2. *Look.* I answer in the thread: what the article says, and where its information really comes from.
3. *An editor decides.* Nothing enters the record before that. `/event` shows what the record says."""


class Shown(NamedTuple):
    """A proposal of the queue: its article's title and day, its card's address, if there are any, and who deals with it."""

    filed: FiledProposal
    title: str | None = None
    link: str | None = None
    handled: Handling = UNHANDLED
    published: dt.date | None = None


class Mine(NamedTuple):
    """A link that somebody brought: what became of it, its article's title, outlet and day, and its card's address."""

    submission: Submission
    proposals: Sequence[FiledProposal] = ()
    title: str | None = None
    link: str | None = None
    outlet: str | None = None
    published: dt.date | None = None


class Followed(NamedTuple):
    """An event that somebody follows, with the level of its core claim; `muted` says that they hear nothing of it."""

    headline: str
    slug: str
    level: Level
    muted: bool = False


@dataclass(frozen=True, slots=True)
class HomeContent:
    """What one person sees in App Home.

    `shows` says which of the queue they look at. `waiting` has the groups of the queue on its page of `pages`, one group an
    event; `waiting_total` counts all pending proposals, `in_order` the oldest of them that are put in order, `add_nothing`
    those of these that add nothing; `events` (headlines by slug) and `kinds` are what it can be narrowed to. `mine` are the
    person's own links on a page of `mine_pages`, `followed` the newest of the `followed_total` events that they follow,
    `problems` the cards that could not be posted (mrkdwn).
    """

    editor: bool
    admin: bool
    waiting: Sequence[Sequence[Shown]]
    waiting_total: int
    mine: Sequence[Mine]
    settings: WorkspaceSettings
    problems: Sequence[str]
    now: dt.datetime
    shows: QueueView = field(default_factory=QueueView)
    pages: int = 1
    mine_pages: int = 1
    in_order: int = 0
    add_nothing: int = 0
    events: Mapping[str, str] = field(default_factory=dict)
    kinds: Sequence[EventKind] = ()
    followed: Sequence[Followed] = ()
    followed_total: int = 0


def home_view(content: HomeContent) -> dict[str, Any]:
    """Return the view for views.publish."""
    blocks = [
        *_no_editors(content),
        *(_queue(content) if content.editor else []),
        *_problems(content),
        *_mine(content),
        *_followed(content),
        heading("How to use it"),
        said(HOW_TO),
        *(_settings(content.settings) if content.admin else []),
    ]
    return {"type": "home", "blocks": [block.to_dict() for block in blocks]}


def _no_editors(content: HomeContent) -> list[Block]:
    if content.settings.editors or content.settings.editor_groups:
        return []
    way = "Name editors under “Settings” below." if content.admin else "Ask a workspace admin to name editors here."
    return [said(f"⚠️ *Nobody is an editor yet*, so nobody can decide. {way}"), divider()]


def _queue(content: HomeContent) -> list[Block]:
    if not content.waiting_total:
        return [heading("Nothing waits for a decision"), divider()]
    verb = "waits" if content.waiting_total == 1 else "wait"
    blocks: list[Block] = [
        heading(f"{counted(content.waiting_total, 'proposal')} {verb} for a decision"),
        buttons(_choice(content.shows.which), *_filing(content.add_nothing)),
        *_narrowing(content),
    ]
    if content.in_order < content.waiting_total:
        oldest = f"The oldest {content.in_order:,} of {content.waiting_total:,} are in order here"
        blocks.append(fine_print(f"{oldest}; the others move up as these are decided."))
    if not content.waiting:
        blocks.append(said("None of them is of this sort."))
    number = 0
    for group in content.waiting:
        headline, new = group[0].filed.proposal.headline, group[0].filed.proposal.event is None
        blocks.append(lines(line(strong(f"{'New event: ' if new else ''}{tidy(headline, 150)}"))))
        for shown in group:
            blocks += _waiting(number, shown, content.now)
            number += 1
    return [*blocks, *_pages(content), divider()]


def _choice(chosen: Chosen) -> StaticSelectElement:
    options = {which: option(label, which) for which, label in _CHOICES.items()}
    return StaticSelectElement(
        action_id=Action.HOME_CHOICE,
        placeholder=plain("Which ones", 150),
        options=list(options.values()),
        initial_option=options[chosen],
    )


def _narrowing(content: HomeContent) -> list[Block]:
    """Let the queue be narrowed to an event, a kind of event, or whoever brought the link; not where only one waits."""
    only = content.shows.only
    if content.in_order < 2 and only == Only():
        return []
    events = dict(islice(((slug, name) for slug, name in content.events.items() if len(slug) <= _LONGEST_SLUG), _MOST_EVENTS))
    if only.event:
        events.setdefault(only.event, content.events.get(only.event, only.event))
    kinds = {kind.value: kind.capitalize() for kind in (*content.kinds, *([only.kind] if only.kind else []))}
    brought_by = UserSelectElement(
        action_id=f"{Action.HOME_ONLY}:by", placeholder=plain("Brought by", 150), initial_user=only.by
    )
    selects: list[InteractiveElement] = []
    if events:
        selects.append(_one_of("event", "All events", {slug: tidy(name, 70) for slug, name in events.items()}, only.event))
    if kinds:
        selects.append(_one_of("kind", "All kinds", kinds, only.kind))
    show_all = button("Show all", f"{Action.HOME_ONLY}:all", ANY, about="the whole queue again")
    return [buttons(*selects, brought_by, *([show_all] if only != Only() else []))]


def _one_of(name: str, all_: str, names: Mapping[str, str], chosen: str | None) -> StaticSelectElement:
    options = {ANY: option(all_, ANY), **{value: option(label, value) for value, label in names.items()}}
    return StaticSelectElement(
        action_id=f"{Action.HOME_ONLY}:{name}",
        placeholder=plain(all_, 150),
        options=list(options.values()),
        initial_option=options[chosen or ANY],
    )


def _filing(number: int) -> list[ButtonElement]:
    if not number:
        return []
    them = "the one that adds" if number == 1 else f"{number:,} that add"
    return [button(f"File {them} nothing", Action.FILE_ALL, "nothing", about="they are listed first")]


def _pages(content: HomeContent) -> list[Block]:
    shows = content.shows
    return _turns(shows.page, content.pages, lambda page: (f"{page}", str(shows._replace(page=page))))


def _turns(now: int, pages: int, to: Callable[[int], tuple[str, str]]) -> list[Block]:
    """Say which page is shown, and offer those beside it; `to` returns the end of a button's id, and its value."""
    if pages < 2:
        return []
    turns = [
        button(label, f"{Action.HOME_PAGE}:{to(page)[0]}", to(page)[1], about=f"page {page + 1}")
        for label, page in (("Earlier page", now - 1), ("Next page", now + 1))
        if 0 <= page < pages
    ]
    return [fine_print(f"Page {now + 1} of {pages}"), buttons(*turns)]


def _waiting(number: int, shown: Shown, now: dt.datetime) -> list[Block]:
    filed, proposal = shown.filed, shown.filed.proposal
    outlet = proposal.reports[0].outlet.name
    # There is no Approve button here: editors should see the card's evidence before they decide.
    actions = [
        button("Look and decide", f"{Action.SHOW_PROPOSAL}:{number}", str(filed.id), about=f"{outlet}: {proposal.headline}")
    ]
    if shown.link:
        actions.append(_open(f"{Action.OPEN_LINK}:{number}", shown.link, proposal.headline))
    return [
        lines(
            line(strong(tidy(f"{mark_of(proposal)} {in_a_word(proposal)}", 120))),
            line(
                linked(filed.submission.url, tidy(shown.title or filed.submission.url or "Pasted text", 100)),
                run(f" · {_of(outlet, shown.published)}"),
            ),
            line(f"Waiting for {age(filed.filed_at, now)} · brought by ", person(filed.submission.by)),
            *in_queue(shown.handled),
        ),
        buttons(*actions),
    ]


def _of(outlet: str, published: dt.date | None) -> str:
    """Name an outlet, and the day of its article: that tells articles with the same title apart."""
    day = f", {published.day} {published:%b %Y}" if published else ""
    return f"{tidy(outlet, 80)}{day}"


def _open(action: str, url: str, about: str) -> ButtonElement:
    return button("Open thread", action, "open", about=about, url=url)


def _problems(content: HomeContent) -> list[Block]:
    if not content.problems:
        return []
    shown = "\n".join(f"• {tidy(problem, 250)}" for problem in content.problems[:5])
    left = len(content.problems) - 5
    more = f"\nand {left:,} more" if left > 0 else ""
    return [said(f"⚠️ *Cards that could not be posted*\n{shown}{more}"), divider()]


def _mine(content: HomeContent) -> list[Block]:
    if not content.mine:
        return []
    rows: list[Block] = [heading("Your links")]
    for number, mine in enumerate(content.mine):
        name = tidy(mine.title or mine.submission.url or "Pasted text", 120)
        became = _became(mine.submission, mine.proposals, content.now)
        of = [run(f" · {_of(mine.outlet, mine.published)}")] if mine.outlet else []
        rows.append(lines(line(linked(mine.submission.url, name), *of), *(line(part) for part in became)))
        if mine.link:
            rows.append(buttons(_open(f"{Action.OPEN_LINK}:mine:{number}", mine.link, name)))
    shows = content.shows
    turns = _turns(shows.mine, content.mine_pages, lambda page: (f"mine:{page}", str(shows._replace(mine=page))))
    return [*rows, *turns, divider()]


def _followed(content: HomeContent) -> list[Block]:
    if not content.followed:
        return []
    rows: list[Block] = [heading("You follow")]
    for number, each in enumerate(content.followed):
        muted = " · muted" if each.muted else ""
        shown = button("Catch up", f"{Action.CATCH_UP}:{number}", each.slug, about=each.headline)
        rows.append(SectionBlock(text=plain(f"{tidy(each.headline, 150)}\n{each.level.capitalize()}{muted}"), accessory=shown))
    if left := content.followed_total - len(content.followed):
        rows.append(fine_print(f"and {left:,} more"))
    return [*rows, divider()]


def _became(submission: Submission, proposals: Sequence[FiledProposal], now: dt.datetime) -> list[str]:
    match submission.state:
        case SubmissionState.FAILED:
            return [tidy(submission.failure or "It led to nothing.", 200)]
        case SubmissionState.DUPLICATE:
            return ["Somebody had brought the same article before."]
        case SubmissionState.SUPERSEDED:
            return ["Replaced: it was read again, or came in full."]
        case SubmissionState.WITHDRAWN:
            return ["Withdrawn: the message with the link was deleted."]
        case SubmissionState.PROPOSED:
            told = [f"“{tidy(p.proposal.headline, 150)}”: {state_said(p)}" for p in proposals[:MOST_PROPOSALS]]
            left = len(proposals) - len(told)
            return [*told, *([f"and {left:,} more"] if left > 0 else [])]
        case _:
            return [f"Being read; you brought it {age(submission.filed_at, now)} ago."]


def _settings(settings: WorkspaceSettings) -> list[Block]:
    editors = [*(f"<@{person}>" for person in settings.editors), *(f"<!subteam^{g}>" for g in settings.editor_groups)]
    watched = [f"<#{channel}>" for channel in settings.watched_channels]
    undo = f"for {counted(settings.undo_minutes, 'minute')}" if settings.undo_minutes else "not offered"
    sentences = [
        f"*Newsroom*: {escape(tidy(settings.newsroom, 80))}",
        f"*Editors*: {_named(editors, 'nobody yet')}",
        f"*Watched channels*: {_named(watched, 'none; I answer where I am named')}",
        f"*Changes of level are announced in*: {f'<#{settings.home_channel}>' if settings.home_channel else 'no channel'}",
        f"*Approving one's own link*: {'allowed, and the record says so' if settings.self_approval else 'not allowed'}",
        f"*Channels shared with other workspaces*: {'I work there too' if settings.shared_channels else 'I stay silent there'}",
        f"*Reactions that say how a link stands*: {'on' if settings.reactions else 'off'}",
        f"*Verified, disputed, retracted*: {'need two editors' if settings.second_look else 'one editor is enough'}",
        f"*Sites that are left alone*: {escape(_named([tidy(d, 80) for d in settings.ignored_domains], 'none'))}",
        f"*Undo*: {undo}",
    ]
    change = button("Change settings", Action.SETTINGS, "settings", about="of Second Source in this workspace")
    tokens = button("Tokens of programs", Action.TOKENS, "tokens", about="by which programs read the record and bring sources")
    return [divider(), heading("Settings"), said("\n".join(sentences)), buttons(change, tokens)]


def _named(names: Sequence[str], none: str) -> str:
    if not names:
        return none
    left = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {left:,} more" if left > 0 else "")
