"""An event's card: its level and why, who reports what, and its history."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    ImageBlock,
    RichTextElement,
    RichTextListElement,
    RichTextSectionElement,
    SectionBlock,
)

from bot.domain.acts import Act, edit_act, happened, newest_first
from bot.domain.confidence import assess_event
from bot.domain.dates import day_said, moment_said
from bot.domain.doubts import doubts
from bot.domain.model import Assessment, Claim, Event, EventKind, Layer, Level, Report
from bot.domain.record import EditKind, EventEdit, LevelChange, Settlement
from bot.domain.revisions import no_longer_counted
from bot.domain.rulings import FiledRuling
from bot.domain.verdict import LAYER_WORDS, name_of
from bot.domain.wording import EMOJI, REGRADED, RETRACTED, TONE_NOTE, counted, founded, move_said, origins_said
from bot.slack.action_ids import Action, OnEvent
from bot.slack.text import escape
from bot.slack.views.chart import history_chart
from bot.slack.views.evidence import CARD_LIMITS, CardLimits, outlet_row
from bot.slack.views.message import MessageContent
from bot.slack.views.modal import divider, heading, modal, plain, small
from bot.slack.views.origins import question
from bot.slack.views.rows import (
    asked_first,
    button,
    buttons,
    fine_print,
    line,
    lines,
    listed,
    person,
    run,
    said,
    strong,
    tidy,
    when,
)

MOST_FOUND = 20
MOST_TOLD = 100
_LONGEST_TOLD = 300
_ROWS = 20


def event_card(
    event: Event,
    reports: Sequence[Report],
    history: Sequence[LevelChange],
    *,
    public: bool,
    now: dt.datetime,
    chart: bool = True,
    rulings: Sequence[FiledRuling] = (),
    edits: Sequence[EventEdit] = (),
    acts: Sequence[Act] = (),
    settled: Sequence[Settlement] = (),
) -> MessageContent:
    """Show one event; `public` for a card that a whole channel sees, `chart` if Slack can draw one.

    It asks the question about origins that matters most. `rulings` are those that were made on it or on all events, `edits`
    are what editors did to the event itself, `acts` are decisions and grades, `settled` is what editors said of open passages.
    """
    assessments = {a.claim: a for a in assess_event(event, reports)}
    core = assessments[event.core.key]
    asked = doubts(event, reports)
    drawn = history_chart(event, history) if chart else None
    text = _plain_text(event, core, history)
    told = newest_first(happened(event, reports, history, rulings, edits, acts, settled))
    for limits in CARD_LIMITS:
        blocks = (
            *_head(event, core, reports, limits, edits),
            *(question(asked[0], str(OnEvent(event.slug, asked[0].number))) if asked else []),
            *_actions(event, core),
            *_claims(event, assessments, reports, limits),
            divider(),
            *_entities(event, limits),
            *_amended(event, edits, limits),
            *([drawn] if drawn else []),
            *_history(event, told[: 3 if drawn else limits.items], limits.line, left=len(told)),
            _about(event, public=public),
            fine_print(_extracted(event, None if public else now), TONE_NOTE),
        )
        shown = MessageContent(text, blocks)
        if shown.fits():
            break
    return shown


def page_card(
    event: Event, reports: Sequence[Report], address: str, picture: str | None = None, *, in_slack: bool
) -> MessageContent:
    """Show under a link to an event's page what the page says; `in_slack` if the event's card can be opened there.

    `picture` is the address of the picture that other sites show for such a link.
    """
    core = next(a for a in assess_event(event, reports) if a.claim == event.core.key)
    level, comma, rest = founded(core).capitalize().partition(",")
    headline = tidy(event.headline, 200)
    mark = f"{RETRACTED} Retracted: " if event.retracted_because else f"{EMOJI[event.kind]} "
    about = " · ".join([event.kind.capitalize(), *where_and_when(event)])
    shown = lines(
        line(strong(f"{mark}{headline}")),
        line(strong(level), f"{comma}{rest} · {_counts(core)}"),
        line(tidy(core.reasons[0], 300)),
    )
    here = [button("Open in Slack", Action.SHOW_EVENT, event.slug, about=event.headline)] if in_slack else []
    page = button("Open page", Action.OPEN_LINK, event.slug, about=event.headline, url=address)
    text = f"{mark}{escape(headline)}: {founded(core)}."
    alt = f"{headline}: {founded(core)}."
    drawn = [ImageBlock(image_url=picture, alt_text=alt)] if picture else []
    return MessageContent(text, (shown, small(about), *drawn, buttons(*here, page)))


def history_modal(event: Event, told: Sequence[Act | LevelChange]) -> dict[str, Any]:
    """Show all that happened to an event, the newest first; what does not fit is counted."""
    latest = newest_first(told)
    if not latest:
        return modal("History", [said("Nothing has happened to this event since it was added.")])
    rows = [_told(event, one, _LONGEST_TOLD) for one in latest[:MOST_TOLD]]
    more = [fine_print(f"and {len(latest) - len(rows):,} more.")] if len(latest) > len(rows) else []
    parts = [lines(_bullets(rows[start : start + _ROWS])) for start in range(0, len(rows), _ROWS)]
    return modal("History", [lines(line(strong(tidy(event.headline, 300)))), *parts, *more])


def event_list(words: str, found: Sequence[tuple[Event, Level]]) -> MessageContent:
    """Show what a search found: a row for each event, with a button that shows it."""
    asked = escape(tidy(words, 100))
    if not found:
        text = f"No event on record fits “{asked}”. Try other words, or bring a link with `/source`."
        return MessageContent(text, (said(text),))
    text = f"{counted(len(found), 'event')} on record for “{asked}”."
    rows = [_found(number, event, level) for number, (event, level) in enumerate(found[:MOST_FOUND])]
    left = len(found) - len(rows)
    more = [fine_print(f"and {left:,} more: add a word to find fewer.")] if left else []
    return MessageContent(text, (said(text), *rows, *more))


def _found(number: int, event: Event, level: Level) -> SectionBlock:
    about = " · ".join(filter(None, [level.capitalize(), *where_and_when(event)]))
    return SectionBlock(
        text=plain(f"{EMOJI[event.kind]} {tidy(event.headline, 200)}\n{about}"),
        accessory=button("Show", f"{Action.SHOW_EVENT}:{number}", event.slug, about=event.headline),
    )


def _head(
    event: Event, core: Assessment, reports: Sequence[Report], limits: CardLimits, edits: Sequence[EventEdit]
) -> list[Block]:
    retracted = [edit for edit in edits if edit.kind is EditKind.RETRACT][-1:] if event.retracted_because else []
    level, comma, rest = founded(core).capitalize().partition(",")
    mark = f"{RETRACTED} Retracted: " if event.retracted_because else f"{EMOJI[event.kind]} "
    parts: list[RichTextElement] = [
        line(strong(level), f"{comma}{rest}. {tidy(core.reasons[0], limits.line)}"),
        *(line("Retracted by ", person(edit.by), f", {_at(edit.at)}") for edit in retracted),
        *(line(tidy(reason, limits.line)) for reason in core.reasons[1:]),
    ]
    outlets = sorted({r.outlet.name for r in reports})
    if outlets:
        parts.append(line(strong(f"{counted(len(outlets), 'outlet')}: "), tidy(", ".join(outlets), limits.line)))
    # A header takes 150 characters, including the emoji.
    about = small(" · ".join([event.kind.capitalize(), *where_and_when(event)]))
    return [heading(f"{mark}{tidy(event.headline, 150 - len(mark) - 3)}"), about, lines(*parts)]


def _claims(
    event: Event, assessments: dict[str, Assessment], reports: Sequence[Report], limits: CardLimits
) -> list[Block | dict[str, Any]]:
    blocks: list[Block | dict[str, Any]] = []
    left = limits.reports
    gone = no_longer_counted(event, reports)
    for number, claim in enumerate(event.current[: limits.claims]):
        before = event.earlier(claim)
        own = [report for wording in (claim, *before) for report in reports if report.claim == wording.key]
        # The remaining rows are divided between the claims, so that the first one does not take them all.
        share = max(1, left // (min(len(event.current), limits.claims) - number))
        blocks += [divider(), _claim(event, claim, assessments[claim.key], limits)]
        for wording in (claim, *before):
            blocks += [_before(wording, limits)] if wording in before[: limits.items] else []
            blocks += [
                outlet_row(wording, report, limits, gone.get(report.id))
                for report in own[:share]
                if report.claim == wording.key
            ]
        if rest := own[share:]:
            names = ", ".join(sorted({report.outlet.name for report in rest}))
            blocks.append(lines(line(tidy(f"and {counted(len(rest), 'further report')}: {names}", limits.line))))
        not_counted = assessments[claim.key].not_counted
        blocks += listed("What did not count", not_counted, most=min(3, limits.items), longest=limits.line)
        left = max(1, left - min(share, len(own)))
    if (hidden := len(event.current) - limits.claims) > 0:
        blocks.append(lines(line(f"and {counted(hidden, 'further claim')}")))
    return blocks


def _claim(event: Event, claim: Claim, assessment: Assessment, limits: CardLimits) -> Block:
    layered = event.kind is EventKind.STATEMENT or any(c.layer is Layer.UTTERANCE for c in event.claims)
    name = f"{LAYER_WORDS[claim.layer]}: " if layered else ""
    parts: list[RichTextElement] = [
        line(strong(f"{name}{tidy(claim.text, limits.line)}")),
        line(f"{founded(assessment).capitalize()} · {_counts(assessment)}"),
    ]
    if claim.key != event.core.key:
        parts.append(line(tidy(assessment.reasons[0], limits.line)))
    return lines(*parts)


def _before(wording: Claim, limits: CardLimits) -> Block:
    return lines(line("Before: ", strong(f"“{tidy(wording.text, limits.line)}”")))


def _counts(assessment: Assessment) -> str:
    if not assessment.reports:
        return "no report yet"
    origins = origins_said(assessment.origins, assessment.origins_at_most)
    return " · ".join([origins, counted(assessment.outlets, "outlet"), counted(assessment.reports, "report")])


def _entities(event: Event, limits: CardLimits) -> list[Block]:
    names = tidy(", ".join(event.entities), 2 * limits.line)
    return [lines(line(strong("Entities: "), names))] if event.entities else []


def _amended(event: Event, edits: Sequence[EventEdit], limits: CardLimits) -> list[Block]:
    """List the new wordings of claims, the newest first: who, when, from what, to what."""
    told = [edit_act(event, edit) for edit in reversed(edits) if edit.becomes]
    rows = [_act(act, limits.line, did="By ") for act in told[: limits.items]]
    left = [line(f"and {len(told) - len(rows):,} more")] if len(told) > len(rows) else []
    return [lines(line(strong("What was amended")), _bullets([*rows, *left]))] if told else []


def _history(event: Event, told: Sequence[Act | LevelChange], longest: int, *, left: int) -> list[Block]:
    if not told:
        return []
    rows = [_told(event, one, longest) for one in told]
    more = [line(f"and {left - len(rows):,} more: Show history")] if left > len(rows) else []
    return [lines(line(strong("History")), _bullets([*rows, *more]))]


def _told(event: Event, one: Act | LevelChange, longest: int) -> RichTextSectionElement:
    return _act(one, longest) if isinstance(one, Act) else line(tidy(_move(event, one), longest))


def _act(act: Act, longest: int, *, did: str | None = None) -> RichTextSectionElement:
    what = run(f"{_at(act.at)} · {did or f'{tidy(act.did, longest)} by '}")
    return line(what, person(act.by), *([run(tidy(act.details, longest))] if act.details else []))


def _bullets(rows: Sequence[RichTextElement]) -> RichTextListElement:
    return RichTextListElement(style="bullet", elements=list(rows))


def _move(event: Event, change: LevelChange) -> str:
    name = tidy(name_of(event, event.claim(change.claim)), 80)
    return f"{_at(change.at)} · {name}: {move_said(change)}{REGRADED if change.grade_id is not None else ''}"


def _at(at: dt.datetime) -> str:
    return f"{moment_said(at.astimezone(dt.UTC))} UTC"


def _actions(event: Event, core: Assessment) -> list[Block]:
    about = event.headline
    found = [
        button("Know another source?", Action.ADD_SOURCE, event.slug, about=about),
        button("Catch up", Action.CATCH_UP, event.slug, about=about),
        button("Follow", Action.FOLLOW, event.slug, about=about),
        button("Share this event", Action.SHARE_EVENT, event.slug, about=about),
    ]
    verified = "Already verified: a further source still strengthens the record. " if core.level is Level.VERIFIED else ""
    return [buttons(*found), fine_print(f"{verified}An editor looks at every source before it counts.")]


def _about(event: Event, *, public: bool) -> Block:
    found = [
        button("How we assess confidence", Action.EXPLAIN, event.slug, about="the rules"),
        button("Show origins", Action.SHOW_ORIGINS, event.slug, about=event.headline),
        button("Show history", Action.SHOW_HISTORY, event.slug, about=event.headline),
    ]
    if not public:
        found.append(button("Export evidence", Action.EXPORT_EVIDENCE, event.slug, about=event.headline))
        found.append(button("Set home channel", Action.HOME_CHANNEL, event.slug, about=event.headline))
        if not event.retracted_because:
            found.append(button("Merge with another event", Action.MERGE, event.slug, about=event.headline))
        found.append(_switch(event))
    return buttons(*found)


def _switch(event: Event) -> ButtonElement:
    """Return the button that retracts or reopens an event; a form asks for the reason."""
    if event.retracted_because:
        return button("Reopen event", Action.REOPEN, event.slug, about=event.headline)
    sentence = "Each of its claims is then shown as retracted, wherever the event is shown. You are asked for the reason."
    sure = asked_first("Retract this event?", sentence, "Go on", "Keep it")
    return button("Retract event", Action.RETRACT, event.slug, about=event.headline, style="danger", confirm=sure)


def _extracted(event: Event, now: dt.datetime | None) -> str:
    """Say where the event came from; `now` for a card that is not drawn again."""
    parts = [
        f"Short name: {event.slug}",
        f"extracted {when(event.extracted_at)}" if event.extracted_at else "",
        f"source story: {escape(tidy(event.source_story, 150))}" if event.source_story else "",
        f"as of {when(now)}" if now else "",
    ]
    return f"{' · '.join(filter(None, parts))}."


def where_and_when(event: Event) -> list[str]:
    """Return an event's place and day, as far as they are known."""
    return [*([tidy(event.place, 80)] if event.place else []), *([day_said(event.date)] if event.date else [])]


def _plain_text(event: Event, core: Assessment, history: Sequence[LevelChange]) -> str:
    """Say the card in a few sentences, for notifications and screen readers, with the level's history."""
    own = sorted((change for change in history if change.claim == core.claim), key=lambda change: change.at)[-8:]
    levels = [level for change in own for level in (change.level_before, change.level_after) if level is not None]
    way = [str(level) for level, _ in groupby(levels)]
    went = f" It went {' → '.join(way)}." if len(way) > 1 else ""
    headline, why = escape(tidy(event.headline, 300)), escape(tidy(core.reasons[0], 400))
    mark = RETRACTED if event.retracted_because else EMOJI[event.kind]
    return f"{mark} {headline}: {founded(core)}. {why}{went}"
