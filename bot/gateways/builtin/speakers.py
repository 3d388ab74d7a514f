"""Where in a sentence the one who says something is named: before the verb, after it, in an apposition."""

import re
from collections.abc import Sequence

from bot.gateways.builtin.naming import (
    DETERMINERS,
    JOINTS,
    PREPOSITIONS,
    SPACE,
    Role,
    Speaker,
    as_body,
    bare,
    classify,
    is_calendar,
    is_institution,
    is_known,
    is_modifier,
    is_role,
    is_trade,
    is_verb,
)
from bot.gateways.builtin.people import Names
from bot.gateways.english.words import Word, nations, word_set

_AUXILIARIES = word_set("attribution", "auxiliaries")
_LONGEST = 12
_AGED = re.compile(r",\s+(?:aged\s+)?\d{1,3},\s+(?:\w+ly\s+)?")
_COMPOUND = 3
"""Unknown nouns before a known one, and one more."""
_BUSY = frozenset(
    {"working", "living", "based", "staying", "serving", "speaking", "studying", "monitoring", "involved", "present"}
)
_STATEMENTS = word_set("attribution", "statements")
_NAMELESS = (Role.ROLE, Role.UNNAMED)
_RELATIVES = frozenset({"that", "which", "who", "whom", "whose", "where", "when"})
_PUBLISHED = frozenset({"in", "on"})
_ISSUES = frozenset({"put", "published", "posted", "issued", "released", "wrote", "sent", "filed"})
# What may stand between a paper and its author: "research published in the Journal of Ponds by Kemp".
_BETWEEN = word_set("attribution", "between.paper_and_author")
_NAME_NEXT = re.compile(r",\s+(?=[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){1,3}\s*(?:[,.;:”\"]|$))")


def speaker_before(text: str, tokens: list[Word], place: int, names: Names) -> Speaker | None:
    """Find the subject that ends right before the word at `place`, past adverbs, dates and an apposition."""
    at = _skip_back(tokens, place)
    if at < 0:
        return None
    gap = text[tokens[at].end : tokens[place].start]
    if tokens[at].lower == "who" and at:
        return _speaker_ending(text, tokens, at - 1, names)
    if ")" in gap and "(" in text[max(0, tokens[at].start - 60) : tokens[at].end]:
        while at >= 0 and "(" not in text[tokens[at - 1].end if at else 0 : tokens[at].start]:
            at -= 1
        return _speaker_ending(text, tokens, at - 1, names) if at > 0 else None
    if _AGED.fullmatch(gap):
        return _speaker_ending(text, tokens, at, names)
    if "," in gap or "–" in gap or "—" in gap:
        return _before_apposition(text, tokens, at, names)
    if re.search(r"[;:!?\"“”]", gap):
        return None
    return _speaker_ending(text, tokens, at, names)


def speaker_after(text: str, tokens: list[Word], offset: int, names: Names) -> Speaker | None:
    """Find the noun phrase that starts at an offset: "said police", "according to the ministry"."""
    first = next((i for i, w in enumerate(tokens) if w.start >= offset), None)
    if first is None or tokens[first].start - offset > 3:
        return None
    end = first
    while end + 1 < len(tokens) and end - first < _LONGEST and text[tokens[end].end : tokens[end + 1].start] in SPACE:
        word, following = tokens[end], tokens[end + 1]
        handed = following.lower in word_set("attribution", "handed") and word.lower not in DETERMINERS
        if following.lower in _RELATIVES or following.lower in word_set("attribution", "speakers.pronouns") or handed:
            break
        if following.lower in PREPOSITIONS and (not word.capital or following.lower not in JOINTS):
            break
        if following.lower in JOINTS and not _joins(text, tokens, end + 1):
            break
        noun = word.lower in DETERMINERS or (
            not word.capital and following.lower in word_set("attribution", "speakers.documents")
        )
        if following.lower in _AUXILIARIES or (is_verb(following.lower) and not noun):
            break
        if not word.capital and not following.capital and word.lower not in DETERMINERS and not is_known(following.lower):
            after = tokens[end + 2] if end + 2 < len(tokens) else None
            leads_on = is_modifier(following.lower) or (
                after is not None and (after.capital or is_known(after.lower)) and not is_verb(after.lower)
            )
            if following.lower in DETERMINERS or not leads_on:
                break
        if word.capital and not following.capital and not (is_known(following.lower) or following.lower in JOINTS):
            break
        end += 1
    while end > first and tokens[end].lower in JOINTS:
        end -= 1
    found = classify(text, tokens, first, end, names)
    if found and found.role is Role.ROLE and end + 2 < len(tokens) and tokens[end + 1].lower in ("of", "at", "for"):
        found = _holder(text, tokens, end, end + 1, names) or found
    if (
        tokens[end].lower in _STATEMENTS
        and end + 2 < len(tokens)
        and tokens[end + 1].lower in ("by", "from", "of")
        and (author := speaker_after(text, tokens, tokens[end + 2].start, names))
        and author.role in (Role.PERSON, Role.BODY)
    ):
        return as_body(author, names)._replace(start=tokens[first].start)
    if found and found.role in (Role.DOCUMENT, Role.RELAY):
        return _issued(text, tokens, found, names)
    return _named_after(text, tokens, found, names) if found and (found.spokes or found.role in _NAMELESS) else found


