"""Who may see an event's page: everybody, whoever has the signed link, or nobody."""

from enum import StrEnum
from typing import NamedTuple


class PageAccess(StrEnum):
    """Who sees a page: `public`, everybody; `unlisted`, whoever has its signed link; `off`, nobody."""

    OFF = "off"
    UNLISTED = "unlisted"
    PUBLIC = "public"

    def lets_in(self, *, has_key: bool) -> bool:
        """Tell whether somebody may see the page who has the key of its signed link, or has it not."""
        return self is PageAccess.PUBLIC or (self is PageAccess.UNLISTED and has_key)


class AskedPage(NamedTuple):
    """Which of our own pages an address is: that of an event, or (`slug` is "") another one of the workspace."""

    workspace: str
    slug: str = ""
    has_key: bool = False
