"""Who may see an event's page: everybody, whoever has the signed link, or nobody."""

from enum import StrEnum


class PageAccess(StrEnum):
    """Who sees a page: `public`, everybody; `unlisted`, whoever has its signed link; `off`, nobody."""

    OFF = "off"
    UNLISTED = "unlisted"
    PUBLIC = "public"
