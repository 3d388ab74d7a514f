"""Says whom a byline credits besides the writers: an agency, another newsroom, or nobody."""

import re
from collections.abc import Iterator, Sequence

from bot.domain.newsrooms import Named, Seen

_MOST_AUTHORS = 20
_LONGEST = 200
"""Characters of one author."""
_SHORT = 4

_BEGINS = re.compile(
    r"^(?:by|from|source|via|par|por|von|de|di|da|af|av|door|text|redazione|redaktion|rédaction|redacción|redação|story by"
    r"|special (?:to|for)(?: the)?|exclusive to)\b:?\s+",
    re.IGNORECASE,
)
# "Reuters Staff", "AFP in Paris", "Associated Press reporter".
_ENDS = re.compile(
    r"\s+(?:(?:sports|political|science|business|economics|news|white house|wire|senior|chief|special|national|digital|web)\s+)"
    r"{0,4}(?:staff|writers?|reporters?|correspondents?|newsroom|editors?|wires?|reports?|service|columnists?|producers?"
    r"|in [A-Z][\w .-]+)\b.*$",
    re.IGNORECASE,
)
# "Jane Doe, Reuters", "Jane Doe | AP". Names of newsrooms have "of", "for" and "and" in them: Center for Public Integrity.
_PARTS = re.compile(r"\s*(?:[,|(;•·]|\s[-–—]\s)\s*")
_SMALLER_PARTS = re.compile(
    r"\s*(?:[,|/(;&•·]|\s[-–—]\s|(?<=[A-Z])-(?=[A-Z])|\b(?:special (?:to|for)|of|for|and|und|et|via|with)\b(?:\s+the\b)?)\s*"
)
_OWNED = re.compile(r"['’]s\b")
_HELPED = re.compile(
    r"(?:,\s*)?\b(?:[Ww]ith|[Aa]vec|[Cc]on|[Mm]it)\s+(?:(?:additional\s+)?(?:files?|reporting|reports?|inputs?|information|material|"
    r"información|informaciones|des\s+informations|Informationen|Material)\s+(?:from|by|of|de|von|d['’])\s*)?"
)
_NO_MORE = re.compile(r"\b(?:former(?:ly)?|ex|who|worked|photos?|photographer|images?|getty|illustration)\b", re.IGNORECASE)
# The (Louisville, Ky.) Courier-Journal
_TOWN = re.compile(r"\b(The )\([^()]{2,40}\) (?=[A-Z])")
_NAMELESS = re.compile(
    r"(?:(?:from|compiled from|news|press|wire|international) ){0,3}(?:agencies|newswires?|wire (?:reports?|services?)|wires"
    r"|agences?|agencias|agências|agenzie|agenturen|агентства|وكالات|एजेंसी)",
    re.IGNORECASE,
)


class Byline:
    """What a byline says: whom it credits and in which words, whether it names the outlet itself, whether it names a person.

    An agency counts beside the outlet, another newsroom does not: they wrote together. A byline of nothing but "agencies"
    is `nameless`.
    """

    def __init__(self, authors: Sequence[str], seen: Seen) -> None:
        self._seen = seen
        self.own = False
        authors = authors[:_MOST_AUTHORS]
        self.by_person = any(seen.is_person(_BEGINS.sub("", author[:_LONGEST].strip(" ,;"))) for author in authors)
        sold: list[tuple[Named, str]] = []
        others: list[tuple[Named, str]] = []
        after_person = False
        for author in authors:
            name = _TOWN.sub(r"\1", _BEGINS.sub("", author[:_LONGEST].strip()))
            if not name or _NO_MORE.search(name):
                continue
            name = self._without_helpers(name)
            if agency := self._agency(name):
                sold.append((agency, author))
            for part in self._parts(name):
                written = part.strip(" ).")
                newsroom = self._newsroom(written, after_person=after_person)
                after_person = after_person or (newsroom is None and seen.is_person(written))
                others += [(newsroom, author)] if newsroom else []
        self.found = [*sold, *([] if self.own else others)]
        self.nameless = len(authors) == 1 and _NAMELESS.fullmatch(_BEGINS.sub("", authors[0][:_LONGEST].strip())) is not None

    def _parts(self, name: str) -> Iterator[str]:
        for part in _PARTS.split(name):
            # RFE/RL is one name, "Report for America/The Orsany Herald" two.
            whole = self._seen.called(_OWNED.split(part.strip(" )."))[0])
            yield from [part] if whole else part.split("/")

    def _agency(self, name: str) -> Named | None:
        called = self._seen.called
        for part in (name, *_SMALLER_PARTS.split(name)):
            part = part.strip(" ).")
            found = called(part) or called(_ENDS.sub("", part))
            if found and found.sells:
                return found
            # Local Democracy Reporter Jane Doe
            first, size = self._seen.leading(part.split()) or (None, 0) if part else (None, 0)
            if first and first.sells and self._seen.is_person(" ".join(part.split()[size:])):
                return first
            # JANE DOE Associated Press
            words = _ENDS.sub("", part).split()
            for size in range(1, min(3, len(words) - 2) + 1):
                tail = " ".join(words[-size:])
                if (found := called(tail)) and found.sells and (len(tail) > _SHORT or not part.isupper()):
                    return found
        return None

    def _newsroom(self, part: str, *, after_person: bool) -> Named | None:
        for written, joined in self._names_in(part):
            if found := self._seen.called(written):
                return None if found.sells else found
            if self._seen.is_own(written):
                self.own = True
                return None
            known = after_person or joined
            if (known or not self._seen.nameless) and (found := self._seen.reads_like_one(written, after_person=known)):
                return found
        return None

    def _names_in(self, part: str) -> Iterator[tuple[str, bool]]:
        """Give what in a part of a byline can be a newsroom's name, and whether it hangs on something before it."""
        if self._seen.called(part):
            yield part, False
        words = part.split()
        # Jane Doe Quayside Courier
        if len(words) > 3 and words[2][0].isupper() and self._seen.is_person(" ".join(words[:2])):
            yield _ENDS.sub("", " ".join(words[2:])), True
        # RFE/RL's Orsany Service
        if (owner := _OWNED.split(part)[0]) != part and self._seen.called(owner):
            yield owner, False
        for written in dict.fromkeys((_ENDS.sub("", part), part, *_SMALLER_PARTS.split(part))):
            if bare := _BEGINS.sub("", written.strip(" ).")):
                yield bare, written != part

    def _without_helpers(self, name: str) -> str:
        helped = _HELPED.search(name)
        if helped is None:
            return name
        before = name[: helped.start()]
        return before if before and self._seen.is_person(before) else f"{before}, {name[helped.end() :]}"
