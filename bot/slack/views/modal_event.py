"""The modals about events: choosing another, drafting a new one, sharing one, giving one a home."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ConversationSelectElement,
    DatePickerElement,
    ExternalDataSelectElement,
    StaticSelectElement,
)

from bot.domain.model import EventDraft, EventKind, Statement
from bot.domain.wording import EMOJI
from bot.slack.names import Action, Modal, Ref
from bot.slack.views.modal import CHANNELS, asked, modal, on_one_line, option, plain, rich, said, small, text_box, words
from bot.slack.views.modal_fields import MOST_STATEMENTS, Field

LONGEST_LINE = 1000
_LONGEST_OPTION = 70


def other_event_modal(ref: Ref) -> dict[str, Any]:
    """Ask which event the article is about instead."""
    placeholder = plain("Search by headline, name or place")
    search = ExternalDataSelectElement(
        action_id=Action.FIND_EVENT, placeholder=placeholder, min_query_length=0, focus_on_load=True
    )
    blocks: list[Block] = [
        asked(Field.EVENT, "Which event is it about?", search),
        small("The article is compared with that event, and a new card shows what comes of it. Nothing is approved yet."),
    ]
    return modal("Another event", blocks, callback=Modal.OTHER_EVENT, submit="Compare", metadata=str(ref))


def new_event_modal(ref: Ref, draft: EventDraft, statements: Sequence[Statement]) -> dict[str, Any]:
    """Ask for a new event, filled in from a draft; its claims are among the article's own statements (the first 10)."""
    offered = statements[:MOST_STATEMENTS]
    if not offered:
        sentence = "The article makes no statement of its own that could be a claim. Paste its text, or have it read again."
        return modal("New event", [said(sentence)])
    kinds = {kind: option(f"{EMOJI[kind]} {kind.capitalize()}", kind) for kind in EventKind}
    speaker = next((claim.speaker for claim in draft.claims if claim.speaker), None)
    date = DatePickerElement(action_id=Field.DATE, initial_date=draft.date.isoformat() if draft.date else None)
    blocks: list[Block] = [
        _line(Field.HEADLINE, "Headline", draft.headline),
        *_claims(draft, offered),
        asked(
            Field.KIND,
            "What is it?",
            StaticSelectElement(action_id=Field.KIND, options=list(kinds.values()), initial_option=kinds[draft.kind]),
        ),
        _line(
            Field.SPEAKER,
            "Who said it?",
            speaker,
            optional=True,
            hint="Needed where the event is a statement.",
        ),
        _line(Field.PLACE, "Where?", draft.place, optional=True),
        asked(Field.DATE, "When?", date, optional=True),
        text_box(
            Field.ENTITIES,
            "Who and what is involved?",
            initial="\n".join(on_one_line(entity) for entity in draft.entities),
            lines=True,
            optional=True,
            hint="One a line.",
        ),
        small("A card for the new event follows. Nothing is on record until an editor approves it."),
    ]
    return modal("New event", blocks, callback=Modal.NEW_EVENT, submit="Propose event", metadata=str(ref))


def share_modal(slug: str, headline: str) -> dict[str, Any]:
    """Ask where to post an event's card."""
    where = ConversationSelectElement(
        action_id=Field.CHANNEL, placeholder=plain("Choose a channel"), default_to_current_conversation=True, filter=CHANNELS
    )
    blocks: list[Block] = [said(headline), asked(Field.CHANNEL, "Post its card in", where)]
    return modal("Share this event", blocks, callback=Modal.SHARE, submit="Share", metadata=slug)


def home_channel_modal(slug: str, headline: str, current: str | None) -> dict[str, Any]:
    """Ask where changes of an event's level are announced."""
    where = ConversationSelectElement(
        action_id=Field.CHANNEL, placeholder=plain("Choose a channel"), initial_conversation=current, filter=CHANNELS
    )
    hint = "When its level changes, that is said there, once. Leave it empty for the newsroom's own channel."
    blocks: list[Block] = [said(headline), asked(Field.CHANNEL, "Home channel", where, optional=True, hint=hint)]
    return modal("Home channel", blocks, callback=Modal.HOME_CHANNEL, submit="Save", metadata=slug)


def _line(field: Field, label: str, initial: str | None, *, optional: bool = False, hint: str | None = None) -> Block:
    value = on_one_line(initial) if initial else None
    return text_box(field, label, initial=value, optional=optional, most=LONGEST_LINE, hint=hint)


def _claims(draft: EventDraft, offered: Sequence[Statement]) -> list[Block]:
    """Offer statements as claims; those that are too long for a checkbox stand above in full."""
    long = any(len(statement.text) > _LONGEST_OPTION for statement in offered)
    options = [option(f"{n}. {on_one_line(s.text)}" if long else on_one_line(s.text), str(n)) for n, s in enumerate(offered, 1)]
    claimed = {claim.text for claim in draft.claims}
    chosen = [o for o, statement in zip(options, offered, strict=True) if statement.text in claimed] or options[:1]
    boxes = CheckboxesElement(action_id=Field.CLAIMS, options=options, initial_options=chosen)
    full = [rich(*(words(f"{n}. {on_one_line(s.text)}", LONGEST_LINE) for n, s in enumerate(offered, 1)))] if long else []
    return [*full, asked(Field.CLAIMS, "Which of the article's statements are its claims?", boxes)]
