"""The doors that are pure: bytes or a text go in, and a value or one of our own errors comes out."""

import datetime as dt
import io
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from bot.domain import event_file, outlet_file, quotes
from bot.domain.answer import Answer
from bot.domain.digest import Digest
from bot.domain.errors import SecondSourceError
from bot.domain.grounding import ground
from bot.domain.model import Outlet
from bot.domain.reading import Article, Reading
from bot.domain.subscription import rhythm_in, zone_of
from bot.domain.workspace import WorkspaceSettings
from bot.gateways.builtin.answering import answer_on
from bot.gateways.model.completion import Completion, bare_json
from bot.gateways.model.wire import Candidates, Unfit, parse_wire, to_answer
from bot.gateways.pages import addresses
from bot.gateways.pages.page import page_of_html, page_of_plain, page_of_text, warning_of_html
from bot.gateways.screening.orders import orders_a_model
from bot.letters.html import as_html
from bot.letters.text import as_text
from bot.packs.verifying import verify
from bot.slack.links import links_in, why_left_alone
from bot.slack.text import escape, link, with_mentions, with_times
from bot.slack.views.digest import digest_card, full_list_modal
from tests.domain.make import EVENT
from tests.fuzz.strategies import Draw, changed, changed_bytes, changed_text, words
from tests.gateways.model_answers import ARTICLE, FERRY, MAYOR, answer, draft
from tests.gateways.pages.cms import CMS, cms_story
from tests.letters.digests import DIGESTS, MONDAY
from tests.newsroom import STAMP, STORY, judged
from tests.slack.messages import assert_fits

PAGES = Path(__file__).parents[2] / "bot" / "sandbox" / "pages"
AT = "https://harbour-courier.example/local/2026/bridge-stays-shut"
ADDRESSES = (
    AT,
    "HTTP://user:pw@Xn--Bcher-kva.Example.:8080/a/../b/%7e%zz?utm_source=x&q=1&q=2#top",
    "https://web.archive.org/web/20260304050607if_/https://post.example/a?b=c",
    "https://www.google.com/url?q=https%3A%2F%2Fpost.example%2Fa&sa=D",
    "https://post-example.cdn.ampproject.org/c/s/post.example/a.amp.html",
    "https://post-example.translate.goog/a?_x_tr_sl=de&_x_tr_tl=en",
    "https://urldefense.com/v3/__https://post.example/a*b__;Kw!!x!y$",
    "https://[2001:db8::1]:443/a",
    "//post.example/a",
    "<https://post.example/a|post.example/a>",
)
TEXTS = (STORY, ARTICLE.text, str(judged("orrin-dam", "so", "The dam has failed").quote))


@dataclass(frozen=True)
class Door:
    """A door: what is thrown at it, and what opens it; what it opens takes one thing, and raises where it should not."""

    name: str
    thrown: st.SearchStrategy[Any]
    open: Callable[[], AbstractContextManager[Callable[[Any], None]]]


def pure(name: str, thrown: st.SearchStrategy[Any], take: Callable[[Any], object]) -> Door:
    """Return a door that needs nothing open; our own errors are its answers."""

    def taken(given: Any) -> None:
        with suppress(SecondSourceError):
            take(given)

    @contextmanager
    def opened() -> Iterator[Callable[[Any], None]]:
        yield taken

    return Door(name, thrown, opened)


def _address(text: str) -> None:
    settings = WorkspaceSettings(ignored_domains=("cats.example",))
    for written in (text, *links_in(text)):
        link(written, written)
        with suppress(SecondSourceError):
            why_left_alone(written, settings)
        with suppress(SecondSourceError):
            addresses.copy_at(written)
        with suppress(SecondSourceError):
            canonical = addresses.canonical(written)
            assert addresses.canonical(canonical) == canonical, (written, canonical)
            addresses.canonical_of_page(canonical, written)
            addresses.publisher(addresses.parse(canonical))
    with_times(with_mentions(escape(text)))


def _html(given: tuple[bytes, str | None]) -> None:
    body, charset = given
    warning_of_html(body)
    with suppress(SecondSourceError):
        page_of_plain(body, AT, charset, ())
    page = page_of_html(body, AT, charset, ())
    _read(Article(canonical_url=page.canonical_url, outlet=Outlet(name="Harbour Courier"), title=page.title, text=page.text))


def _pasted(text: str) -> None:
    page = page_of_text(text, None, ())
    _read(Article(canonical_url=page.canonical_url, outlet=Outlet(name="Harbour Courier"), text=page.text))


def _read(article: Article) -> None:
    reading = ground(answer_on(article, [EVENT, FERRY]), article, [EVENT, FERRY])
    assert all(judgement.quote.text in article.text for judgement in reading.judgements)
    Reading.model_validate_json(reading.model_dump_json())


