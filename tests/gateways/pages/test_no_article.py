"""What is no article is refused, with the sentence that fits, and with what to do next."""

import pytest

from bot.domain.errors import FetchFailure, Unreadable
from bot.gateways.web import WebFetcher
from tests.gateways.pages.not_articles import OTHERS

FETCHER = WebFetcher()


@pytest.mark.parametrize("kind", OTHERS)
def test_each_kind_is_refused_with_its_own_sentence(kind: str) -> None:
    other = OTHERS[kind]
    with pytest.raises(Unreadable) as refused:
        FETCHER.from_html(other.source.encode(), other.url)
    assert refused.value.kind is other.kind, refused.value.sentence
    assert other.word in refused.value.sentence
    # What to do next, and that nothing is lost.
    assert "aste" in refused.value.sentence
    assert "link is kept" in refused.value.sentence


def test_there_are_more_than_forty_kinds() -> None:
    assert len(OTHERS) > 40
    assert {other.kind for other in OTHERS.values()} >= {
        FetchFailure.NOT_FOUND, FetchFailure.BLOCKED, FetchFailure.NO_TEXT, FetchFailure.SERVER_ERROR,
        FetchFailure.NOT_AN_ARTICLE, FetchFailure.REDIRECTS,
    }  # fmt: skip
