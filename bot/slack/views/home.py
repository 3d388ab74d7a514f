"""App Home: the editors' queue, the person's own links, how to use the bot, and the settings."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement, RichTextElement

from bot.domain.record import FiledProposal, Submission, SubmissionState
from bot.domain.wording import age, counted
from bot.domain.workspace import WorkspaceSettings
from bot.slack.action_ids import Action
from bot.slack.text import escape
from bot.slack.views.evidence import verdict_of
from bot.slack.views.modal import divider, heading
from bot.slack.views.outcome import state_said
from bot.slack.views.rows import button, buttons, fine_print, line, lines, linked, person, said, strong, tidy

MOST_WAITING = 15
MOST_MINE = 10
MOST_PROPOSALS = 3
_MOST_NAMED = 12

HOW_TO = """\
1. *Bring a link.* Paste it in a watched channel, write `@Second Source` with it anywhere, or type `/source`.
2. *Look.* I answer in the thread: what the article says, and where its information really comes from.
3. *An editor decides.* Nothing enters the record before that. `/event` shows what the record says."""


@dataclass(frozen=True, slots=True)
class HomeContent:
    """What one person sees in App Home.

    `waiting` has the oldest of `waiting_total` pending proposals, `mine` the person's own links with their proposals,
    `problems` the cards that could not be posted (mrkdwn), and `links` the cards' addresses by proposal id.
    """

    editor: bool
    admin: bool
    waiting: Sequence[FiledProposal]
    waiting_total: int
    mine: Sequence[tuple[Submission, Sequence[FiledProposal]]]
    settings: WorkspaceSettings
    problems: Sequence[str]
    links: Mapping[int, str]
    now: dt.datetime


def home_view(content: HomeContent) -> dict[str, Any]:
    """Return the view for views.publish."""
    blocks = [
        *_no_editors(content),
        *(_queue(content) if content.editor else []),
        *_problems(content),
        *_mine(content),
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
    shown = content.waiting[:MOST_WAITING]
    if not shown:
        return [heading("Nothing waits for a decision"), divider()]
    oldest = age(min(filed.filed_at for filed in shown), content.now)
    order = "Withdrawals first, then the oldest; one" if shown[0].proposal.withdraws else "Oldest first; the first"
    verb = "waits" if content.waiting_total == 1 else "wait"
    blocks: list[Block] = [
        heading(f"{counted(content.waiting_total, 'proposal')} {verb} for a decision"),
        fine_print(f"{order} has waited for {oldest}."),
    ]
    for number, filed in enumerate(shown):
        blocks += _waiting(number, filed, content)
    if left := content.waiting_total - len(shown):
        blocks.append(fine_print(f"and {left:,} more: they move up as these are decided."))
    return [*blocks, divider()]


def _waiting(number: int, filed: FiledProposal, content: HomeContent) -> list[Block]:
    proposal = filed.proposal
    new = "New event: " if proposal.event is None else ""
    waits = f"Waits for {age(filed.filed_at, content.now)} · brought by "
    # There is no Approve button here: editors should see the card's evidence before they decide.
    actions = [button("Look and decide", f"{Action.SHOW_PROPOSAL}:{number}", str(filed.id), about=proposal.headline)]
    if link := content.links.get(filed.id):
        actions.append(_open(number, link, proposal.headline))
    return [
        lines(
            line(strong(f"{new}{tidy(proposal.headline, 200)}")),
            line(tidy(verdict_of(proposal), 300)),
            line(waits, person(filed.submission.by)),
        ),
        buttons(*actions),
    ]


def _open(number: int, url: str, about: str) -> ButtonElement:
    return button("Open thread", f"{Action.OPEN_LINK}:{number}", "open", about=about, url=url)


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
    rows: list[Block] = [
        lines(line(*_brought(submission)), *(line(part) for part in _became(submission, proposals, content.now)))
        for submission, proposals in content.mine[:MOST_MINE]
    ]
    return [heading("Your links"), *rows, divider()]


def _brought(submission: Submission) -> list[RichTextElement]:
    return [linked(submission.url, tidy(submission.url or "Pasted text", 120))]


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
        f"*Editors*: {_named(editors, 'nobody yet')}",
        f"*Watched channels*: {_named(watched, 'none; I answer where I am named')}",
        f"*Changes of level are announced in*: {f'<#{settings.home_channel}>' if settings.home_channel else 'no channel'}",
        f"*Approving one's own link*: {'allowed, and the record says so' if settings.self_approval else 'not allowed'}",
        f"*Channels shared with other workspaces*: {'I work there too' if settings.shared_channels else 'I stay silent there'}",
        f"*Sites that are left alone*: {escape(_named([tidy(d, 80) for d in settings.ignored_domains], 'none'))}",
        f"*Undo*: {undo}",
    ]
    change = button("Change settings", Action.SETTINGS, "settings", about="of Second Source in this workspace")
    return [divider(), heading("Settings"), said("\n".join(sentences)), buttons(change)]


def _named(names: Sequence[str], none: str) -> str:
    if not names:
        return none
    left = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {left:,} more" if left > 0 else "")
