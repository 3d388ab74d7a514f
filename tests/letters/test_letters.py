"""Digests as people read them outside Slack."""

import re
from html.parser import HTMLParser

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.letters.html import as_html
from bot.letters.text import as_text
from tests.letters.digests import DIGESTS, HEBREW, MONDAY


class Tags(HTMLParser):
    """Notes every element with its attributes, and all the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("name", DIGESTS)
def test_a_digest_is_written_as_before(name: str, snapshot: SnapshotAssertion) -> None:
    assert as_text(DIGESTS[name], MONDAY) == snapshot(name="text")
    assert as_html(DIGESTS[name], MONDAY) == snapshot(name="html")


def test_both_say_the_same_first_what_changed_then_what_waits_then_the_numbers() -> None:
    for written in (as_text(DIGESTS["one"], MONDAY), Tags(as_html(DIGESTS["one"], MONDAY)).words):
        wanted = (
            "1 changed.",
            "was missed",
            "Verified",
            "Confirmed by 2 outlets",
            "Waiting",
            "Waiting for 26 hours",
            "3 links brought",
        )
        places = [written.index(words) for words in wanted]
        assert places == sorted(places)


def test_what_is_left_out_is_counted_and_one_is_told_where_it_is() -> None:
    for written in (as_text(DIGESTS["many"], MONDAY), Tags(as_html(DIGESTS["many"], MONDAY)).words):
        assert "and 490 more" in written
        assert "second-source digest" in written


def test_a_person_known_by_a_slack_id_alone_is_left_out() -> None:
    for written in (as_text(DIGESTS["one"], MONDAY), as_html(DIGESTS["one"], MONDAY)):
        assert "U0MIRA1" not in written
        assert "Ann Reed" in written


def test_hostile_text_stays_text() -> None:
    page = as_html(DIGESTS["hostile"], MONDAY)
    read = Tags(page)
    assert "script" not in {tag for tag, _ in read.tags}
    assert "<script>alert(1)</script> {{ 7 * 7 }}" in read.words
    text = as_text(DIGESTS["hostile"], MONDAY)
    for written in (page, text):
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", written)
    assert not any(line.startswith("Bcc:") for line in text.splitlines())


@pytest.mark.parametrize("name", DIGESTS)
def test_a_page_needs_nothing_from_elsewhere_and_runs_nothing(name: str) -> None:
    read = Tags(as_html(DIGESTS[name], MONDAY))
    assert not {"script", "link", "img", "iframe", "style", "a"} & {tag for tag, _ in read.tags}
    assert not any(
        attribute in ("src", "href", "background") or attribute.startswith("on") for _, has in read.tags for attribute in has
    )


def test_text_that_runs_from_right_to_left_is_shown_so() -> None:
    page = as_html(DIGESTS["right_to_left"], MONDAY)
    assert 'dir="auto"' in page
    assert HEBREW in page


def test_the_chart_says_its_figures() -> None:
    words = " ".join(Tags(as_html(DIGESTS["one"], MONDAY)).words.split())
    assert "Day Rose Fell Disputed Fri 20 Nov 1 0 0 Mon 23 Nov 0 0 3" in words
    assert "By day: Fri 20 Nov: 1 rose; Mon 23 Nov: 3 disputed" in as_text(DIGESTS["one"], MONDAY)
