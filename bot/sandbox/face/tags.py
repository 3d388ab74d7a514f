"""HTML as values: every text and every attribute is escaped on its way in."""

from urllib.parse import urlsplit

from markupsafe import Markup

Child = str | Markup | None
Attribute = str | int | float | bool | None

_VOID = frozenset({"br", "hr", "img", "input"})
LINK_SCHEMES = frozenset({"http", "https"})


def tag(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """Build one element; `class_` stands for class, `data_ts` for data-ts, True for a bare attribute, None for none."""
    opening = Markup("<") + name + join(*(_attribute(key, value) for key, value in attributes.items())) + Markup(">")
    if name in _VOID:
        return opening
    return opening + join(*children) + Markup("</") + name + Markup(">")


def join(*children: Child) -> Markup:
    """Put texts and elements one after the other."""
    return Markup("").join(child for child in children if child is not None)


def web_address(url: object) -> str | None:
    """Give the address if a browser may follow it: http or https with a host, and no control characters or blanks."""
    if not isinstance(url, str) or any(ord(c) <= 32 or ord(c) == 127 for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in LINK_SCHEMES and parts.netloc else None


def link(url: object, label: Child, **attributes: Attribute) -> Markup:
    """Link to another site in a new tab; where the address is none that a browser may follow, the label alone."""
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