def _issued(text: str, tokens: list[Word], paper: Speaker, names: Names) -> Speaker:
    """Add the author of a paper: "a study by Ida Kemp"; take the publisher of a report: "a report in the Harbour Times"."""
    reach = [i for i, w in enumerate(tokens) if w.start >= paper.end][:_LONGEST]
    if issuer := _who_issued(text, tokens, reach, names):
        return paper._replace(role=Role.DOCUMENT, body=issuer.name, end=issuer.end)
    for place in reach[:-1]:
        word = tokens[place]
        if word.lower in _PUBLISHED or (word.lower in ("by", "from") and text[tokens[place - 1].end : word.start] in SPACE):
            found = speaker_after(text, tokens, tokens[place + 1].start, names)
            if found and found.role is Role.OUTLET and (word.lower != "in" or paper.role is Role.RELAY or _is_report(paper)):
                return found._replace(start=paper.start)
            if found and word.lower in ("by", "from"):
                author = as_body(found, names)
                titled = " " not in author.name and author.titles
                name = bare(text[author.start : author.end]) if titled else names.full(author.name)
                issued = author.role in (Role.PERSON, Role.BODY)
                return paper._replace(role=Role.DOCUMENT, body=name, end=author.end) if issued else paper
        elif not (word.capital or word.lower in _BETWEEN or word.lower in word_set("attribution", "modifiers")):
            break
    return paper


def _who_issued(text: str, tokens: list[Word], reach: list[int], names: Names) -> Speaker | None:
    """Find the ministry of "a notice that the ministry put on its site" behind the paper."""
    place = next((i for i in reach[:2] if tokens[i].lower not in ("that", "which")), None)
    if place is None or not (tokens[place].lower in DETERMINERS or tokens[place].capital):
        return None
    found = speaker_after(text, tokens, tokens[place].start, names)
    verb = next((w.lower for w in tokens if found and w.start >= found.end and w.lower not in ("has", "had")), "")
    return found if found and found.role is Role.BODY and verb in _ISSUES else None


def _is_report(paper: Speaker) -> bool:
    return paper.noun in ("report", "reports")


def _named_after(text: str, tokens: list[Word], found: Speaker, names: Names) -> Speaker:
    """Take "Ann Lee" of "said the mayor, Ann Lee,"."""
    match = _NAME_NEXT.match(text, found.end)
    person = speaker_after(text, tokens, match.end(), names) if match else None
    if person is None or person.role is not Role.PERSON:
        return found
    return person._replace(start=found.start, titles=found.titles or ((found.noun,) if found.name else ()))


def _joins(text: str, tokens: list[Word], place: int) -> bool:
    """Say whether a small word joins parts of one name or of one noun phrase."""
    ahead = place + 1
    while ahead < len(tokens) and tokens[ahead].lower in JOINTS:
        ahead += 1
    if ahead >= len(tokens) or "," in text[tokens[place].end : tokens[ahead].start]:
        return False
    if tokens[place].lower == "and" or is_calendar(tokens[ahead].lower):
        return False
    return tokens[ahead].capital or is_known(tokens[place - 1].lower)


def _skip_back(tokens: list[Word], place: int) -> int:
    at = place - 1
    skip = word_set("attribution", "between.skip")
    while at >= 0 and place - at < 7:
        word = tokens[at]
        if not (word.lower in skip or (word.lower.endswith("ly") and not word.capital) or word.lower.isdigit()):
            break
        at -= 1
    return at


def _before_apposition(text: str, tokens: list[Word], at: int, names: Names) -> Speaker | None:
    """Take "Ann Lee" of "Ann Lee, the mayor of Dunmore, said"."""
    for back in range(at, max(0, at - 18), -1):
        gap = text[tokens[back - 1].end : tokens[back].start]
        if re.search(r"[;:!?\"“”]", gap):
            return None
        if tokens[back - 1].lower.isdigit():
            continue
        if "," in gap or "–" in gap or "—" in gap:
            found = _speaker_ending(text, tokens, back - 1, names)
            if found is None or found.role is Role.PRONOUN:
                return None
            slack = _slack(tokens, back - 1)
            if found.role in _NAMELESS or found.spokes or slack is not None:
                named = _speaker_ending(text, tokens, at, names)
                if named and named.role is Role.PERSON and named.start >= tokens[back].start:
                    start = found.start if slack is None else min(found.start, tokens[slack].start)
                    title = found.noun if slack is None else tokens[slack].lower
                    return named._replace(start=start, titles=(title,) if title else ())
            if found.role is Role.DOCUMENT:
                return _issued(text, tokens, found, names)
            inside = tuple(w.lower for w in tokens[back : at + 1] if is_role(w))
            return found._replace(titles=found.titles + inside)
    return None


