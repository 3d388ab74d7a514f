"""What a page says about itself to search engines (schema.org in JSON-LD): of what kind it is, its dates, its text."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import Any

from bot.gateways.pages.partial import count_words
from bot.gateways.screening.unseen import Node, clean_text

_MOST_THINGS = 2_000
_MOST_POSTS = 1_000
_LONGEST_BODY = 400_000
_ARTICLE_TYPES = re.compile(r"(?:[A-Za-z]*Article|Report|[A-Za-z]*BlogPosting|LiveBlogPosting|CreativeWork|WebPage)")
_MARKUP = re.compile(r"<(?:/?[a-z][^<>]{0,2000}|!--[^<>]{0,2000}--)>", re.IGNORECASE)
_BREAKS = re.compile(r"</?(?:p|br|div|h[1-6]|li)\b[^<>]{0,500}>", re.IGNORECASE)


@dataclass(frozen=True)
class Described:
    """The descriptions that a page carries: those of articles (`things`), and the types of all (`kinds`)."""

    things: tuple[dict[str, Any], ...]
    kinds: frozenset[str]

    @property
    def is_live(self) -> bool:
        """Say whether it is described as a live blog."""
        return "LiveBlogPosting" in self.kinds

    @property
    def is_closed(self) -> bool:
        """Say whether it is described as not free to read."""
        return any(_is_false(thing.get("isAccessibleForFree")) for thing in self.things)

    def strings(self, name: str) -> Iterator[str]:
        """Yield what a property says, where it is text, articles before pages."""
        for thing in sorted(self.things, key=lambda each: "WebPage" in _types(each)):
            if isinstance(value := thing.get(name), str):
                yield value

    def publishers(self) -> Iterator[str]:
        """Yield the names of those who publish it."""
        for thing in self.things:
            said = thing.get("publisher")
            for each in said if isinstance(said, list) else [said]:
                if isinstance(each, dict) and isinstance(name := each.get("name"), str):
                    yield name

    @cached_property
    def body(self) -> str:
        """Return the article's text as described, the posts of a live blog after it, or nothing."""
        return max((_plain(text) for text in self.strings("articleBody")), key=len, default="")

    @cached_property
    def posts(self) -> tuple[str, ...]:
        """Return the posts of a live blog, each with its headline as a paragraph before it."""
        found = []
        for thing in self.things:
            updates = thing.get("liveBlogUpdate")
            for update in (updates if isinstance(updates, list) else [updates])[:_MOST_POSTS]:
                if isinstance(update, dict) and isinstance(body := update.get("articleBody"), str) and body.strip():
                    headline = update.get("headline")
                    found.append(f"{_plain(headline)}\n\n{_plain(body)}" if isinstance(headline, str) else _plain(body))
        return tuple(found)

    def promised_words(self) -> Iterator[int]:
        """Yield the lengths that it states for its text."""
        if self.body:
            yield count_words(self.body)
        for thing in self.things:
            count = str(thing.get("wordCount", ""))
            if count.isascii() and count.isdigit() and len(count) < 7:
                yield int(count)


def described_in(tree: Node) -> Described:
    """Read the descriptions in a page."""
    things, kinds = list[dict[str, Any]](), set[str]()
    left = _MOST_THINGS
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            waiting = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting and left:
            left -= 1
            thing = waiting.pop()
            if isinstance(thing, list):
                waiting.extend(reversed(thing[:_MOST_THINGS]))
            elif isinstance(thing, dict):
                waiting += [thing.get("@graph"), thing.get("mainEntity")]
                types = _types(thing)
                kinds.update(types)
                if any(_ARTICLE_TYPES.fullmatch(kind) for kind in types):
                    things.append(thing)
    return Described(tuple(things), frozenset(kinds))


def _types(thing: dict[str, Any]) -> list[str]:
    said = thing.get("@type")
    found = [kind for kind in (said if isinstance(said, list) else [said]) if isinstance(kind, str)]
    return [kind.rpartition("/")[2] for kind in found]


def _plain(text: str) -> str:
    """Return a description's text as paragraphs, without markup."""
    text = text[:_LONGEST_BODY]
    if "<" in text:
        text = _MARKUP.sub("", _BREAKS.sub("\n", text))
    lines = (" ".join(line.split()) for line in clean_text(unescape(text)).split("\n"))
    return "\n\n".join(filter(None, lines))


def _is_false(value: object) -> bool:
    return value is False or (isinstance(value, str) and value.strip().rpartition("/")[2].lower() == "false")
