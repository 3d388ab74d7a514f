"""The words of a page that its readers do not see: for certain, perhaps, or because they are only read aloud."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.gateways.screening.instructions import remark_on_hidden
from bot.gateways.screening.unseen import Node, drop_unseen, empty

_ALOUD = (
    "The page contains text that reads like instructions to a model; only programs that read pages aloud show it, and it was "
    "not read."
)
_FOR_SCREEN_READERS_WORDS = """
sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only screenreader-only element-invisible
show-for-sr a11y-hidden u-visually-hidden is-visually-hidden govuk-visually-hidden cdk-visually-hidden is-sr-only
uk-sr-only accessibility-hidden
"""
_FOR_SCREEN_READERS = frozenset(_FOR_SCREEN_READERS_WORDS.split())
# What these classes mean in Bootstrap, Tailwind, Bulma, UIkit, W3.CSS and Angular, unless the page's own sheets say otherwise.
_HIDDEN = frozenset({"hidden", "d-none", "is-hidden", "uk-hidden", "w3-hide", "ng-hide"})
# In some frameworks these hide, in others they wait for a click.
_DOUBTFUL_WORDS = """
hide invisible is-invisible uk-invisible u-hidden js-hidden offscreen off-screen off-left dn display-none displaynone
nodisplay no-display text-hide hidden-text hide-text opacity-0 hidden-xs-up collapse
"""
_DOUBTFUL = frozenset(_DOUBTFUL_WORDS.split())
_ANY = _FOR_SCREEN_READERS | _HIDDEN | _DOUBTFUL
_SHOWN_AGAIN = re.compile(
    r"(?:(?:sm|md|lg|xl|2xl|xxl|tablet|desktop|not-\w+|group-\w+|peer-\w+|open|no-js|motion-\w+):(?:block|flex|grid"
    r"|inline\S*|table\S*|contents|visible|not-sr-only)"
    r"|d-(?:sm|md|lg|xl|xxl)-(?:block|flex|grid|inline\S*|table\S*)|uk-visible\S*)",
    re.IGNORECASE,
)
_LEFT_AT_LEAST = 200  # characters
_LEAST_DOUBTFUL = 40  # characters
_LONGEST_SHOWN = 100


class Hidden(NamedTuple):
    """The words that a page's readers do not see: `unseen` for certain, `aloud` only read aloud, `doubtful` perhaps."""

    unseen: tuple[str, ...] = ()
    aloud: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()


def hide(tree: Node) -> Hidden:
    """Empty, in place, what a page's readers do not see; what only may be hidden stays."""
    aloud, by_class = list[str](), list[str]()
    perhaps, gone = list[Node](), set[Node]()
    left: int | None = None
    sheets = " ".join(sheet.text or "" for sheet in tree.iter("style"))
    styled = {name for name in _HIDDEN | _DOUBTFUL if f".{name}" in sheets and re.search(rf"\.{name}(?![\w-])", sheets)}

    def take_out(node: Node, texts: list[str], text: str) -> None:
        gone.update(node.iter())
        empty(node)
        texts.append(text)

    for node in tree.xpath("//body//*[@class]"):
        names = set((node.get("class") or "").lower().split())
        marks = names & _ANY
        if not marks or node in gone or "display" in (node.get("style") or "") or any(map(_SHOWN_AGAIN.fullmatch, names)):
            continue
        if marks & _FOR_SCREEN_READERS:
            take_out(node, aloud, _text(node))
            continue
        if marks & _HIDDEN and not marks & styled:
            left, text = len(_text(tree)) if left is None else left, _text(node)
            if left - len(text) > _LEFT_AT_LEAST:
                left -= len(text)
                take_out(node, by_class, text)
                continue
        # The page's own sheet decides, or the text waits for a script: both may look otherwise once all has loaded.
        perhaps.append(node)
    unseen = drop_unseen(tree)
    return Hidden((*by_class, *unseen), tuple(aloud), tuple(_outermost(perhaps)))


def _text(node: Node) -> str:
    return "\n".join(
        node.xpath("descendant::text()[not(parent::script or parent::style or parent::noscript or parent::template)]")
    )


def _outermost(nodes: list[Node]) -> Iterator[str]:
    """Yield the text of elements that lie in no other of them."""
    within = dict.fromkeys(nodes, True)
    for node in nodes:
        path, parent = list[Node](), node.getparent()
        while parent is not None and parent not in within:
            path.append(parent)
            parent = parent.getparent()
        is_within = parent is not None and within[parent]
        within.update(dict.fromkeys(path, is_within))
        if not is_within:
            yield _text(node)


def remarks_on(hidden: Hidden, text: str) -> list[str]:
    """Say what an editor should know of the words that a page hides, or may hide in its `text`."""
    found = []
    if remark := remark_on_hidden("\n\n".join(hidden.unseen)):
        found.append(remark)
    if remark := remark_on_hidden("\n\n".join(hidden.aloud), _ALOUD):
        found.append(remark)
    lines = (" ".join(line.split()) for part in hidden.doubtful for line in part.split("\n"))
    doubtful = next((line for line in lines if len(line) >= _LEAST_DOUBTFUL and line in text), None)
    if doubtful is not None:
        found.append(f"Readers may not see a part of this text; look at the page: “{_cut(doubtful)}”.")
    return found


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN].rsplit(' ', 1)[0]} …"
