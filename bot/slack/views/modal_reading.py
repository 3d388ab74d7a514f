"""Modals that only show something: a full reading, an archived article, how confidence is assessed."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    RichTextBlock,
    RichTextElement,
    RichTextElementParts,
    RichTextListElement,
    RichTextSectionElement,
)

from bot.domain.confidence import explain
from bot.domain.dates import day_said, moment_said
from bot.domain.model import UNKNOWN_OUTLET, Event
from bot.domain.reading import Article, Judgement, ReaderStamp, Reading, Sighting, Statement
from bot.domain.translations import TRANSLATED
from bot.domain.wording import EMOJI, GRADES, TONE_NOTE, known_by
from bot.slack.action_ids import Action
from bot.slack.text import clean
from bot.slack.views.modal import divider, heading, modal, on_one_line, plain, quoted, rich, said, shown, small, words
from bot.slack.views.rows import button, buttons

_MOST_ROWS = 40
_SECTIONS = 4
_SECTION = 2900
_LONGEST_LINK = 2000


def reading_modal(article: Article, reading: Reading, events: Sequence[Event], *, proposal_id: int) -> dict[str, Any]:
    """Show a full reading, with its quotes, and a button by which an editor grades the outlet."""
    outlet = article.outlet
    blocks: list[Block] = [said(f"{outlet.name}: {article.title or 'without a title'}")]
    if outlet.name != UNKNOWN_OUTLET:
        grade = button("Grade outlet", Action.GRADE_OUTLET, str(proposal_id), about=outlet.name)
        graded = f"Grade {outlet.grade}, {GRADES[outlet.grade]}: {outlet.grade_reason}"
        blocks += [small("Nobody has graded this outlet yet." if outlet.is_ungraded else graded), buttons(grade)]
    blocks += _notes(article, reading)
    if reading.judgements:
        blocks.append(heading("On events"))
        blocks += _rows([_judged(judgement, reading, events) for judgement in reading.judgements])
    if reading.draft:
        blocks.append(said(f"A new event, as drafted: {EMOJI[reading.draft.kind]} {reading.draft.headline}"))
    blocks.append(heading("The article's own statements"))
    blocks += _rows([_stated(statement) for statement in reading.statements]) or [said("None was found.")]
    blocks += [divider(), small(_read_by(reading.stamp)), small(TONE_NOTE)]
    return modal("Full reading", blocks)


def archive_modal(
    article: Article,
    *,
    fetched_at: dt.datetime,
    sha256: str | None,
    has_html: bool,
    submission_id: int,
    text_sha256: str | None = None,
    purged_at: dt.datetime | None = None,
) -> dict[str, Any]:
    """Show an article's stored text, cut if it is long, with its source and time; or that it was purged, and when.

    `sha256` is the hash of the page as served (hexadecimal), `text_sha256` that of the text as it was stored; `has_html` means
    that the page can be sent.
    """
    title, length = shown(on_one_line(article.title or article.outlet.name), 500), len(article.text)
    fallback = f"{moment_said(fetched_at.astimezone(dt.UTC))} UTC"
    fetched = RichTextElementParts.Date(
        timestamp=int(fetched_at.timestamp()), format="{date_long} at {time}", fallback=fallback
    )
    stored = RichTextElementParts.Text(text=f"{shown(article.outlet.name, 200)} · stored ")
    blocks: list[Block] = [
        rich(
            RichTextSectionElement(elements=[_linked(article.canonical_url, title)]),
            RichTextSectionElement(elements=[stored, fetched]),
        )
    ]
    if article.partial:
        blocks.append(small(f"Only a part: {article.partial}"))
    if has_html:
        button = ButtonElement(text=plain("Send me the page"), action_id=Action.SEND_ARCHIVE, value=str(submission_id))
        blocks.append(ActionsBlock(elements=[button]))
    if purged_at:
        gone = "Text and page" if not article.text else "The page as served"
        blocks.append(small(f"{gone}: purged on {day_said(purged_at)}, as the settings say. Quotes and hashes are kept."))
    sections, rest = _split(clean(article.text))
    blocks += [divider(), *(said(section) for section in sections)]
    if rest:
        blocks.append(small(f"The last {len(rest):,} of {length:,} characters are not shown here."))
    served = f"Page as served: SHA-256 {sha256}" if sha256 else "There is no page as served."
    blocks += [divider(), small(f"Text: {length:,} characters, SHA-256 {text_sha256 or article.text_sha256}"), small(served)]
    return modal("Archived article", blocks)


def rules_modal() -> dict[str, Any]:
    """Show how confidence is assessed; the modal has the document's title."""
    title, _, rest = explain().partition("\n")
    return modal(title.strip("# "), _document(rest))


