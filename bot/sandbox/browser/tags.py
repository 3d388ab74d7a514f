"""Builds HTML: every text and every attribute is escaped."""

from urllib.parse import urlsplit

from markupsafe import Markup

Child = str | Markup | None
Attribute = str | int | float | bool | None

_VOID = frozenset({"br", "hr", "img", "input"})
LINK_SCHEMES = frozenset({"http", "https"})


def tag(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """Build one element; `class_` means class, `data_ts` means data-ts, True a bare attribute, and None no attribute."""
    opening = Markup("<") + name + join(*(_attribute(key, value) for key, value in attributes.items())) + Markup(">")
    if name in _VOID:
        return opening
    return opening + join(*children) + Markup("</") + name + Markup(">")


def join(*children: Child) -> Markup:
    """Join texts and elements."""
    return Markup("").join(child for child in children if child is not None)


def web_address(url: object) -> str | None:
    """Return the address if it is a safe link: http or https with a host, without control characters or blanks."""
    if not isinstance(url, str) or any(ord(c) <= 32 or ord(c) == 127 for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in LINK_SCHEMES and parts.netloc else None


def link(url: object, label: Child, **attributes: Attribute) -> Markup:
    """Link to another site in a new tab; if the address is not a safe link, return only the label."""
    address = web_address(url)
    if address is None:
        return join(label)
    return tag("a", label, href=address, target="_blank", rel="noopener noreferrer", **attributes)


def _attribute(key: str, value: Attribute) -> Markup | None:
    name = key.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return None
    if value is True:
        return Markup(" ") + name
    return Markup(' {}="{}"').format(name, value)
