"""What the page offers to try in a channel: links to paste with one press, and people to become."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Example:
    """A link to paste, and a phrase that says what there is to see then."""

    url: str
    shows: str


@dataclass(frozen=True, slots=True)
class Guide:
    """The links to try in one channel; `roles` has people's ids and what to call them, such as “Edda, an editor”.

    `not_theirs` has what the page says to one of them in place of the question that a button asks first: the app would refuse
    them only after it.
    """

    channel: str
    examples: tuple[Example, ...]
    roles: tuple[tuple[str, str], ...]
    not_theirs: Mapping[str, str] = field(default_factory=dict)
