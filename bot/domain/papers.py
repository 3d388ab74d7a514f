"""Says what the name of a paper tells of who wrote or issued it, and who is nobody in particular."""

import re

from bot.domain.institutions import COMPANY, DOCUMENTS, ISSUERS, LAWYERS, OF_A_BODY, VAGUE, WHERE_STUDIED
from bot.domain.mentions import PROPER, READ_BY, Features, Mention, does, features, told_of, without_matter
from bot.domain.model import Basis, Hop, HopKind, Report
from bot.domain.names import DEMONYMS, SMALL_WORDS, taken_apart
from bot.domain.plain_words import COUNTRY_MARKS, in_plain_words, root_of, singular
from bot.domain.portfolios import PUBLISHERS, are_outsiders
from bot.domain.terms import fold

_MONTH_WORDS = "january february march april may june july august september october november december"
_MONTHS = frozenset(_MONTH_WORDS.split())
ANY_PAPERS = frozenset({"court", COMPANY})
"""Issuers whose papers may be of any sort: a lawsuit is among the court documents."""
_OF_ANYBODY = frozenset(map(root_of, ("press", "news", "written", "public", "new", "brief", "short", "official")))
_EVERYWHERE = frozenset(map(root_of, ("international", "national", "global", "worldwide")))
"""Marks that a short name leaves out."""
_AUTHORS = re.compile(r"\b(?:by|from)\s+(.*)$|^(.*)(?=['’]s?\s)")
_SUITS = frozenset({"lawsuit", "suit", "complaint", "petition", "writ"})
_PAPERS = (
    r"(?:[\w’'-]+\s){0,3}?(?:letters?|contracts?|agreement|memos?|e-?mails?|documents?|reports?|audit|recording|transcript|minutes"
    r"|invoices?|database)\b"
)
_SEEN = re.compile(
    rf"\b(?:(?:the|an?|this|its|his|her|their)\s(?P<shown>{_PAPERS})|(?P<several>documents|letters|e-?mails|memos|invoices))"
    r"[^.;]{0,60}?\b(?:seen|obtained|reviewed)\sby\b(?:\s(?:the\s)?(?P<by>(?-i:[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*){0,3})))?"
    rf"|\b(?:obtained|reviewed)\s(?:the|an?|this)\s(?P<seen>{_PAPERS})",
    re.IGNORECASE,
)


def is_nobody(hop: Hop) -> bool:
    """Say whether a hop names nobody in particular: "officials", "local residents", "the spokesman" of nobody knows whom."""
    if hop.body:
        return False
    if hop.kind is HopKind.DOCUMENT:
        # Nobody knows whose word a bare press release is.
        paper = features(Mention(hop.name, hop.kind))
        told = paper.sorts == {"statement"} and not paper.marks and not paper.issuers
        return told and not authors_told(paper) and issuer_told(paper) <= _OF_ANYBODY
    words = [word for word in taken_apart(hop.name).written if word not in SMALL_WORDS]
    if words and all(word in VAGUE or word in DEMONYMS for word in words):
        return True
    mention = features(Mention(hop.name, hop.kind, hop.role))
    return hop.kind is HopKind.PERSON and mention.nameless and not mention.sorts


def issued(paper: Features, body: Features) -> bool:
    """Say whether a paper of which nobody says whose it is may be that of a court or the like."""
    if paper.mention.kind is not HopKind.DOCUMENT or body.mention.kind in (HopKind.DOCUMENT, HopKind.OUTLET):
        return False
    # Whoever publishes nothing else speaks by such papers; of a company's payroll somebody else may tell.
    published = issuers_of(paper) & PUBLISHERS if body.mention.kind is not HopKind.PERSON else frozenset[str]()
    of_sort = issuers_of(paper) & (paper.sorts | WHERE_STUDIED | frozenset(ISSUERS.values())) & body.sorts
    marks = issuing_marks(paper)
    return bool(of_sort or published & told_of(body) or (issuers_of(paper) & body.told) - body.sorts) and (
        marks <= body.marks or body.marks <= marks
    )


def issuers_of(paper: Features) -> frozenset[str]:
    """Return what is told of those whose word a paper may be, where nobody says it."""
    by_sort = frozenset(ISSUERS[sort] for sort in paper.sorts if sort in ISSUERS)
    return paper.issuers or (by_sort | WHERE_STUDIED if "author" in by_sort else by_sort)


def is_suit(each: Features) -> bool:
    """Say whether one is a lawsuit, or whoever brought it: "the plaintiffs"."""
    if each.mention.kind is HopKind.DOCUMENT:
        return not _SUITS.isdisjoint(in_plain_words(each.name.written))
    return "plaintiff" in each.sorts