def _quote(given: tuple[str, str]) -> None:
    quote, text = given
    found = quotes.find(quote, text)
    assert found is None or found.text in text
    orders_a_model(quote)
    if text.strip() and quote.strip():
        article = Article(canonical_url=AT, outlet=Outlet(name="Harbour Courier"), text=text)
        ground(Answer(judgements=(judged("orrin-dam", "so", quote),), stamp=STAMP), article, [EVENT])


def _model(given: tuple[Any, str]) -> None:
    content, envelope = given
    text = content if isinstance(content, str) else json.dumps(content)
    with suppress(ValueError):  # what the reader takes for a bad answer
        Completion.model_validate_json(envelope).tokens()
    shown = Candidates([FERRY, MAYOR])
    with suppress(Unfit):
        told = to_answer(parse_wire(bare_json(text), shown), shown, STAMP, ())
        reading = ground(told, ARTICLE, [FERRY, MAYOR])
        assert all(judgement.quote.text in ARTICLE.text for judgement in reading.judgements)


def _event_files(given: Any) -> None:
    text = given if isinstance(given, str) else json.dumps(given)
    with suppress(SecondSourceError):
        event_file.parse(text)
    for placed in event_file.parse_all(text):
        placed.file.model_dump_json()


def _outlets(data: bytes) -> None:
    read = outlet_file.parse(data)
    for line in read.outlets:
        with suppress(SecondSourceError):
            outlet_file.write([outlet_file.outlet_of(line, None, MONDAY.date())])


def _digest(given: tuple[Digest, str, str]) -> None:
    digest, words_, zone = given
    rhythm_in(words_)
    with suppress(SecondSourceError, ValueError):  # a setting of pydantic's; it becomes a sentence there
        zone_of(zone)
    assert_fits(digest_card(7, digest, MONDAY))
    full_list_modal(7, digest, MONDAY, 0)
    assert "<script" not in as_html(digest, MONDAY)
    as_text(digest, MONDAY)


@st.composite
def _digests(draw: Draw) -> Digest:
    """Draw a digest whose texts, and nothing else, are changed."""
    said = DIGESTS[draw(st.sampled_from(sorted(DIGESTS)))]
    sections = tuple(
        section.model_copy(
            update={
                "entries": tuple(
                    entry.model_copy(update={"about": draw(words), "says": draw(words), "why": draw(words)})
                    for entry in section.entries[:3]
                ),
            }
        )
        for section in said.sections
    )
    return said.model_copy(update={"sections": sections, "until": MONDAY + dt.timedelta(seconds=draw(st.integers(0, 9)))})


def _pages() -> list[bytes]:
    own = [path.read_bytes() for path in sorted(PAGES.glob("*.html"))]
    return own + [CMS[layout](cms_story(layout, 2)).encode() for layout in CMS]


def doors() -> list[Door]:
    """Return the pure doors."""
    event = json.loads(event_file.file_of(EVENT, ()).model_dump_json())
    wire = [answer(), answer(draft=draft(), judgements=[]), answer(statements=[])]
    envelopes = [
        json.dumps({"choices": [{"message": {"content": "{}"}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 5}})
    ]
    csv = b"domain,name,owner,kind,grade,reason\npost.example,Post,Owner,national,B,Known\n"
    charsets = st.sampled_from([None, "utf-8", "utf-16", "x-none", "idna", "big5", "utf-7", "rot13", "\0"])
    return [
        pure("addresses", changed_text(ADDRESSES) | words, _address),
        pure("pages", st.tuples(changed_bytes(_pages()), charsets), _html),
        pure("pasted texts", changed_text(TEXTS), _pasted),
        pure("quotes", st.tuples(changed_text(TEXTS), changed_text(TEXTS)), _quote),
        pure(
            "the model's answers",
            st.tuples(changed(wire) | changed_text([json.dumps(wire[1])]), changed_text(envelopes)),
            _model,
        ),
        pure("event files", changed([event]) | changed_text([json.dumps(event), json.dumps([event, event])]), _event_files),
        pure("outlet lists", changed_bytes([csv, csv.decode().encode("utf-16"), csv.replace(b",", b";")]), _outlets),
        pure("digests", st.tuples(_digests(), changed_text(["weekdays 9:00", "mon, fri at 8am", "daily"]), words), _digest),
    ]


def packs(make: Callable[[], bytes]) -> Door:
    """Return the door of packs of evidence; `make` makes a good one when it is first needed."""
    return pure("packs", st.deferred(lambda: changed_bytes([make()])), lambda data: verify(io.BytesIO(data)))
