"""What is no article is refused, with the sentence that fits, and with what to do next."""

import pytest

from bot.domain.errors import FetchFailure, Unreadable
from bot.gateways.pages.blocked import is_about_region, is_blocked
from bot.gateways.pages.notices import (
    IS_MISSING,
    NEEDS_SCRIPT,
    REPORTED,
    SAYS_ON,
    TO_READERS,
    TO_SOMEBODY,
    WHAT_IS_MISSING,
)
from bot.gateways.web import WebFetcher
from tests.gateways.pages.further_not_articles import FURTHER
from tests.gateways.pages.not_articles import OTHERS
from tests.growth import superlinear

FETCHER = WebFetcher()
ALL = OTHERS | FURTHER


@pytest.mark.parametrize("kind", ALL)
def test_each_kind_is_refused_with_its_own_sentence(kind: str) -> None:
    other = ALL[kind]
    with pytest.raises(Unreadable) as refused:
        FETCHER.from_html(other.source.encode(), other.url)
    assert refused.value.kind is other.kind, refused.value.sentence
    assert other.word in refused.value.sentence
    # What to do next, and that nothing is lost.
    assert "aste" in refused.value.sentence
    assert "link is kept" in refused.value.sentence


MISSING = (
    "We could not find the page that you asked for", "Hmm, nothing to see here", "This story has expired", "Error 404",
    "The link may have expired, or the page has moved", "Content unavailable", "We cannot seem to locate this article",
    "Der Artikel ist leider nicht mehr verfügbar", "Cet article n'existe plus", "El artículo no está disponible",
    "L'articolo non è stato trovato", "Deze pagina is niet gevonden", "Strona nie istnieje", "Материал не найден",
)  # fmt: skip


@pytest.mark.parametrize("words", MISSING)
@pytest.mark.parametrize("logo", ["", "<h1><a href=/>Harbour Courier</a></h1>"])
def test_what_is_missing_is_told_in_many_words(words: str, logo: str) -> None:
    body = (
        f"{logo}<main><h1>{words}</h1><p>Please try our search, or go back to the page that you came from and look again "
        f"there.</p></main>"
    )
    source = f"<html><head><title>{words} | Harbour Courier</title></head><body>{body}</body></html>"
    with pytest.raises(Unreadable) as refused:
        FETCHER.from_html(source.encode(), "https://harbour-courier.example/local/2026/bridge")
    assert refused.value.kind is FetchFailure.NOT_FOUND


BRIEF = "The harbour master said so on Tuesday. Two boats left the basin at noon, and a third one had to wait for the tide."


@pytest.mark.parametrize(
    "headline",
    [
        "Missing page of the charter found in an attic",
        "Article about the harbour was removed, editor says",
        "Court: link to old story may stay",
        "Site no longer available for new homes",
        "Error in bridge drawings cost a million",
        "You are blocked: why the quay stays shut",
        "Login for harbour pilots gets simpler",
        "Security check at the gates takes an hour",
        "Access denied",
        "Not found",
        "Moved",
        "Under construction",
        "Checking your browser history is legal, court finds",
    ],
)
def test_a_brief_whose_headline_sounds_like_a_notice_is_read(headline: str) -> None:
    source = f"<html lang=en><head><title>{headline}</title></head><body><h1>{headline}</h1><p>{BRIEF}</p></body></html>"
    assert BRIEF in FETCHER.from_html(source.encode(), "https://harbour-courier.example/local/2026/brief").text


SIGNS = (
    "you are ", "press and ", "unusual ", "link will ", "if it ", "completing a puzzle ", "cannot ", "“", "«", "request id ",
    "gdpr ", "check the ", "page ", "has been ", "<embed ", "location.", "redirect", "_Incapsula_Resource?", "ddos-guard.net/",
    "captcha ", "x", " ", "-", "\n",
)  # fmt: skip


def _look(signs: str) -> None:
    for pattern in (SAYS_ON, NEEDS_SCRIPT, TO_READERS, TO_SOMEBODY, REPORTED, WHAT_IS_MISSING, IS_MISSING):
        pattern.search(signs)
    is_blocked(signs, (), signs, 50, described=False)
    is_about_region(signs)


@pytest.mark.parametrize("signs", [SIGNS[::3], pytest.param(SIGNS, marks=pytest.mark.slow)], ids=["some", "all"])
def test_signs_are_looked_for_in_linear_time(signs: tuple[str, ...]) -> None:
    assert superlinear(_look, signs, 10_000) == {}


def test_there_are_more_than_forty_kinds() -> None:
    assert len(OTHERS) > 40
    assert {other.kind for other in OTHERS.values()} >= {
        FetchFailure.NOT_FOUND, FetchFailure.BLOCKED, FetchFailure.NO_TEXT, FetchFailure.SERVER_ERROR,
        FetchFailure.NOT_AN_ARTICLE, FetchFailure.REDIRECTS,
    }  # fmt: skip
