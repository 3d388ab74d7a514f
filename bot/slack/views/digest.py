"""A digest as a message, its full list as a modal, and the reminder of proposals that have waited too long."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    InteractiveElement,
    RichTextBlock,
    RichTextElement,
    RichTextListElement,
    StaticSelectElement,
)

from bot.domain.digest import LONGEST_SAYS, Digest, Entry, Section, bars_said, period_of, title_of
from bot.domain.record import FiledProposal
from bot.domain.subscription import DigestPart
from bot.domain.verdict import verdict_said
from bot.domain.wording import age, counted
from bot.domain.workspace import WorkspaceSettings
from bot.slack.action_ids import Action
from bot.slack.text import escape
from bot.slack.views.chart import MOST_POINTS
from bot.slack.views.message import MessageContent
from bot.slack.views.modal import heading, modal, option, plain
from bot.slack.views.rows import button, buttons, fine_print, line, lines, linked, person, run, said, strong, tidy

Link = Callable[[int], str | None]
"""Returns the address of the card that shows a proposal, or None."""
PAGE = 40
"""How many entries a page of the full list shows."""
MOST_REMINDED = 20
MOST_MENTIONED = 10
_HEADLINE, _SAYS, _WHY = 150, LONGEST_SAYS, 220
_CHART_DAYS = 2


def digest_card(filed_id: int, digest: Digest, now: dt.datetime, link: Link = lambda _proposal: None) -> MessageContent:
    """Show a digest as a message within Slack's limits; what does not fit is counted, and is in the full list."""
    title = title_of(digest)
    text = f"{escape(title)}: {escape(digest.summary)}"
    if digest.nothing_happened:
        said_shortly = [said(f"*{escape(title)}*: {escape(digest.summary)}"), *_notes(digest), *_left_out(digest)]
        return MessageContent(text, (*said_shortly, fine_print(escape(period_of(digest)))))
    links = {entry.proposal: link(entry.proposal) for entry in _entries(digest.sections) if entry.proposal is not None}
    shown = digest
    while True:
        card = MessageContent(text, tuple(_blocks(filed_id, title, shown, now, links)))
        if card.fits() or (smaller := _shorter(shown)) is None:
            return card
        shown = smaller