def _slack(tokens: Sequence[Word], last: int) -> int | None:
    """Find "director" in "the director of the Port Office", where that ends at `last`; None where no role heads the phrase."""
    for place in range(last - 1, max(last - _LONGEST, 0), -1):
        if tokens[place].lower in ("of", "for") and is_role(tokens[place - 1]):
            return place - 1
        if tokens[place].lower in _AUXILIARIES:
            return None
    return None


def _speaker_ending(text: str, tokens: list[Word], end: int, names: Names) -> Speaker | None:
    if end < 0:
        return None
    if tokens[end].lower in word_set("attribution", "speakers.pronouns"):
        return classify(text, tokens, end, end, names)
    start = end
    while start > 0 and end - start < _LONGEST and text[tokens[start - 1].end : tokens[start].start] in SPACE:
        before = tokens[start - 1]
        if before.lower in DETERMINERS:
            if (
                before.lower == "the"
                and start > 2
                and tokens[start - 2].lower in ("of", "for", "on")
                and tokens[start - 3].capital
            ):
                start -= 1
                continue
            start -= 1
            break
        if before.lower in JOINTS:
            if before.lower == "and" and _is_joint(tokens, start - 1):
                start -= 1
                continue
            if before.lower == "and" or start < 2 or not (tokens[start - 2].capital or tokens[start - 2].lower == "of"):
                break
            if before.lower in ("in", "on", "to") and not is_institution(tokens[start - 2]):
                break
            if tokens[start - 2].lower in word_set("attribution", "spokes"):
                break
        elif not (before.capital or is_known(before.lower) or (not tokens[start].capital and is_modifier(before.lower))):
            if tokens[start].capital and is_trade(before.lower):
                start -= 1
                continue
            if not tokens[start].capital and (first := _compound(text, tokens, start)):
                start = first
                break
            if not tokens[start].capital or before.lower not in word_set("attribution", "outlet_nouns"):
                break
        start -= 1
    while start < end and tokens[start].capital and not tokens[start].text.isupper() and _opens_sentence(tokens[start], start):
        start += 1
    if tokens[start].lower in JOINTS and tokens[start].lower not in DETERMINERS:
        start += 1
    head = _head_before(text, tokens, start, names)
    found = head or classify(text, tokens, start, end, names)
    # "Who live at Lindenlea, said": that is a place.
    placed = found is not head and start and tokens[start - 1].lower in ("at", "in", "near", "outside", "inside")
    return None if found and found.role is Role.PERSON and placed else found


def _is_joint(tokens: list[Word], place: int) -> bool:
    """Say whether "and" joins parts of one name: "the Haulage and Stores Union"."""
    first = place
    while first and tokens[first - 1].capital:
        first -= 1
    return 0 < first < place and tokens[first - 1].lower == "the" and tokens[place + 1].capital


def _compound(text: str, tokens: list[Word], start: int) -> int | None:
    """Find where unknown nouns before a known one begin its phrase: "a water board spokesman", "the flood warning service"."""
    head = tokens[start].lower in word_set("attribution", "spokes") or tokens[start].lower in word_set(
        "attribution", "speakers.documents"
    )
    if not (head or is_institution(tokens[start])):
        return None
    for place in range(start - 1, max(start - _COMPOUND, 0), -1):
        word = tokens[place]
        no_noun = (
            word.capital or word.lower in _AUXILIARIES or word.lower in PREPOSITIONS or word.lower in word_set("words", "stop")
        )
        if (
            no_noun
            or (is_verb(word.lower) and not word.lower.endswith("ing"))
            or text[tokens[place - 1].end : word.start] not in SPACE
        ):
            return None
        if tokens[place - 1].lower in DETERMINERS:
            return place
    return None


def _opens_sentence(word: Word, place: int) -> bool:
    return place == 0 and word.lower in word_set("words", "stop") and not is_known(word.lower) and word.lower not in DETERMINERS