def may_sue(each: Features) -> bool:
    """Say whether one may have brought a lawsuit of which nobody says whose it is: "the tenants", a lawyer."""
    if each.mention.kind is HopKind.PERSON:
        role = does(each)
        return not each.mention.placed and not LAWYERS.isdisjoint(role) and role.isdisjoint(("defense", "former"))
    several = each.mention.kind is HopKind.BODY and are_outsiders(each.name.written[-1] if each.name.written else "")
    return several or is_suit(each)


def sued(suit: Features, plaintiff: Features) -> bool:
    """Say whether a lawsuit may be somebody's, or those who brought it may be."""
    return is_suit(suit) and may_sue(plaintiff) and (is_suit(plaintiff) or plaintiff.mention.kind is not HopKind.DOCUMENT)


def issuing_marks(paper: Features) -> frozenset[str]:
    """Return the marks of a paper that may be those of its issuer: no numbers, no dates, and no journal in which it stands."""
    printed = paper.mention.name.partition(" in ")[2] if "study" in paper.sorts else ""
    elsewhere = {root_of(word) for word in in_plain_words(taken_apart(printed).written)} if printed else _MONTHS
    return frozenset(mark for mark in paper.marks - elsewhere if not mark.isdigit() and mark not in _MONTHS)


def authors_told(paper: Features) -> set[str]:
    """Return the proper words by which the name of a paper tells whose it is."""
    name = READ_BY.sub("", paper.mention.name)
    words = {fold(word) for found in _AUTHORS.findall(name) for word in PROPER.findall("".join(found))}
    return words | {root_of(singular(word)) for word in words}


def issuer_told(paper: Features) -> set[str]:
    """Return the words of a paper's name that may tell which body issued it: "a UN report", "weather data"."""
    if "video" in paper.sorts:
        return set()
    words = in_plain_words(taken_apart(without_matter(paper.mention.name)).written)
    return {root_of(word) for word in words if word not in DOCUMENTS}


def works_at(author: Features) -> set[str]:
    """Return the proper words in what a person is, in those of the tables."""
    if author.mention.kind is not HopKind.PERSON:
        return set()
    return {root_of(word) for word in in_plain_words(tuple(map(fold, PROPER.findall(author.mention.role))))}


def is_by(paper: Features, author: Features) -> bool:
    """Say whether the name of a paper says that somebody wrote or issued it: "a letter by Ida Kemp", "Norvik's report"."""
    if paper.mention.kind is not HopKind.DOCUMENT or author.mention.kind in (HopKind.DOCUMENT, HopKind.OWN):
        return False
    told = authors_told(paper)
    if author.mention.kind is HopKind.OUTLET:
        called = [word for word in author.name.written if word not in SMALL_WORDS]
        return bool(called) and {root_of(singular(word)) for word in called} <= told | issuer_told(paper)
    of_person = author.mention.kind is HopKind.PERSON or not (author.name.is_body or author.sorts)
    marks = author.marks - _EVERYWHERE
    written = told | issuer_told(paper)
    by_name = (bool(marks) and marks <= written) or not written.isdisjoint(author.name.initials)
    # "An NTSB report" may be by an NTSB investigator.
    worker = works_at(author)
    by_name = by_name or (worker <= written and not worker <= COUNTRY_MARKS)
    by_role = author.mention.kind is HopKind.PERSON and not told.isdisjoint(does(author) - OF_A_BODY)
    return (of_person and author.name.last in told) or by_name or by_role


def resting_on_paper(report: Report) -> Report:
    """Let a report whose outlet says that it saw a paper rest on that paper, which others may have seen too.

    Where nothing else tells of a paper which it is, by whom it was seen does.
    """
    end = report.origin
    own = end.kind is HopKind.OWN and report.basis is Basis.ON_RECORD and not report.revises
    if not own and (end.kind is not HopKind.DOCUMENT or end.body or not end.name):
        return report
    found = _SEEN.search(report.quote) or _SEEN.search(end.words)
    if not found:
        return report
    name = (found["shown"] or found["several"] or found["seen"]) if own else end.name
    paper = features(Mention(name, HopKind.DOCUMENT))
    if not (paper.marks or paper.issuers & paper.sorts or authors_told(paper) or READ_BY.search(name)):
        nearer = report.path[-2].name if len(report.path) > 1 else ""
        name = f"{name} seen by {found['by'] or nearer or report.copy_of or report.outlet.name}"
    told = Hop(kind=HopKind.DOCUMENT, name=name, words=end.words) if own else end.model_copy(update={"name": name})
    return report.model_copy(update={"path": (*report.path[:-1], told)})
