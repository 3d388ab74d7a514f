"""The catch-up: an event on one phone screen, for whoever joins late."""

import datetime as dt
from collections.abc import Sequence

from slack_sdk.models.blocks import Block, RichTextElement

from bot.domain.catch_up import CatchUp, Known, catch_up
from bot.domain.doubts import doubts
from bot.domain.model import Event, Report
from bot.domain.record import FiledProposal, LevelChange
from bot.domain.wording import EMOJI, RETRACTED, counted
from bot.slack.action_ids import Action, OnEvent
from bot.slack.text import escape
from bot.slack.views.event import where_and_when
from bot.slack.views.message import MessageContent
from bot.slack.views.modal import heading, small
from bot.slack.views.origins import question
from bot.slack.views.rows import button, buttons, line, lines, strong, tidy

MOST_CLAIMS = 3
_HEADLINE, _CLAIM, _LINE = 90, 110, 130


def catch_up_card(
    event: Event,
    reports: Sequence[Report],
    changes: Sequence[LevelChange],
    waiting: Sequence[FiledProposal],
    *,
    now: dt.datetime,
    follows: bool = False,
) -> MessageContent:
    """Sum an event up: what is known and how well, what changed last, what waits, what is in doubt."""
    told = catch_up(event, reports, changes, waiting, now, most=MOST_CLAIMS)
    asked = doubts(event, reports)[:1]
    mark = RETRACTED if event.retracted_because else EMOJI[event.kind]
    headline = tidy(event.headline, _HEADLINE)
    return MessageContent(
        f"{mark} {escape(headline)}: {escape(_in_words(told))}",
        (
            heading(f"{mark} {headline}"),
            small(" · ".join([event.kind.capitalize(), *where_and_when(event)])),
            lines(*_known(told)),
            lines(*_open(told, asked=bool(asked))),
            *(block for doubt in asked for block in question(doubt, str(OnEvent(event.slug, doubt.number)))),
            _actions(event, follows=follows),
        ),
    )


def _known(told: CatchUp) -> list[RichTextElement]:
    parts: list[RichTextElement] = []
    for known in told.known:
        parts += [line(strong(f"{known.level.capitalize()}: "), tidy(known.claim, _CLAIM)), line(_how_well(known))]
    return [*parts, *([line(f"and {counted(told.left, 'further claim')}")] if told.left else [])]


def _how_well(known: Known) -> str:
    means = f"{known.means[0].upper()}{known.means[1:]}"
    return f"{tidy(means, 80)} · {tidy(known.origins, _LINE)}"


def _open(told: CatchUp, *, asked: bool) -> list[RichTextElement]:
    """Say what changed last, what waits, and what is in doubt; where a question is `asked`, it stands below."""
    doubt = " ".join(tidy(each, _LINE) for each in told.doubted[:2]) or ("" if asked else "Nothing.")
    return [
        line(strong("Changed last: "), tidy(told.changed, _LINE)),
        line(strong("Open: "), tidy(told.waits, _LINE)),
        *([line(strong("In doubt: "), doubt)] if doubt else []),
    ]


def _actions(event: Event, *, follows: bool) -> Block:
    about = event.headline
    return buttons(
        button("Whole record", Action.SHOW_EVENT, event.slug, about=about),
        button("Following …" if follows else "Follow", Action.FOLLOW, event.slug, about=about),
        button("Know another source?", Action.ADD_SOURCE, event.slug, about=about),
    )


def _in_words(told: CatchUp) -> str:
    first = told.known[0]
    return tidy(f"{first.level}, {first.means}. {told.waits}", 500)
