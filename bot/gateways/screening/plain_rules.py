"""Reads the plain rules of a style sheet by regular expressions, in a fraction of the time that tinycss2 takes.

Plain is a rule without escapes and comments, whose strings and parentheses are closed in the common way; nearly all are. What
is not plain is left to tinycss2. Every expression here is linear: a page must not be able to make it take hours.
"""

import re
from collections.abc import Iterator

from bot.gateways.screening.selectors import Compound

_SPACE = r"[ \t\n\r\f]"
_OTHER = r"[^{}()\[\]\"'\\/<@;!]"
_STRING = r"\"[^\"\\\n\r\f]*+\"|'[^'\\\n\r\f]*+'"
_SLASH = r"/(?!\*)"
_WHOLE_STRING = rf"\({_SPACE}*+(?:{_STRING}){_SPACE}*+\)"
_FLAT_GROUP = rf"{_WHOLE_STRING}|\((?:[^()\[\]{{}}\"'\\/]++|{_SLASH})*+\)"
# An address ends at its first parenthesis.
_GROUP = rf"{_FLAT_GROUP}|(?<!url)\((?:[^()\[\]{{}}\"'\\/]++|{_SLASH}|{_FLAT_GROUP})*+\)"
_VALUE = rf"(?:{_OTHER}++|{_SLASH}|{_STRING}|{_GROUP})*+"
_BLOCK = rf"\{{((?:{_OTHER}++|[;!]|{_SLASH}|{_STRING}|{_GROUP})*+)\}}"
_ANY_BLOCK = _BLOCK.replace("((?:", "(?:(?:", 1)
_ANY_RULE = rf"(?:{_OTHER}++|{_GROUP}|\[(?:[\w~|^$*= -]++|{_STRING})*+\])++{_ANY_BLOCK}"
_RULE = re.compile(rf"{_SPACE}*+({_OTHER}++){_BLOCK}", re.IGNORECASE)
_OTHER_RULE = re.compile(
    rf"{_SPACE}*+(?:{_ANY_RULE}|@[\w-]++{_VALUE}(?:;|\{{{_SPACE}*+(?:{_ANY_RULE}{_SPACE}*+)*+\}}|{_ANY_BLOCK}))",
    re.IGNORECASE,
)
_DECLARATION = re.compile(
    rf"{_SPACE}*+(?:(-{{0,2}}[a-z][a-z0-9-]*+){_SPACE}*+:{_SPACE}*+"
    rf"(?:([a-z0-9_#.%-]++(?:{_SPACE}++[a-z0-9_#.%-]++)*+){_SPACE}*+(!{_SPACE}*+important{_SPACE}*+)?|({_VALUE}!?{_VALUE}))"
    rf")?(?:;|\Z)",
    re.IGNORECASE | re.ASCII,
)
_ATOM = r"[a-z0-9_#.%+*-]++"
_CALL = rf"(?:{_ATOM})?\((?:[a-z0-9_#.%+* ,-]++|{_SLASH})*+\)"
_WITH_CALLS = re.compile(rf"((?:{_CALL}|{_ATOM}|[ ,]|{_SLASH})++)(!{_SPACE}*+important{_SPACE}*+)?", re.IGNORECASE | re.ASCII)
# An address has its own rules, and so have ranges of characters.
_OWN_RULES = re.compile(r"url\(|u\+", re.IGNORECASE)
_BESIDE_A_MARK = re.compile(r" ?([,()/]) ?")
_COMPOUND = re.compile(r"(?:\*|-?[a-z_][\w-]*+)?(?:[.#]-?[a-z_][\w-]*+)*+", re.IGNORECASE | re.ASCII)
_NAME = re.compile(r"[.#]?-?[a-z_][\w-]*+", re.IGNORECASE | re.ASCII)
_BETWEEN = re.compile(r"[ \t\n\r\f>]+")


def plain_rules(css: str) -> Iterator[tuple[str | None, str]]:
    """Return the rules of a sheet in order: selectors and block of each plain one, None and the text of any other.

    What follows after a rule whose end is not plain comes as one text.
    """
    css = css.rstrip()
    at = len(css) if "-->" in css else 0
    if at:
        yield None, css
    while at < len(css):
        if rule := _RULE.match(css, at):
            yield rule[1], rule[2]
        elif rule := _OTHER_RULE.match(css, at):
            yield None, rule[0]
        else:
            yield None, css[at:]
            return
        at = rule.end()


def plain_declarations(block: str, bearing: re.Pattern[str]) -> list[tuple[str, str, bool]] | None:
    """Return the declarations in a block that are `bearing` by their names: name, value, and whether it is important.

    None if the value of one of them is more than words, numbers and functions of these, or where anything is not plain.
    """
    found: list[tuple[str, str, bool]] = []
    at = 0
    while at < len(block):
        one = _DECLARATION.match(block, at)
        if one is None:
            return None
        at = one.end()
        name, value, important, other = one.groups()
        if name is None or not bearing.fullmatch(name := name.lower()):
            continue
        if other is not None:
            calls = _WITH_CALLS.fullmatch(other)
            if calls is None or _OWN_RULES.search(other):
                return None
            value, important = calls.groups()
        found.append((name, as_written(" ".join(value.lower().split())), important is not None))
    return found


def as_written(value: str) -> str:
    """Return a value with single spaces as they are compared: without those beside commas, strokes and parentheses."""
    return _BESIDE_A_MARK.sub(r"\1", value).strip()


def plain_selector(selector: str) -> list[Compound] | None:
    """Read a selector of tags, classes and ids, one inside the other; None for any other."""
    compounds = []
    if selector.strip().startswith(">") or selector.strip().endswith(">"):
        return None
    for part in filter(None, _BETWEEN.split(selector)):
        if not _COMPOUND.fullmatch(part):
            return None
        compounds.append(Compound(frozenset(("*", *map(str.lower, _NAME.findall(part))))))
    return compounds or None
