"""The words of a page that its readers do not see: for certain, perhaps, or because they are only read aloud."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from bot.domain.remarks import INSTRUCTIONS, UNSEEN
from bot.gateways.screening.instructions import remark_on_hidden
from bot.gateways.screening.unseen import Concealed, Manner, Node, clean_text, concealed, empty, paragraphs_in, sheets_of
from bot.gateways.screening.waiting import waiting_among

_ALOUD = f"{INSTRUCTIONS}; only programs that read pages aloud show it, and it was not read."
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
_LEAST_COMMON, _STEP = 28, 4
"""Characters other than spaces: what a doubtful part and the text have in common at least, and the steps to look for it."""
_LONGEST_SHOWN = 100
_MOST_LAYERS = 3
"""How often what was let be is looked into for more that waits."""


class Hidden(NamedTuple):
    """The words that a page's readers do not see: `unseen` for certain, `aloud` only read aloud, `doubtful` perhaps.

    `waiting` are read with the article, though a script or a click has to show them. `left_out` counts those of them that
    look like a part of the article and are not read.
    """

    unseen: tuple[str, ...] = ()
    aloud: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    left_out: int = 0


def hide(tree: Node) -> Hidden:
    """Empty, in place, what a page's readers do not see; what only may be hidden stays, and what waits to be shown."""
    written = " ".join(sheet.text or "" for sheet in tree.iter("style"))
    sheets = sheets_of(tree)
    aloud, by_class, perhaps = _hidden_by_class(tree, written)
    let_be = dict[Node, None]()
    for _ in range(_MOST_LAYERS):
        known = [node for node in by_class if node not in let_be]
        hidden = [
            *(Concealed(node, Manner.BY_A_SWITCH) for node in known),
            *concealed(tree, sheets, {*aloud, *known}, let_be.keys()),
        ]
        waiting = waiting_among(tree, hidden)
        if not waiting.nodes:
            break
        let_be.update(dict.fromkeys(waiting.nodes))
        for node in waiting.nodes:
            # What extracts the text later goes by such names too.
            node.attrib.clear()
    doubtful, shown_later = tuple(_outermost(perhaps)), tuple(_outermost([*let_be]))
    gone = [each.node for each in hidden if each.node not in let_be]
    read_aloud, unseen = [_text(node) for node in aloud], [_text(node) for node in gone]
    for node in (*aloud, *gone):
        empty(node)
    return Hidden(tuple(unseen), tuple(read_aloud), doubtful, shown_later, waiting.words)


def _hidden_by_class(tree: Node, sheets: str) -> tuple[list[Node], list[Node], list[Node]]:
    """Find what is only read aloud, what is hidden, and what may be, by the classes of common frameworks."""
    aloud, by_class, perhaps = list[Node](), list[Node](), list[Node]()
    gone = set[Node]()
    left: int | None = None
    styled = {name for name in _HIDDEN | _DOUBTFUL if f".{name}" in sheets and re.search(rf"\.{name}(?![\w-])", sheets)}
    for node in (each for body in tree.iter("body") for each in body.iterdescendants()):
        marks = _marks_in(node.get("class", ""))
        if not marks or node in gone or "display" in (node.get("style") or ""):
            continue
        if marks & _FOR_SCREEN_READERS:
            gone.update(node.iter())
            aloud.append(node)
            continue
        if marks & _HIDDEN and not marks & styled:
            left, length = len(_text(tree)) if left is None else left, len(_text(node))
            if left - length > _LEFT_AT_LEAST:
                left -= length
                gone.update(node.iter())
                by_class.append(node)
                continue
        # The page's own sheet decides, or the text waits for a script: both may look otherwise once all has loaded.
        perhaps.append(node)
    return aloud, by_class, perhaps


@lru_cache(maxsize=4096)
def _marks_in(classes: str) -> frozenset[str]:
    """Return those of an element's classes by which it may be hidden, unless another one shows it again."""
    names = frozenset(classes.lower().split())
    marks = names & _ANY
    return frozenset() if marks and any(map(_SHOWN_AGAIN.fullmatch, names)) else marks


def _text(node: Node) -> str:
    return clean_text("\n".join(paragraphs_in(node)))


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
    waiting = (line for part in hidden.waiting for line in part.split("\n"))
    doubtful = (next(waiting, None) or next(_in_common(hidden.doubtful, text), None)) if text else None
    if doubtful is not None:
        found.append(f"{UNSEEN}; look at the page: “{_cut(doubtful)}”.")
    return found


def _in_common(parts: Sequence[str], text: str) -> Iterator[str]:
    """Yield the lines of some parts of a page where a run of words begins that stands in a text, however both are divided."""
    if not parts:
        return
    squeezed = _squeezed(text)
    runs = {squeezed[at : at + _LEAST_COMMON] for at in range(0, max(1, len(squeezed) - _LEAST_COMMON + 1), _STEP)}
    for part in parts:
        lines = part.split("\n")
        ends = list(accumulate(len(_squeezed(line)) for line in lines))
        inside = "".join(map(_squeezed, lines))
        for at in range(len(inside) - _LEAST_COMMON + 1):
            if inside[at : at + _LEAST_COMMON] in runs:
                yield lines[bisect_right(ends, at)]
                break


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN].rsplit(' ', 1)[0]} …"