def _notes(article: Article, reading: Reading) -> list[Block]:
    notes = [*([f"Only a part was read: {article.partial}"] if article.partial else []), *reading.remarks]
    if reading.dropped:
        quotes = "1 quote does" if reading.dropped == 1 else f"{reading.dropped:,} quotes do"
        notes.append(f"{quotes} not stand in the article, so what rested on them was left out.")
    if not notes:
        return []
    items = RichTextListElement(style="bullet", elements=[words(note, 500) for note in notes[:20]])
    return [rich(words("Please note", bold=True), items)]


def _rows(rows: Sequence[RichTextBlock]) -> list[Block]:
    left = len(rows) - _MOST_ROWS
    return [*rows[:_MOST_ROWS], *([small(f"and {left:,} more")] if left > 0 else [])]


def _judged(judgement: Judgement, reading: Reading, events: Sequence[Event]) -> RichTextBlock:
    event = next((e for e in events if e.slug == judgement.event), reading.draft if not judgement.event else None)
    claim = next((c.text for c in event.claims if c.key == judgement.claim), judgement.claim) if event else judgement.claim
    where = event.headline if event else judgement.event or "a new event"
    return rich(
        words(claim, 500, bold=True),
        words(f"{judgement.stance} · {_sighted(judgement)}"),
        quoted(judgement.quote.text),
        *_translated(judgement),
        words(f"Event: {where}", 300),
    )


def _stated(statement: Statement) -> RichTextBlock:
    """Show a statement with its quote, or only the quote if both have the same words."""
    own = on_one_line(statement.text) == on_one_line(statement.quote.text)
    head = [] if own else [words(statement.text, 500, bold=True)]
    return rich(*head, quoted(statement.quote.text), *_translated(statement), words(_sighted(statement)))


def _translated(sighting: Sighting) -> list[RichTextSectionElement]:
    if sighting.translation is None:
        return []
    return [words(f"{TRANSLATED}: “{on_one_line(sighting.translation)}”", 600)]


def _sighted(sighting: Sighting) -> str:
    return f"{sighting.tone} · {known_by(sighting.basis)} · origin: {sighting.origin}"


def _read_by(stamp: ReaderStamp) -> str:
    parts = [f"Read by the {stamp.reader} reader"]
    if stamp.model:
        parts.append(f"model {stamp.model}")
    if stamp.prompt:
        parts.append(f"prompt {stamp.prompt} {stamp.prompt_version or ''}".strip())
    if stamp.calls:
        parts.append(f"{stamp.calls:,} calls, {stamp.tokens_in:,} tokens in, {stamp.tokens_out:,} out")
    if stamp.cached:
        parts.append("kept from an earlier reading of the same text")
    if stamp.cost:
        parts.append(f"cost {stamp.cost:.4f}")
    return " · ".join([*parts, f"{stamp.seconds:.1f} s"])


def _linked(url: str, label: str) -> RichTextElement:
    """Link a label to an http(s) address; for any other address, return only the label."""
    if re.match(r"https?://\S+$", url) and len(url) <= _LONGEST_LINK:
        return RichTextElementParts.Link(url=url, text=label)
    return RichTextElementParts.Text(text=label)


def _split(text: str) -> tuple[list[str], str]:
    """Split a text into the sections that the modal shows, at paragraphs or else at words; returns them and the rest."""
    sections: list[str] = []
    rest = text.strip()
    while rest and len(sections) < _SECTIONS:
        ends = (rest.rfind("\n", _SECTION // 2, _SECTION), rest.rfind(" ", _SECTION // 2, _SECTION))
        end = len(rest) if len(rest) <= _SECTION else next((end for end in ends if end > 0), _SECTION)
        sections.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return sections, rest


def _document(markdown: str) -> list[Block]:
    """Draw a simple Markdown document: headings, paragraphs, numbered lists and bullet lists in them."""
    blocks: list[Block] = []
    elements: list[RichTextElement] = []
    for style, items in _parts(markdown):
        if style == "heading":
            blocks += [heading(item) for item in items]
        elif style == "paragraph":
            elements += [words(item) for item in items]
        else:
            indent = 1 if style == "bullet" else 0
            elements.append(RichTextListElement(style=style, indent=indent, elements=[words(item) for item in items]))
    return [*blocks, rich(*elements)]


def _parts(markdown: str) -> list[tuple[str, list[str]]]:
    """Split a document into runs of the same style, each with its items; wrapped lines are joined."""
    parts: list[tuple[str, list[str]]] = []
    for paragraph in markdown.strip().split("\n\n"):
        fresh = True
        for line in paragraph.splitlines():
            style, text = _style(line)
            if style is None and not fresh:
                parts[-1][1][-1] += f" {text}"
            elif not fresh and parts[-1][0] == style:
                parts[-1][1].append(text)
            else:
                parts.append((style or "paragraph", [text]))
            fresh = False
    return parts


def _style(line: str) -> tuple[str | None, str]:
    for style, mark in (("heading", r"#+ "), ("ordered", r"\d+\. "), ("bullet", r"\s*- ")):
        if found := re.match(mark, line):
            return style, line[found.end() :].strip()
    return None, line.strip()
