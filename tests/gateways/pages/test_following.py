"""Pages that only send their readers on are followed over real HTTP, and no further than any redirect."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from bot.domain.errors import FetchFailure, Unreadable
from bot.gateways.web import MOST_REDIRECTS, WebFetcher
from tests.gateways.pages.made import LAYOUTS, story
from tests.page_server import PageServer

T = TypeVar("T")
PAPER, SHORT, OUT, NEWS = "mercury.example", "sho.example", "l.facebook.com", "news.google.com"
STORY = story(5)
AT = f"http://{PAPER}/a/{STORY.slug}"


@pytest.fixture
def server() -> Iterator[PageServer]:
    with PageServer() as running:
        running.page(f"/a/{STORY.slug}", LAYOUTS["modern"](STORY, 5))
        yield running


def fetcher(server: PageServer) -> WebFetcher:
    return WebFetcher(allow=tuple(f"{host}:80" for host in (PAPER, SHORT, OUT, NEWS)), resolve=server.resolve)


def refusal(server: PageServer, url: str) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        fetcher(server).fetch(url)
    return refused.value


ON_THE_WAY = {
    "a refresh": "<head><meta http-equiv=refresh content='0;url={to}'></head>",
    "a refresh where scripts are off": "<head><noscript><META http-equiv='Refresh' content='1; URL={to}'></noscript></head>",
    "a refresh without a name": "<meta http-equiv=refresh content='0;{to}'>",
    "a script that replaces": "<script>window.opener=null;location.replace('{to}')</script><p>One moment</p>",
    "a script that assigns": '<script>window.location.href = "{to}";</script>',
    "a script with escapes": '<script>location.replace("{escaped}")</script><title>x</title>',
    "a script with a name of its own": '<script>redirectToUrlAfterTimeout("{to}", 0)</script><p>If it does not open, press '
                                       'the link.</p>',
    "a notice with its one link": "<title>Redirect Notice</title><p>We are sending you to <a href='{to}'>{to}</a>. Or go "
                                  "back.</p>",
    "a notice and a refresh": (
        "<title>Leaving Friends</title><meta http-equiv=refresh content='5;url={to}'><p>The link that you followed goes to a "
        "site that "
        "is not ours. Are you sure that you want to go there? If not, go back to the page that you came from.</p>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", ON_THE_WAY)
def test_a_page_on_the_way_is_followed_to_the_article(server: PageServer, way: str) -> None:
    server.page("/s1", "<html>" + ON_THE_WAY[way].format(to=AT, escaped=AT.replace("/", "\\/")))
    page = fetcher(server).fetch(f"http://{SHORT}/s1")
    assert page.canonical_url == AT
    assert (page.title, page.site_name, page.domain) == (STORY.title, STORY.site, PAPER)


def test_redirects_and_pages_on_the_way_in_turn(server: PageServer) -> None:
    server.redirect("/1", f"http://{OUT}/l.php?u=http%3A%2F%2F{SHORT}%2F2&h=x", 301)
    server.page("/2", "<html><meta http-equiv=refresh content='0;url=/3'>")
    server.redirect("/3", AT)
    assert fetcher(server).fetch(f"http://{SHORT}/1").canonical_url == AT
    # What a wrapper carries is asked for itself, not the wrapper.
    assert [asked.path for asked in server.asked] == ["/1", "/2", "/3", f"/a/{STORY.slug}"]


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest/meta-data", "http://10.0.0.1/admin", "http://localhost/x", "http://[::1]/x"]
)
@pytest.mark.parametrize("way", ["a refresh", "a script that replaces", "a notice with its one link"])
def test_the_guard_looks_at_every_step(server: PageServer, target: str, way: str) -> None:
    server.page("/s", "<html>" + ON_THE_WAY[way].format(to=target, escaped=""))
    assert refusal(server, f"http://{SHORT}/s").kind in (FetchFailure.REFUSED_ADDRESS, FetchFailure.REDIRECTS)
    assert [asked.path for asked in server.asked] == ["/s"]


@pytest.mark.parametrize("target", ["http://10.0.0.1/x", "http://127.0.0.1/x"])
def test_the_guard_looks_at_what_a_wrapper_carries(server: PageServer, target: str) -> None:
    assert refusal(server, f"https://www.google.com/url?q={target}").kind is FetchFailure.REFUSED_ADDRESS
    assert server.asked == []


def test_a_circle_and_an_endless_way_end(server: PageServer) -> None:
    server.page("/a", "<html><meta http-equiv=refresh content='0;url=/b'>")
    server.page("/b", "<html><script>location.replace('/a')</script>")
    assert "circle" in refusal(server, f"http://{SHORT}/a").sentence
    for number in range(MOST_REDIRECTS + 3):
        server.page(f"/n{number}", f"<html><meta http-equiv=refresh content='0;url=/n{number + 1}'>")
    assert "more than" in refusal(server, f"http://{SHORT}/n0").sentence


def test_all_pages_on_the_way_have_the_time_of_one(server: PageServer) -> None:
    clock = [0.0]

    def slow(host: str, port: int) -> list[tuple[str, int]]:
        clock[0] += 8.0
        return server.resolve(host, port)

    def compute(function: Callable[..., T], /, *arguments: object) -> T:
        clock[0] += 100.0  # that is no waiting for the site
        return function(*arguments)

    for number in range(2):
        server.page(f"/{number}", f"<html><meta http-equiv=refresh content='0;url=/{number + 1}'>")
    reader = WebFetcher(allow=(f"{SHORT}:80",), resolve=slow, monotonic=lambda: clock[0], total_seconds=20.0, compute=compute)
    server.page("/2", LAYOUTS["modern"](STORY, 5))
    with pytest.raises(Unreadable) as refused:
        reader.fetch(f"http://{SHORT}/0")
    assert refused.value.kind is FetchFailure.TIMEOUT
    assert reader.fetch(f"http://{SHORT}/1").title == STORY.title


def test_an_article_that_refreshes_itself_is_read(server: PageServer) -> None:
    source = LAYOUTS["modern"](STORY, 5).replace("<head>", "<head><meta http-equiv=refresh content='600;url=/other'>")
    server.page("/self", source)
    assert fetcher(server).fetch(f"http://{PAPER}/self").title == STORY.title


def test_a_link_that_ends_at_a_front_page_is_gone(server: PageServer) -> None:
    server.redirect("/2024/05/long-gone-story", "/")
    server.page("/", LAYOUTS["modern"](STORY, 5))
    told = refusal(server, f"http://{PAPER}/2024/05/long-gone-story")
    assert told.kind is FetchFailure.NOT_FOUND
    assert "front page" in told.sentence


def test_a_link_that_ends_at_a_page_of_consent_says_so(server: PageServer) -> None:
    server.redirect("/story", f"http://{PAPER}/consent?back=/story")
    server.page(
        "/consent",
        "<h1>Hello</h1><p>What would you like us to know of you before you read on? Choose, and press the button.</p>",
    )
    assert "consent" in refusal(server, f"http://{PAPER}/story").sentence


def test_google_news_with_a_number_alone_says_what_to_do(server: PageServer) -> None:
    server.page("/rss/articles/CBMiX0FV", "<title>Google News</title><c-wiz></c-wiz><script>boot()</script>")
    assert "link is kept" in refusal(server, f"http://{NEWS}/rss/articles/CBMiX0FV").sentence
