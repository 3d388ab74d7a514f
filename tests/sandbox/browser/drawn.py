"""What a browser would make of drawn HTML: its elements, and whether it is safe."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_WORDS = "a blockquote br code del div em hr li ol p pre s span strong time u ul"
WORDS = frozenset(_WORDS.split())
_VOID = frozenset({"br", "hr", "img", "input"})


@dataclass
class Drawn:
    """Elements in order as (name, attributes), and all text."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    text: str = ""
    balanced: bool = True

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for each, attributes in self.elements if each == name]

    def one(self, action_id: str) -> dict[str, str | None]:
        found = [attributes for _, attributes in self.elements if attributes.get("data-action-id") == action_id]
        assert len(found) == 1
        return found[0]


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.drawn = Drawn()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.drawn.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.drawn.balanced = False

    def handle_data(self, data: str) -> None:
        self.drawn.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def done(self) -> Drawn:
        self.close()
        self.drawn.balanced = self.drawn.balanced and not self._open
        return self.drawn


def read(html: str) -> Drawn:
    parser = _Parser()
    parser.feed(html)
    return parser.done()


def assert_safe(html: str, elements: frozenset[str] = WORDS) -> None:
    """Only elements that were meant, all closed, no scripts in attributes, links to the web alone."""
    drawn = read(html)
    assert drawn.balanced, html
    for name, attributes in drawn.elements:
        assert name in elements, f"<{name}> in {html}"
        for key, value in attributes.items():
            assert not key.startswith("on"), html
            assert key not in ("style", "srcdoc", "formaction"), html
            if key in ("href", "src"):
                assert (value or "").startswith(("http://", "https://", "/files/")), html
        if name == "a":
            assert "noopener" in (attributes.get("rel") or ""), html
            assert attributes.get("target") == "_blank", html
