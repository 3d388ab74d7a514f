"""No reading of one article raises the count of independent origins without the proposal saying which words carry each."""

import datetime as dt
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.answer import QuotedJudgement
from bot.domain.model import Basis, Claim, Event, EventKind, Hop, HopKind, Layer, Report, Revision, Stance, Tone
from bot.domain.provenance import Root
from bot.domain.reading import Article
from bot.domain.record import Proposal
from bot.domain.remarks import ONE_ARTICLE
from bot.domain.spelling import same_name
from bot.domain.terms import terms
from tests.domain.lying import HERALD, OWN, added, proposed, read
from tests.domain.make import outlet, report

PEOPLE = ("Ines Falk", "Omar Lindt", "Greta Moss", "Paul Ettel", "Rosa Tamm")
BODIES = ("River Board", "Rescue Service", "Corvin Coatings")
MATTERS = ("the floodgate had been left open", "the gate stood open all night", "nobody had closed the gate")
EVENT = Event(
    slug="floodgate",
    kind=EventKind.ACCIDENT,
    headline="A floodgate was open at Lower Brask",
    place="Lower Brask",
    date=dt.date(2026, 10, 2),
    claims=(
        Claim(key="so", text="The floodgate had been left open.", parties=("Corvin Coatings",)),
        Claim(key="said", text="Ines Falk said that it was open.", layer=Layer.UTTERANCE, speaker="Ines Falk"),
    ),
)
STANDING = (
    report(outlet("Birch News"), origin=Hop(kind=HopKind.PERSON, name="Rosa Tamm"), basis=Basis.ON_RECORD),
    report(outlet("Alder Post"), claim="said", origin=OWN),
)


class Line(NamedTuple):
    """A sentence, and whose word it is."""

    text: str
    speakers: frozenset[str]


def _line(form: str, speaker: str, other: str, body: str, matter: str) -> Line:
    """Write a sentence in one of some usual forms."""
    says = frozenset({speaker})
    match form:
        case "behind":
            return Line(f"{matter.capitalize()}, engineer {speaker} said on Friday.", says)
        case "before":
            return Line(f"{speaker} told a meeting in the school that {matter}.", says)
        case "beside":
            return Line(f"{speaker}, who stood beside {other} of the {body}, said that {matter}.", says)
        case "listed":
            return Line(f"{speaker} said that {matter} and that the {body}, {other} and the paint shop must explain.", says)
        case "watched":
            return Line(f"{speaker} warned that {matter} while {other} watched.", says)
        case "quoted":
            return Line(f"“I am sure that {matter},” said {speaker}.", says)
        case "according":
            return Line(f"According to the {body}, {matter}.", frozenset({body}))
        case "for":
            return Line(f"{matter.capitalize()}, said {speaker} of the {body}.", frozenset({speaker, body}))
        case "bare":
            return Line(f"{matter.capitalize()}.", frozenset())
        case "passing":
            return Line(f"The {body} met {other} near the River Road, where {matter}.", frozenset())
        case _:
            return Line(f"{other} was seen at the pier on Sunday with two children.", frozenset())


FORMS = ("behind", "before", "beside", "listed", "watched", "quoted", "according", "for", "bare", "passing", "seen")
lines = st.builds(
    _line,
    st.sampled_from(FORMS),
    st.sampled_from(PEOPLE),
    st.sampled_from(PEOPLE),
    st.sampled_from(BODIES),
    st.sampled_from(MATTERS),
)


@st.composite
def stories(draw: st.DrawFn) -> tuple[Article, list[tuple[int, int, frozenset[str]]]]:
    """Write an article, and say for each sentence where it stands and whose word it is."""
    text, told = "", list[tuple[int, int, frozenset[str]]]()
    for line in draw(st.lists(lines, min_size=2, max_size=7)):
        told.append((len(text), len(text) + len(line.text), line.speakers))
        text += line.text + draw(st.sampled_from([" ", "\n\n"]))
        if line.speakers and draw(st.sampled_from([False, True])):
            follows = f"She added that {draw(st.sampled_from(MATTERS))}."
            told.append((len(text), len(text) + len(follows), line.speakers))
            text += follows + draw(st.sampled_from([" ", "\n\n"]))
    article = Article(
        canonical_url="https://tarn-herald.example/gate", outlet=HERALD, published=dt.date(2026, 10, 3), text=text
    )
    return article, told