def full_list_modal(filed_id: int, digest: Digest, now: dt.datetime, page: int) -> dict[str, Any]:
    """Show one page, counted from 0, of a digest's full list."""
    flat = [(section, entry) for section in digest.sections for entry in section.entries]
    pages = max(-(-len(flat) // PAGE), 1)
    page = min(max(page, 0), pages - 1)
    blocks: list[Block] = [fine_print(escape(f"{period_of(digest)} · page {page + 1:,} of {pages:,}"))]
    last: Section | None = None
    for section, entry in flat[page * PAGE : (page + 1) * PAGE]:
        if section is not last:
            blocks.append(heading(_titled(section)))
        last = section
        blocks.append(lines(*(line(*parts) for parts in _entry_lines(entry, now, None))))
    turn = [("Back", page - 1), ("Further", page + 1)]
    turn_buttons = [
        button(label, f"{Action.DIGEST_PAGE}:{label}", f"{filed_id}.{to}", about=f"page {to + 1} of the digest")
        for label, to in turn
        if 0 <= to < pages
    ]
    return modal("Full list", [*blocks, *([buttons(*turn_buttons)] if turn_buttons else [])])


def reminder_card(
    waiting: Sequence[FiledProposal], settings: WorkspaceSettings, now: dt.datetime, link: Link = lambda _proposal: None
) -> MessageContent:
    """Remind the editors of proposals that have waited too long, oldest first."""
    verb = "waits" if len(waiting) == 1 else "wait"
    sentence = (
        f"{counted(len(waiting), 'proposal')} {verb} for a decision for more than {counted(settings.reminder_hours, 'hour')}"
    )
    groups = [f"<!subteam^{group}>" for group in settings.editor_groups[:MOST_MENTIONED]]
    people = [f"<@{editor}>" for editor in settings.editors[:MOST_MENTIONED]]
    rows = [
        line(
            *_headline(filed.proposal.headline, link(filed.id)),
            f"\n{tidy(verdict_said(filed.proposal), _SAYS)}\n",
            f"Waiting for {age(filed.filed_at, now)}",
        )
        for filed in waiting[:MOST_REMINDED]
    ]
    if left := len(waiting) - len(rows):
        rows.append(line(f"and {left:,} more"))
    options = [option(filed.proposal.headline, str(filed.id)) for filed in waiting[:MOST_REMINDED]]
    open_one = StaticSelectElement(
        action_id=f"{Action.SHOW_PROPOSAL}:reminder", placeholder=plain("Look and decide …", 150), options=options
    )
    return MessageContent(
        f"⏰ {sentence}.",
        (
            said(" ".join([f"⏰ *{sentence}*", *groups, *people])),
            RichTextBlock(elements=[RichTextListElement(style="bullet", elements=rows)]),
            buttons(open_one),
            fine_print("I remind you of each proposal once."),
        ),
    )


def _blocks(
    filed_id: int, title: str, digest: Digest, now: dt.datetime, links: Mapping[int, str | None]
) -> Iterator[Block | dict[str, Any]]:
    yield heading(title)
    yield fine_print(escape(period_of(digest)))
    yield lines(line(strong(tidy(digest.summary, 300))))
    yield from _notes(digest)
    for section in digest.sections:
        rows = [_row(entry, now, links) for entry in section.entries]
        if section.more:
            rows.append(line(run(f"and {section.more:,} more")))
        yield RichTextBlock(elements=[line(strong(_titled(section))), RichTextListElement(style="bullet", elements=rows)])
    yield from _left_out(digest)
    yield lines(*(line(number) for number in digest.numbers))
    if chart := _chart(digest):
        yield chart
        yield fine_print(escape(" · ".join(bars_said(digest))))
    if actions := _actions(filed_id, digest):
        yield buttons(*actions)


def _notes(digest: Digest) -> list[Block]:
    return [fine_print(f"⚠️ {escape(note)}") for note in digest.notes]


def _left_out(digest: Digest) -> list[Block]:
    return [fine_print(escape(tidy(digest.left_out, 300)))] if digest.left_out else []


def _titled(section: Section) -> str:
    return f"{section.mark} {section.title} · {section.total:,}".strip()


def _row(entry: Entry, now: dt.datetime, links: Mapping[int, str | None]) -> RichTextElement:
    address = None if entry.proposal is None else links.get(entry.proposal)
    parts: list[RichTextElement] = []
    for entry_line in _entry_lines(entry, now, address):
        parts += [*([run("\n")] if parts else []), *entry_line]
    return line(*parts)


def _entry_lines(entry: Entry, now: dt.datetime, address: str | None) -> Iterator[list[RichTextElement]]:
    """Return an entry's lines: its subject, what happened, why, and since when it has waited."""
    if entry.about:
        yield _headline(entry.about, address)
    if entry.person and not entry.about:
        # A mention notifies people; it is used only for the section in which a channel asked to name them.
        yield [person(entry.person), run(f": {tidy(entry.says, _SAYS)}")]
    elif entry.says:
        yield [run(tidy(entry.says, _SAYS))]
    if entry.why:
        yield [run(tidy(entry.why, _WHY))]
    if entry.since:
        yield [run(f"Waiting for {age(entry.since, now)}")]


def _headline(headline: str, address: str | None) -> list[RichTextElement]:
    shown = tidy(headline, _HEADLINE)
    return [linked(address, shown) if address else strong(shown)]


def _entries(sections: Sequence[Section]) -> Iterator[Entry]:
    for section in sections:
        yield from section.entries


def _shorter(digest: Digest) -> Digest | None:
    """Leave out the last entry of the longest section; None if every section has only one entry."""
    longest = max(digest.sections, key=lambda section: len(section.entries))
    if len(longest.entries) < 2:
        return None
    cut = longest.model_copy(update={"entries": longest.entries[:-1], "more": longest.more + 1})
    return digest.model_copy(update={"sections": tuple(cut if s is longest else s for s in digest.sections)})


def _chart(digest: Digest) -> dict[str, Any] | None:
    """Return a `data_visualization` block (docs.slack.dev, "Data visualization block") of the days on which levels changed."""
    if len(digest.bars) < _CHART_DAYS or not any(bar.rose or bar.fell or bar.disputed for bar in digest.bars):
        return None
    bars = digest.bars[-MOST_POINTS:]
    labels = [f"{bar.day:%a} {bar.day.day} {bar.day:%b}" for bar in bars]
    directions = (("Rose", "rose"), ("Fell", "fell"), ("Disputed", "disputed"))
    series = [
        {
            "name": name,
            "data": [{"label": label, "value": getattr(bar, field)} for label, bar in zip(labels, bars, strict=True)],
        }
        for name, field in directions
        if any(getattr(bar, field) for bar in bars)
    ]
    axes = {"categories": labels, "x_label": "Day", "y_label": "Events whose level changed"}
    chart = {"type": "bar", "series": series, "axis_config": axes}
    return {"type": "data_visualization", "title": "Changes of level, by day", "chart": chart}


def _actions(filed_id: int, digest: Digest) -> list[InteractiveElement]:
    actions: list[InteractiveElement] = []
    waiting = [e for s in digest.sections if s.part is DigestPart.WAITING for e in s.entries if e.proposal is not None]
    found = {e.event: e.about for s in digest.sections if s.part is not DigestPart.WAITING for e in s.entries if e.event}
    if waiting:
        options = [option(entry.about, str(entry.proposal)) for entry in waiting]
        actions.append(_select(f"{Action.SHOW_PROPOSAL}:digest", "Look and decide …", options))
    if found:
        options = [option(headline, slug) for slug, headline in found.items()]
        actions.append(_select(f"{Action.SHOW_EVENT}:digest", "Show an event …", options))
    if any(section.more for section in digest.sections):
        actions.append(button("Full list", Action.DIGEST_PAGE, f"{filed_id}.0", about="everything that this digest tells"))
    return actions


def _select(action_id: str, placeholder: str, options: Sequence[Any]) -> StaticSelectElement:
    return StaticSelectElement(action_id=action_id, placeholder=plain(placeholder, 150), options=list(options))
