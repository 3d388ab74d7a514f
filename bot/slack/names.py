"""What our buttons, modals and their values are called, so that what is drawn and what listens agree."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.errors import BadInput


class Action(StrEnum):
    """The action ids of buttons, menus and selects in messages, in App Home and in modals."""

    APPROVE = "approve"
    REJECT = "reject"
    EDIT = "edit"
    MORE = "more"
    UNDO = "undo"
    PASTE = "paste_text"
    SHOW_EVENT = "show_event"
    SHARE_EVENT = "share_event"
    ADD_SOURCE = "add_source"
    HOME_CHANNEL = "set_home_channel"
    EXPLAIN = "explain_confidence"
    SHOW_PROPOSAL = "show_proposal"
    SETTINGS = "change_settings"
    SEND_ARCHIVE = "send_archive"
    FIND_EVENT = "find_event"
    FIND_GROUP = "find_group"
    OPEN_LINK = "open_link"
    DIGEST_PAGE = "digest_page"
    DIGEST_NOW = "digest_now"
    DIGEST_CHANGE = "digest_change"
    DIGEST_PAUSE = "digest_pause"
    DIGEST_RESUME = "digest_resume"
    DIGEST_OFF = "digest_off"
    FIND_ZONE = "find_zone"


class More(StrEnum):
    """The values' first part in a card's overflow menu (at most five options, as Slack allows)."""

    OTHER_EVENT = "other_event"
    NEW_EVENT = "new_event"
    READ_AGAIN = "read_again"
    FULL_READING = "full_reading"
    ARCHIVE = "archive"


class Modal(StrEnum):
    """The callback ids of modals."""

    REJECT = "reject"
    EDIT = "edit"
    OTHER_EVENT = "other_event"
    NEW_EVENT = "new_event"
    PASTE = "paste_text"
    SOURCE = "submit_source"
    SHARE = "share_event"
    HOME_CHANNEL = "home_channel"
    SETTINGS = "settings"
    SHOWN = "shown"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Ref:
    """One version of one proposal, as a button carries it."""

    proposal: int
    version: int

    def __str__(self) -> str:
        return f"{self.proposal}.{self.version}"

    @classmethod
    def parse(cls, value: str) -> "Ref":
        """Read a button's value; raises BadInput for one that we never made."""
        proposal, dot, version = value.partition(".")
        if not (dot and proposal.isascii() and proposal.isdigit() and version.isascii() and version.isdigit()):
            raise BadInput("This button is not one of ours, or is too old; open the proposal from App Home.")
        return cls(_small(proposal), _small(version))


def _small(digits: str) -> int:
    if len(digits) > 9:
        raise BadInput("This button is not one of ours, or is too old; open the proposal from App Home.")
    return int(digits)