FALSE_NAMES = (
    "Vera Quist",
    "Omar Moss",
    "Friday",
    "Sunday",
    "River Road",
    "the pier",
    "paint shop",
    "Tarn Herald",
    "Radio Brask",
    "two",
)


@st.composite
def lies(draw: st.DrawFn, article: Article, told: list[tuple[int, int, frozenset[str]]]) -> QuotedJudgement:
    """Say anything of a passage of an article."""
    start, end, _ = draw(st.sampled_from(told))
    cut = draw(st.integers(0, 20)), draw(st.integers(0, 20))
    quote = article.text[start + cut[0] : end - cut[1]] if draw(st.booleans()) else article.text[start:end]
    names = st.sampled_from((*PEOPLE, *BODIES, *FALSE_NAMES, "Falk", "the engineer"))
    words = article.text.split()
    spans = st.tuples(st.integers(0, len(words) - 1), st.integers(1, 4)).map(lambda at: " ".join(words[at[0] : at[0] + at[1]]))
    kinds = st.sampled_from([HopKind.PERSON, HopKind.BODY, HopKind.DOCUMENT, HopKind.OUTLET])
    extra = st.sampled_from(["", "", "engineer", "River Board", "Corvin Coatings", "harbour master"])
    hops = st.builds(Hop, kind=kinds, name=names | spans, role=extra, body=extra) | st.just(OWN)
    return QuotedJudgement(
        event=EVENT.slug,
        claim=draw(st.sampled_from(["so", "so", "so", "said"])),
        stance=draw(st.sampled_from([Stance.CONFIRMS, Stance.CONFIRMS, Stance.DENIES])),
        tone=Tone.CERTAIN,
        basis=draw(st.sampled_from([Basis.ON_RECORD, Basis.WITNESSED, Basis.RELAYED])),
        path=tuple(draw(st.lists(hops, min_size=1, max_size=2))),
        quote=quote,
        revises=draw(st.none() | st.sampled_from(list(Revision))),
    )


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_whatever_a_reader_says_each_new_origin_shows_its_words(data: st.DataObject) -> None:
    article, told = data.draw(stories())
    judgements = data.draw(st.lists(lies(article, told), min_size=1, max_size=4))
    reading = read(*judgements, article=article, event=EVENT)
    proposal = proposed(reading, article=article, event=EVENT, standing=STANDING)
    if proposal is None:
        return
    for claim, found in added(EVENT, STANDING, proposal).items():
        for root, made in found:
            assert _shown(root, made, proposal, article), (root, made)
            assert _true(made, told, article) or not root.independent or _flagged(root, made, proposal), (root, made, claim)
        if len({root.name for root, _ in found}) > 1:
            assert any(remark.startswith(ONE_ARTICLE) for remark in proposal.remarks)


def _shown(root: Root, made: Report, proposal: Proposal, article: Article) -> bool:
    """Say whether a quote, the words of a hop or a remark shows an origin in the article's words."""
    assert made.quote in " ".join(article.text.split()) or made.quote in article.text
    assert all(hop.words in article.text for hop in made.path)
    shown = [made.quote, *(hop.words for hop in made.path)]
    if made.origin.kind is HopKind.OWN:
        return _flagged(root, made, proposal)
    names = [hop.name for hop in made.path if hop.name]
    return any((terms(name) or [""])[-1] in terms(words) for words in (*shown, *proposal.remarks) for name in names if words)


def _true(made: Report, told: list[tuple[int, int, frozenset[str]]], article: Article) -> bool:
    """Say whether the sentences of a quote are the word of the report's origin, or of the body that it is said to speak for."""
    start = article.text.find(made.quote)
    places = [start]
    while (start := article.text.find(made.quote, start + 1)) >= 0:
        places.append(start)
    speakers = {
        name for at in places for begin, end, names in told if begin < at + len(made.quote) and at < end for name in names
    }
    return any(same_name(name, made.origin.name) for name in speakers)


def _flagged(root: Root, made: Report, proposal: Proposal) -> bool:
    named = (root.name, root.own_name, made.origin.name, made.outlet.name if made.origin.kind is HopKind.OWN else "")
    return any(name and name in remark for remark in proposal.remarks for name in named)