def _head_before(text: str, tokens: list[Word], start: int, names: Names) -> Speaker | None:
    """Take "officials" of "officials in Kyiv", "a spokesman" of "a spokesman for the ministry"."""
    place = start - 1
    while place >= 0 and tokens[place].lower in DETERMINERS:
        place -= 1
    if place < 1 or tokens[place].lower not in PREPOSITIONS or "," in text[tokens[place - 1].end : tokens[start].end]:
        return None
    head = tokens[place - 1]
    if not head.capital and (head.lower in word_set("attribution", "handed") or head.lower in _BUSY):
        papers = _speaker_ending(text, tokens, place - 2, names)
        return papers._replace(end=tokens[_phrase_end(text, tokens, start)].end) if papers else None
    if (
        head.capital
        and tokens[place].lower in ("in", "from", "at", "of")
        and (before := _named_before(text, tokens, place - 1))
    ):
        return classify(text, tokens, *before, names)
    if not is_known(head.lower) or (head.capital and place - 1 > 0):
        return None
    first = place - 1
    while (
        first > 0
        and text[tokens[first - 1].end : tokens[first].start] in SPACE
        and (
            tokens[first - 1].capital
            or is_known(tokens[first - 1].lower)
            or tokens[first - 1].lower in DETERMINERS
            or is_modifier(tokens[first - 1].lower)
        )
    ):
        first -= 1
        if tokens[first].lower in DETERMINERS:
            break
    if head.lower in word_set("attribution", "spokes"):
        inner = classify(text, tokens, start, _phrase_end(text, tokens, start), names)
        if inner and inner.role in (Role.PERSON, Role.BODY):
            return as_body(inner, names)._replace(spokes=True, start=tokens[first].start)
    found = classify(text, tokens, first, place - 1, names)
    if found and found.role is Role.ROLE and tokens[place].lower in ("of", "at", "for"):
        return _holder(text, tokens, first, place, names)
    if found is None or found.role not in (Role.UNNAMED, Role.BODY, Role.DOCUMENT, Role.RELAY):
        return None
    end = _phrase_end(text, tokens, start)
    if head.lower in _STATEMENTS and tokens[place].lower in ("by", "from", "of"):
        author = classify(text, tokens, start, end, names)
        if author and author.role in (Role.PERSON, Role.BODY):
            return as_body(author, names)._replace(start=found.start)
    if found.role in (Role.DOCUMENT, Role.RELAY) and (issued := _issued(text, tokens, found, names)) is not found:
        return issued
    keep = found.role is not Role.BODY
    return found._replace(name=bare(text[found.start : tokens[end].end]) if keep else found.name, end=tokens[end].end)


def _holder(text: str, tokens: list[Word], first: int, place: int, names: Names) -> Speaker | None:
    """Take the body of "the chief engineer of Ormond Dams"; of a place, "the mayor of Dunmore", the one in office."""
    start = place + 1 + (tokens[place + 1].lower in DETERMINERS)
    if start == len(tokens):
        return None
    end = _phrase_end(text, tokens, start)
    inner = classify(text, tokens, place + 1, end, names)
    if inner and tokens[place - 1].lower in word_set("attribution", "posts"):
        inner = as_body(inner, names, surely=True)
    if inner and inner.role in (Role.BODY, Role.OUTLET):
        return inner._replace(spokes=True, start=tokens[first].start)
    if inner is None:
        return None
    name = bare(text[tokens[place - 1].start : tokens[end].end])
    return Speaker(Role.ROLE, name, tokens[first].start, tokens[end].end, (tokens[place - 1].lower,))


def _named_before(text: str, tokens: list[Word], last: int) -> tuple[int, int] | None:
    """Find "Ann Lee" where "Ann Lee from Dunmore in West Harbour" ends at `last`; two names or more, or nothing."""
    first = last
    while first > 0 and tokens[first - 1].capital and text[tokens[first - 1].end : tokens[first].start] in SPACE:
        first -= 1
    if first >= 2 and tokens[first - 1].lower in ("from", "in", "of", "at") and tokens[first - 2].capital:
        return _named_before(text, tokens, first - 2)
    people = last - first >= 1 and not any(is_institution(w) or w.lower in nations() for w in tokens[first : last + 1])
    return (first, last) if people else None


def _phrase_end(text: str, tokens: list[Word], start: int) -> int:
    end = start
    while (
        end + 1 < len(tokens)
        and text[tokens[end].end : tokens[end + 1].start] in SPACE
        and (
            (tokens[end + 1].capital and not is_verb(tokens[end + 1].lower))
            or (is_known(tokens[end + 1].lower) and not is_verb(tokens[end + 1].lower))
            or (tokens[end + 1].lower in ("of", "for") and end + 2 < len(tokens) and tokens[end + 2].capital)
            or ((tokens[end].lower in DETERMINERS or is_modifier(tokens[end].lower)) and not is_verb(tokens[end + 1].lower))
        )
    ):
        end += 1
    return end
