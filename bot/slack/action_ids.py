"""The ids and values of our buttons, menus and selects, shared by views and routes; forms have their own ids."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.errors import BadInput


class Action(StrEnum):
    """The action ids of buttons, menus and selects in messages, in App Home and in modals."""

    APPROVE = "approve"
    REJECT = "reject"
    EDIT = "edit"
    PREVIEW_EDIT = "preview_edit"
    SAVE_EDIT = "save_edit"
    REWORD = "reword"
    SETTLE_CONFIRMS = "settle_confirms"
    SETTLE_DENIES = "settle_denies"
    SETTLE_CONTEXT = "settle_context"
    FILE_AS_CONTEXT = "file_as_context"
    WHY = "why"
    MORE = "more"
    UNDO = "undo"
    TAKE = "take_proposal"
    RELEASE = "release_proposal"
    HAND_OVER = "hand_over"
    ASK = "ask_bringer"
    PASTE = "paste_text"
    TO_DESK = "bring_to_desk"
    SHOW_EVENT = "show_event"
    CATCH_UP = "catch_up"
    FOLLOW = "follow"
    MUTE = "mute"
    UNFOLLOW = "unfollow"
    SHARE_EVENT = "share_event"
    ADD_SOURCE = "add_source"
    HOME_CHANNEL = "set_home_channel"
    RETRACT = "retract_event"
    REOPEN = "reopen_event"
    CORRECT = "correct_event"
    ADD_CLAIM = "add_claim"
    MERGE = "merge_event"
    REOPEN_DECISION = "reopen_decision"
    EXPLAIN = "explain_confidence"
    SHOW_ORIGINS = "show_origins"
    SHOW_HISTORY = "show_history"
    EXPORT_EVIDENCE = "export_evidence"
    SAME = "same_origin"
    DIFFERENT = "different_origins"
    TAKE_BACK = "take_ruling_back"
    FOR_ALL = "rule_for_all_events"
    ADD_REASON = "add_reason_to_ruling"
    SHOW_PROPOSAL = "show_proposal"
    HOME_CHOICE = "home_choice"
    HOME_PAGE = "home_page"
    HOME_ONLY = "home_only"
    FILE_ALL = "file_all"
    SETTINGS = "change_settings"
    TOKENS = "change_tokens"
    SEND_ARCHIVE = "send_archive"
    GRADE_OUTLET = "grade_outlet"
    OPEN_LINK = "open_link"
    DIGEST_PAGE = "digest_page"
    DIGEST_NOW = "digest_now"
    DIGEST_POST = "digest_post"
    DIGEST_CHANGE = "digest_change"
    DIGEST_PAUSE = "digest_pause"
    DIGEST_RESUME = "digest_resume"
    DIGEST_OFF = "digest_off"


class More(StrEnum):
    """The first part of the values in a card's overflow menu (Slack allows five options)."""

    OTHER_EVENT = "other_event"
    NEW_EVENT = "new_event"
    READ_AGAIN = "read_again"
    FULL_READING = "full_reading"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Ref:
    """One version of one proposal, as a button carries it."""

    proposal: int
    version: int

    def __str__(self) -> str:
        return f"{self.proposal}.{self.version}"

    @classmethod
    def parse(cls, value: str) -> "Ref":
        """Parse a button's value; raises BadInput for one that is not ours."""
        proposal, _, version = value.partition(".")
        return cls(_parse_int(proposal, _OPEN_PROPOSAL), _parse_int(version, _OPEN_PROPOSAL))


@dataclass(frozen=True, slots=True)
class OnPassage:
    """The passage of one report, by its number, in one version of a proposal."""

    proposal: int
    version: int
    report: int

    def __str__(self) -> str:
        return f"{self.ref}.{self.report}"

    @property
    def ref(self) -> Ref:
        """Return the proposal's version."""
        return Ref(self.proposal, self.version)

    @classmethod
    def parse(cls, value: str) -> "OnPassage":
        """Parse a button's value; raises BadInput for one that is not ours."""
        ref, _, report = value.rpartition(".")
        on = Ref.parse(ref)
        return cls(on.proposal, on.version, _parse_int(report, _OPEN_PROPOSAL))


@dataclass(frozen=True, slots=True)
class OnEvent:
    """A question, a ruling or a correction on an event, by its number."""

    slug: str
    number: int

    def __str__(self) -> str:
        return f"{self.slug}:{self.number}"

    @staticmethod
    def is_one(value: str) -> bool:
        """Return whether a button's value names an event, not a proposal."""
        return ":" in value

    @classmethod
    def parse(cls, value: str) -> "OnEvent":
        """Parse a button's value; raises BadInput for one that is not ours."""
        slug, _, number = value.partition(":")
        return cls(slug, _parse_int(number, "show the event again."))


_OPEN_PROPOSAL = "open the proposal from App Home."


def _parse_int(digits: str, instead: str) -> int:
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise BadInput(f"This button is not one of ours, or is too old; {instead}")
    return int(digits)
