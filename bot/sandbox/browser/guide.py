"""What the page offers to try in a channel: links to paste with one press, and people to become."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A link to paste, and a phrase that says what there is to see then."""

    url: str
    shows: str


@dataclass(frozen=True, slots=True)
class Guide:
    """The links to try in one channel; `roles` has people's ids and what to call them, such as “Edda, an editor”."""

    channel: str
    examples: tuple[Example, ...]
    roles: tuple[tuple[str, str], ...]
