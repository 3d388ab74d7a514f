"""What the page offers to try in a channel: links to paste with one press, and people to become."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Example:
    """A link to paste, and a phrase that says what there is to see then."""

    url: str
    shows: str


@dataclass(frozen=True, slots=True)
class NotTheirs:
    """Buttons that ask first, by action id, and that the app would refuse somebody only after the question.

    The page says `instead` in its place, and adds `here` where it offers the roles.
    """

    buttons: frozenset[str]
    instead: str
    here: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """The links to try in one channel; `roles` has people's ids and what to call them, such as “Edda, an editor”.

    `not_theirs` has by person what is not theirs to press.
    """

    channel: str
    examples: tuple[Example, ...]
    roles: tuple[tuple[str, str], ...]
    not_theirs: Mapping[str, NotTheirs] = field(default_factory=dict)
