"""News pages of many layouts are read as what they are: none is taken for something else."""

import pytest

from bot.domain.errors import Unreadable
from bot.gateways.web import WebFetcher
from tests.gateways.pages.made import EACH, LAYOUTS, pages

FETCHER = WebFetcher()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_news_page_is_refused_and_each_is_read_to_its_end(layout: str) -> None:
    faults = []
    for named, story, source in pages():
        if named != layout:
            continue
        try:
            page = FETCHER.from_html(source.encode(), f"https://mercury.example/news/{story.slug}")
        except Unreadable as refused:
            faults.append(f"{story.title}: {refused}")
            continue
        missing = [text for text in story.paragraphs if text not in page.text]
        if missing or page.title != story.title or page.partial or page.warning:
            faults.append(f"{story.title}: {page.title}, {page.partial}, {page.warning}, without {missing[:1]}")
    assert faults == []


def test_there_are_two_hundred_of_them() -> None:
    assert len(LAYOUTS) * EACH == 200
    assert len({source for _, _, source in pages()}) == 200
