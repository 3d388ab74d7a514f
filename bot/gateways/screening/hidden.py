"""The words of a page that its readers do not see: for certain, perhaps, or because they are only read aloud."""

import re
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
_SHOWN_AGAIN = re.compile(
    r"(?:(?:sm|md|lg|xl|2xl|xxl|tablet|desktop|not-\w+|group-\w+|peer-\w+|open|no-js|motion-\w+):(?:block|flex|grid"
    r"|inline\S*|table\S*|contents|visible|not-sr-only)"
    r"|d-(?:sm|md|lg|xl|xxl)-(?:block|flex|grid|inline\S*|table\S*)|uk-visible\S*)",
    re.IGNORECASE,
)
_LEAST_DOUBTFUL = 40  # characters
_LONGEST_SHOWN = 100


class Hidden(NamedTuple):
    """The words that a page's readers do not see: `unseen` for certain, `aloud` only read aloud, `doubtful` perhaps."""

    unseen: tuple[str, ...] = ()
    aloud: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()


def hide(tree: Node) -> Hidden:
    """Empty, in place, what a page's readers do not see; what only may be hidden stays."""
    aloud, by_class, doubtful = list[str](), list[str](), list[str]()
    sheets = " ".join(sheet.text or "" for sheet in tree.iter("style"))
    total = 0
    for node in tree.xpath("//body//*[@class]"):
        names = (node.get("class") or "").lower().split()
        found = _FOR_SCREEN_READERS.intersection(names)
        if found and not any(_SHOWN_AGAIN.fullmatch(name) for name in names):
            aloud.append("\n".join(node.itertext()))
            empty(node)
            continue
        marks = [name for name in names if name in _HIDDEN or name in _DOUBTFUL]
        if not marks or any(_SHOWN_AGAIN.fullmatch(name) for name in names):
            continue
        if any(re.search(rf"\.{re.escape(name)}(?![\w-])", sheets) for name in marks[:3]):
            continue
        text = "\n".join(node.itertext())
        total = total or int(tree.xpath("string-length()"))
        # A page whose text waits for its script hides it all until then.
        if not _HIDDEN.isdisjoint(marks) and 2 * len(text) < total:
            by_class.append(text)
            empty(node)
        elif len(text) >= _LEAST_DOUBTFUL:
            doubtful.append(text)
    return Hidden((*by_class, *drop_unseen(tree)), tuple(aloud), tuple(doubtful))


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
