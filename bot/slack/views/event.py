"""An event's card: its level and why, who reports what, and its history."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement, RichTextElement, RichTextListElement, SectionBlock

from bot.domain.confidence import assess_event
from bot.domain.doubts import doubts
from bot.domain.model import Assessment, Claim, Event, EventKind, Layer, Level, Report, Stance
from bot.domain.record import EditKind, EventEdit, LevelChange, Settlement
from bot.domain.revisions import no_longer_counted
from bot.domain.rulings import FiledRuling, concerning
from bot.domain.verdict import LAYER_WORDS, name_of
from bot.domain.wording import EDITED, EMOJI, REGRADED, TONE_NOTE, counted, edit_said, likely, moved, origins_said
from bot.slack.action_ids import Action, OnEvent
from bot.slack.text import escape
from bot.slack.views.chart import history_chart
from bot.slack.views.evidence import CARD_LIMITS, CardLimits, outlet_row
from bot.slack.views.message import MessageContent
from bot.slack.views.modal import divider, heading, plain, small
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
    settled: Sequence[Settlement] = (),
) -> MessageContent:
    """Show one event; `public` for a card that a whole channel sees, `chart` if Slack can draw one.

    It asks the question about origins that matters most. `rulings` are those that were made on it or on all events, `edits`
    are what editors did to the event itself, `settled` is what they said of open passages.
    """
    assessments = {a.claim: a for a in assess_event(event, reports)}
    core = assessments[event.core.key]
    asked = doubts(event, reports)
    drawn = history_chart(event, history) if chart else None
    text = _plain_text(event, core, history)
    for limits in CARD_LIMITS:
        blocks = (
            *_head(event, core, reports, limits, edits),
            *(question(asked[0], str(OnEvent(event.slug, asked[0].number))) if asked else []),
            *_actions(event, core),
            *_claims(event, assessments, reports, limits),
            divider(),
            *_entities(event, limits),
            *([drawn] if drawn else []),
            *_moves(
                event,
                history,
                concerning(event, reports, rulings),
                edits,
                _settled(event, reports, settled, limits.line),
                most=3 if drawn else limits.items,
                longest=limits.line,
            ),
            _about(event, public=public),
            fine_print(_extracted(event, None if public else now), TONE_NOTE),
        )
        shown = MessageContent(text, blocks)
        if shown.fits():
            break
    return shown


def event_list(words: str, found: Sequence[tuple[Event, Level]]) -> MessageContent:
    """Show what a search found: a row for each event, with a button that shows it."""
    asked = escape(tidy(words, 100))
    if not found:
        text = f"No event on record fits “{asked}”. Try other words, or bring a link with `/source`."
        return MessageContent(text, (said(text),))
    text = f"{counted(len(found), 'event')} on record: “{asked}”."
    rows = [_found(number, event, level) for number, (event, level) in enumerate(found[:MOST_FOUND])]
    left = len(found) - len(rows)
    more = [fine_print(f"and {left:,} more: add a word to find fewer.")] if left else []
    return MessageContent(text, (said(text), *rows, *more))


def _found(number: int, event: Event, level: Level) -> SectionBlock:
    about = " · ".join(filter(None, [level.capitalize(), *_where_and_when(event)]))
    return SectionBlock(
        text=plain(f"{EMOJI[event.kind]} {tidy(event.headline, 200)}\n{about}"),
        accessory=button("Show", f"{Action.SHOW_EVENT}:{number}", event.slug, about=event.headline),
    )


def _head(
    event: Event, core: Assessment, reports: Sequence[Report], limits: CardLimits, edits: Sequence[EventEdit]
) -> list[Block]:
    retracted = [edit for edit in edits if edit.kind is EditKind.RETRACT][-1:] if event.retracted_because else []
    parts: list[RichTextElement] = [
        line(strong(core.level.capitalize()), f", {core.score:.0%} likely. {tidy(core.reasons[0], limits.line)}"),
        *(line("Retracted by ", person(edit.by), f", {_at(edit.at)}") for edit in retracted),
        *(line(tidy(reason, limits.line)) for reason in core.reasons[1:]),
    ]
    outlets = sorted({r.outlet.name for r in reports})
    if outlets:
        parts.append(line(strong(f"{counted(len(outlets), 'outlet')}: "), tidy(", ".join(outlets), limits.line)))
    # A header takes 150 characters, including the emoji.
    about = small(" · ".join([event.kind.capitalize(), *_where_and_when(event)]))
    return [heading(f"{EMOJI[event.kind]} {tidy(event.headline, 145)}"), about, lines(*parts)]


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
            blocks += [outlet_row(report, limits, gone.get(report.id)) for report in own[:share] if report.claim == wording.key]
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
        line(f"{assessment.level.capitalize()}, {assessment.score:.0%} likely · {_counts(assessment)}"),
    ]
    if claim.key != event.core.key:
        parts.append(line(tidy(assessment.reasons[0], limits.line)))
    return lines(*parts)


def _before(wording: Claim, limits: CardLimits) -> Block:
    return lines(line("Before: ", strong(f"“{tidy(wording.text, limits.line)}”")))


def _counts(assessment: Assessment) -> str:
    origins = origins_said(assessment.origins, assessment.origins_at_most)
    return " · ".join([origins, counted(assessment.outlets, "outlet"), counted(assessment.reports, "report")])


def _entities(event: Event, limits: CardLimits) -> list[Block]:
    names = tidy(", ".join(event.entities), 2 * limits.line)
    return [lines(line(strong("Entities: "), names))] if event.entities else []


def _moves(
    event: Event,
    history: Sequence[LevelChange],
    rulings: Sequence[FiledRuling],
    edits: Sequence[EventEdit],
    settled: Sequence[tuple[dt.datetime, list[RichTextElement]]],
    *,
    most: int,
    longest: int,
) -> list[Block]:
    told = [(change.at, [run(tidy(_move(event, change), longest))]) for change in history]
    told += [(ruling.at, [run(tidy(f"{_at(ruling.at)} · an editor ruled: {ruling}", longest))]) for ruling in rulings]
    told += [(edit.at, _edit(event, edit, longest)) for edit in edits]
    told += settled
    latest = [line(*parts) for _, parts in sorted(told, key=lambda one: one[0], reverse=True)]
    left = [line(f"and {len(latest) - most:,} more")] if len(latest) > most else []
    if not latest:
        return []
    return [lines(line(strong("History")), RichTextListElement(style="bullet", elements=[*latest[:most], *left]))]


def _move(event: Event, change: LevelChange) -> str:
    name = tidy(name_of(event, event.claim(change.claim)), 80)
    level, score = moved(change.level_before, change.level_after), likely(change.score_before, change.score_after)
    return f"{_at(change.at)} · {name}: {level}, {score}{REGRADED if change.grade_id is not None else ''}"


def _edit(event: Event, edit: EventEdit, longest: int) -> list[RichTextElement]:
    said = [run(f"{_at(edit.at)} · {EDITED[edit.kind]} by "), person(edit.by)]
    return [*said, *([run(tidy(details, longest))] if (details := edit_said(event, edit)) else [])]


def _settled(
    event: Event, reports: Sequence[Report], settled: Sequence[Settlement], longest: int
) -> list[tuple[dt.datetime, list[RichTextElement]]]:
    """Say for each passage on record that was open who said that it confirms or denies; context moved nothing."""
    by_id = {report.id: report for report in reports}
    firm = [made for made in settled if made.report in by_id and made.stance is not Stance.CONTEXT]
    found = [(made, by_id[made.report]) for made in firm]
    return [
        (
            made.at,
            [
                run(f"{_at(made.at)} · "),
                person(made.by),
                run(f" said: {made.stance}, of an open passage of "),
                run(tidy(f"{report.outlet.name} ({name_of(event, event.claim(report.claim))})", longest)),
            ],
        )
        for made, report in found
    ]


def _at(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%d %b %Y, %H:%M} UTC"


def _actions(event: Event, core: Assessment) -> list[Block]:
    about = event.headline
    found = [
        button("Know another source?", Action.ADD_SOURCE, event.slug, about=about),
        button("Share this event", Action.SHARE_EVENT, event.slug, about=about),
    ]
    verified = "Already verified: a further source still strengthens the record. " if core.level is Level.VERIFIED else ""
    return [buttons(*found), fine_print(f"{verified}An editor looks at every source before it counts.")]


def _about(event: Event, *, public: bool) -> Block:
    found = [
        button("How we assess confidence", Action.EXPLAIN, event.slug, about="the rules"),
        button("Show origins", Action.SHOW_ORIGINS, event.slug, about=event.headline),
    ]
    if not public:
        found.append(button("Set home channel", Action.HOME_CHANNEL, event.slug, about=event.headline))
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


def _where_and_when(event: Event) -> list[str]:
    return [*([tidy(event.place, 80)] if event.place else []), *([f"{event.date:%d %b %Y}"] if event.date else [])]


def _plain_text(event: Event, core: Assessment, history: Sequence[LevelChange]) -> str:
    """Say the card in a few sentences, for notifications and screen readers, with the score's history."""
    own = sorted((change for change in history if change.claim == core.claim), key=lambda change: change.at)[-8:]
    before = [own[0].score_before] if own and own[0].score_before is not None else []
    way = [f"{score:.0%}" for score in (*before, *(change.score_after for change in own))]
    went = f" It went {' → '.join(way)}." if len(way) > 1 else ""
    headline, why = escape(tidy(event.headline, 300)), escape(tidy(core.reasons[0], 400))
    return f"{EMOJI[event.kind]} {headline}: {core.level}, {core.score:.0%} likely. {why}{went}"
