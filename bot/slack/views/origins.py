"""Who is one origin: the question on a card, and the modal with an event's origins, questions and rulings."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import Block, RichTextElement, RichTextListElement, RichTextPreformattedElement

from bot.domain.confidence import assess_event
from bot.domain.doubts import doubts
from bot.domain.model import Assessment, Doubt, Event, Report
from bot.domain.origin_graph import graph_lines
from bot.domain.rulings import FiledRuling, concerning, standing
from bot.domain.verdict import name_of
from bot.domain.wording import listed, origins_said
from bot.slack.action_ids import Action, OnEvent
from bot.slack.text import cut, escape
from bot.slack.views.decided import because
from bot.slack.views.modal import divider, heading, modal, small
from bot.slack.views.rows import (
    asked_first,
    button,
    buttons,
    fine_print,
    line,
    lines,
    person_in_mrkdwn,
    run,
    said,
    strong,
    tidy,
    when,
)

CALLBACK = "origins"
"""The callback id of the modal."""
_MOST_CLAIMS = 8
_MOST_ORIGINS = 8
_MOST_RULINGS = 15
_NAME = 120
_MOST_LINES, _WIDEST = 50, 150
"""How much of the picture is drawn: lines, and characters of each."""


def question(doubt: Doubt, value: str, *, proposed: bool = False, number: int | None = None) -> list[Block]:
    """Ask whether two names are one origin; `value` says which question it is.

    `proposed` where the answer changes what approving means; `number` tells several questions in one view apart.
    """
    suffix = "" if number is None else f":{number}"
    answers = [
        button(label, f"{action}{suffix}", value, about=doubt.question, confirm=_asked(doubt, label, proposed=proposed))
        for action, label in ((Action.SAME, "Same"), (Action.DIFFERENT, "Different"))
    ]
    until = "" if proposed else " They count once until an editor decides."
    return [lines(line(strong(tidy(doubt.question, 400)), *filter(None, [until]))), buttons(*answers)]


def _asked(doubt: Doubt, label: str, *, proposed: bool) -> Any:
    counts, moved = ("one origin", doubt.if_same) if label == "Same" else ("two origins", doubt.if_different)
    # A confirmation has room for 300 characters.
    change = tidy(moved, 180)
    means = (
        "No level changes."
        if not moved
        else f"With this proposal, {change}."
        if proposed
        else f"{change[0].upper()}{change[1:]}."
    )
    return asked_first(f"{label}?", f"They count as {counts} on this event. {means} You can take it back.", label, "Not yet")


def origins_modal(event: Event, reports: Sequence[Report], made: Sequence[FiledRuling]) -> dict[str, Any]:
    """Show the origins of each claim, the open questions, and the rulings that hold or held on this event."""
    assessments = {assessment.claim: assessment for assessment in assess_event(event, reports)}
    blocks: list[Block] = [lines(line(strong(tidy(event.headline, 300))))]
    blocks += [_claim(name_of(event, claim), assessments[claim.key]) for claim in event.claims[:_MOST_CLAIMS]]
    blocks += _picture(event, reports)
    if open_questions := doubts(event, reports):
        blocks += [divider(), heading("Open questions")]
        for number, doubt in enumerate(open_questions):
            blocks += question(doubt, str(OnEvent(event.slug, doubt.number)), number=number)
    blocks += _rulings(event, concerning(event, reports, made))
    return modal("Origins", blocks, callback=CALLBACK, metadata=event.slug)


def _claim(name: str, assessment: Assessment) -> Block:
    counted = origins_said(assessment.origins, assessment.origins_at_most)
    rows = [line(f"{tidy(tally.name, _NAME)}: {tidy(tally.why, 300)}") for tally in assessment.tallies[:_MOST_ORIGINS]]
    if left := len(assessment.tallies) - len(rows):
        rows.append(line(f"and {left:,} more"))
    head: list[RichTextElement] = [line(strong(tidy(name, 200)), f": {assessment.level}, {counted}")]
    return lines(*head, *([RichTextListElement(style="bullet", elements=rows)] if rows else []))


def _picture(event: Event, reports: Sequence[Report]) -> list[Block]:
    """Draw who has it from whom, as text that stands as it is."""
    if not reports:
        return []
    drawn = [cut(text, _WIDEST) for text in graph_lines(event, reports)]
    more = [f"… and {len(drawn) - _MOST_LINES:,} more lines"] if len(drawn) > _MOST_LINES else []
    picture = RichTextPreformattedElement(elements=[run("\n".join([*drawn[:_MOST_LINES], *more]))])
    return [divider(), heading("Who has it from whom"), lines(picture)]


def _rulings(event: Event, made: Sequence[FiledRuling]) -> list[Block]:
    in_force = standing(made)
    blocks: list[Block] = [divider(), heading("Rulings")]
    if not in_force:
        blocks.append(small("No editor has ruled on who is one origin here."))
    for number, ruling in enumerate(in_force[-_MOST_RULINGS:]):
        blocks += _standing(event, ruling, number)
    past = [ruling for ruling in made if ruling not in in_force][-_MOST_RULINGS:]
    if past:
        blocks += [small("Taken back or replaced:"), *(fine_print(_said(ruling, _NAME)) for ruling in past)]
    return blocks


def _standing(event: Event, ruling: FiledRuling, number: int) -> list[Block]:
    value, about = str(OnEvent(event.slug, ruling.id)), listed([ruling.one, ruling.other])
    back = asked_first("Take it back?", "The question is open again, and the names count once.", "Take back", "Keep it")
    found = [button("Take back", f"{Action.TAKE_BACK}:{number}", value, about=about, confirm=back)]
    if not ruling.everywhere:
        sure = asked_first("For all events?", "It then holds wherever the record has both names.", "For all events", "Not yet")
        found.append(button("For all events", f"{Action.FOR_ALL}:{number}", value, about=about, confirm=sure))
    if not ruling.reason:
        found.append(button("Add a reason", f"{Action.ADD_REASON}:{number}", value, about=about))
    return [said(_said(ruling, _NAME)), buttons(*found)]


def _said(ruling: FiledRuling, longest: int) -> str:
    shortened = ruling.model_copy(update={"one": tidy(ruling.one, longest), "other": tidy(ruling.other, longest)})
    sentence = str(shortened)
    by = f"{person_in_mrkdwn(ruling.by)}, {when(ruling.at)}{because(ruling.reason)}"
    return f"{escape(sentence[0].upper() + sentence[1:])} · {by}"
