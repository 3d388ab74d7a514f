"""Addresses that carry another one are known as the one that they carry."""

import base64
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import FetchFailure, Unreadable
from bot.domain.wrapped_addresses import bare_address, carried_by
from bot.gateways.pages.addresses import MOST_LAYERS, canonical, copy_at, parse, publisher, unwrapped
from tests.growth import MOST, growth

INSIDE = "https://www.gull-post.example/2026/05/quay?id=7&part=2"
SAME = "https://gull-post.example/2026/05/quay?id=7&part=2"
QUOTED = "https%3A%2F%2Fwww.gull-post.example%2F2026%2F05%2Fquay%3Fid%3D7%26part%3D2"


def _base64(text: str | bytes) -> str:
    return base64.urlsafe_b64encode(text.encode() if isinstance(text, str) else text).decode().rstrip("=")


_NEWS_ID = _base64(b"\x08\x13\x22" + bytes([len(INSIDE)]) + INSIDE.encode() + b"\xd2\x01\x00")

WRAPPED = {
    "Google": f"https://www.google.com/url?sa=t&url={QUOTED}&usg=abc",
    "Google, another country": f"https://www.google.co.uk/url?q={QUOTED}&source=chat",
    "Google News, older": f"https://news.google.com/rss/articles/{_NEWS_ID}?oc=5",
    "Google's translation": f"https://translate.google.com/translate?sl=auto&tl=en&u={QUOTED}",
    "translate.goog": "https://www-gull--post-example.translate.goog/2026/05/quay?id=7&part=2&_x_tr_sl=de&_x_tr_tl=en",
    "Google's cache": f"https://webcache.googleusercontent.com/search?q=cache:Xy1-z:{QUOTED}+bridge&hl=en",
    "an AMP cache": "https://www-gull--post-example.cdn.ampproject.org/v/s/www.gull-post.example/2026/05/quay?id=7&part=2",
    "Google's AMP viewer": "https://www.google.com/amp/s/www.gull-post.example/2026/05/quay?id=7&part=2",
    "Bing News": f"https://www.bing.com/news/apiclick.aspx?ref=x&url={QUOTED}&c=1",
    "Bing": f"https://www.bing.com/ck/a?!&&p=1&u=a1{_base64(INSIDE)}&ntb=1",
    "Yahoo": f"https://r.search.yahoo.com/_ylt=A/RV=2/RE=1/RO=10/RU={QUOTED}/RK=2/RS=x-",
    "DuckDuckGo": f"https://duckduckgo.com/l/?uddg={QUOTED}&rut=1",
    "Facebook": f"https://l.facebook.com/l.php?u={QUOTED}&h=AT0",
    "Facebook, mobile": f"https://lm.facebook.com/l.php?u={QUOTED}",
    "Instagram": f"https://l.instagram.com/?u={QUOTED}&e=1",
    "Reddit": f"https://out.reddit.com/t3_1?url={QUOTED}&token=1",
    "Tumblr": f"https://t.umblr.com/redirect?z={QUOTED}&t=1",
    "VK": f"https://vk.com/away.php?to={QUOTED}",
    "YouTube": f"https://www.youtube.com/redirect?event=video&q={QUOTED}",
    "LinkedIn": f"https://www.linkedin.com/safety/go?url={QUOTED}&trk=x",
    "Slack": f"https://slack-redir.net/link?url={QUOTED}&v=3",
    "Outlook": f"https://eur03.safelinks.protection.outlook.com/?url={QUOTED}&data=05%7C&sdata=1&reserved=0",
    "Proofpoint 1": f"https://urldefense.proofpoint.com/v1/url?u={QUOTED}&k=1",
    "Proofpoint 2": "https://urldefense.proofpoint.com/v2/url?u=https-3A__www.gull-2Dpost.example_2026_05_quay-3Fid-3D7-26part-3D2&d=DwM",
    "Proofpoint 3": "https://urldefense.com/v3/__https://www.gull-post.example/2026/05/quay?id=7&part=2__;!!AbC!dEf$",
    "Proofpoint 3, with marks": f"https://urldefense.com/v3/__https://www.gull-post.example/2026/05/quay*id=7&part=2__;{_base64('?')}!!AbC!dEf$",
    "Check Point": "https://protect.checkpoint.com/v2/___https://www.gull-post.example/2026/05/quay?id=7&part=2___.YzJl",
    "Cisco": f"https://secure-web.cisco.com/1aBc-dEf/{QUOTED}",
    "a way round a wall": "https://12ft.io/https://www.gull-post.example/2026/05/quay?id=7&part=2",
    "another": "https://12ft.io/proxy?q=" + QUOTED,
    "a reader": "https://r.jina.ai/https://www.gull-post.example/2026/05/quay?id=7&part=2",
    "the Wayback Machine": f"https://web.archive.org/web/20260504101112/{INSIDE}",
    "the Wayback Machine, a frame": f"http://web.archive.org/web/20260504101112if_/{INSIDE}",
    "the Wayback Machine, without a scheme": "https://web.archive.org/web/2026/www.gull-post.example/2026/05/quay?id=7&part=2",
    "the Wayback Machine's calendar": f"https://web.archive.org/web/*/{INSIDE}",
    "archive.today": f"https://archive.today/2026.05.04-101112/{INSIDE}",
    "archive.ph, the newest": f"https://archive.ph/newest/{INSIDE}",
    "archive.is, being made": f"https://archive.is/?run=1&url={QUOTED}",
    "Arquivo.pt": f"https://arquivo.pt/wayback/20260504101112/{INSIDE}",
}  # fmt: skip


@pytest.mark.parametrize("wrapper", WRAPPED)
def test_a_wrapped_address_is_known_as_the_one_inside(wrapper: str) -> None:
    assert canonical(WRAPPED[wrapper]) == SAME
    assert canonical(SAME) == SAME


@pytest.mark.parametrize(
    "address",
    [
        "https://www.google.com/search?q=https%3A%2F%2Fgull-post.example%2Fx",
        "https://gull-post.example/share?url=https%3A%2F%2Fother.example%2Fx",
        "https://www.facebook.com/gullpost/posts/1?u=https%3A%2F%2Fother.example",
        "https://docs.google.com/viewer?url=https%3A%2F%2Fother.example%2Fx.pdf",
        "https://l.facebook.com/l.php?u=javascript%3Aalert(1)",
        "https://web.archive.org/about/terms.php",
        "https://news.google.com/rss/articles/CBMi-only-a-number",
        "https://12ft.io/",
    ],
)
def test_others_are_themselves(address: str) -> None:
    parsed = parse(address)
    assert unwrapped(parsed, copies=True) == parsed


def test_a_copy_is_fetched_from_its_archive_and_everything_else_from_where_it_leads() -> None:
    assert unwrapped(parse(WRAPPED["Outlook"])) == parse(INSIDE)
    copy = WRAPPED["the Wayback Machine"]
    assert unwrapped(parse(copy)) == parse(copy)
    wrapped = (
        f"https://l.facebook.com/l.php?u={copy.replace(':', '%3A').replace('/', '%2F').replace('?', '%3F').replace('&', '%26')}"
    )
    assert unwrapped(parse(wrapped)) == parse(copy)
    found = copy_at(copy)
    assert found is not None
    assert (found.kept_by, str(found.kept_on)) == ("web.archive.org", "2026-05-04")
    assert copy_at(INSIDE) is None


def test_wrappers_in_wrappers_are_undone_up_to_a_limit() -> None:
    address = INSIDE
    for _ in range(MOST_LAYERS - 1):
        address = f"https://12ft.io/{address}"
    assert canonical(address) == SAME
    with pytest.raises(Unreadable, match="wrapped in too many") as refused:
        canonical(f"https://12ft.io/https://12ft.io/https://12ft.io/{address}")
    assert refused.value.kind is FetchFailure.BAD_ADDRESS


@pytest.mark.parametrize(
    "inside", ["https://ann:word@gull-post.example/x", "http://2130706433/x", "http://[::1/x", "https://a b/x"]
)
def test_what_is_carried_is_looked_at_as_strictly(inside: str) -> None:
    with pytest.raises(Unreadable):
        canonical(f"https://slack-redir.net/link?url={inside.replace(' ', '%20')}")


_HOSTS = st.sampled_from(
    ["www.google.com", "l.facebook.com", "web.archive.org", "archive.ph", "urldefense.com", "x-y.translate.goog", "t.me",
     "open.substack.com", "r.search.yahoo.com", "12ft.io", "a.blogspot.de", "webcache.googleusercontent.com"]
)  # fmt: skip
_PIECES = st.sampled_from(
    ["/", "//", "url", "?", "&", "q=", "u=", "url=", "l.php", "web", "2026", "newest", "v3", "__", "https://a.example",
     "https%3A%2F%2Fb.example",
     "amp", "s", "pub", "x", "*", ";", "!!", "--", ".", "%2F", "RU=", "cache:"]
)  # fmt: skip


@given(_HOSTS, st.lists(_PIECES, max_size=14).map("".join))
def test_the_canonical_form_of_a_wrapper_is_its_own(host: str, rest: str) -> None:
    try:
        once = canonical(f"https://{host}/{rest}")
    except Unreadable:
        return
    assert canonical(once) == once


HOSTILE: dict[str, Callable[[int], tuple[str, str, str]]] = {
    "stars": lambda n: ("urldefense.com", "/v3/__" + "*" * n + "__;" + "A" * n + "!!", ""),
    "an identifier": lambda n: ("news.google.com", "/articles/CBM" + "A" * n, ""),
    "parts of a path": lambda n: ("web.archive.org", "/web/" * n, ""),
    "parameters": lambda n: ("www.google.com", "/url", "url=&" * n),
    "hyphens": lambda n: ("-" * n + ".translate.goog", "/", "_x_tr_&" * n),
    "schemes": lambda n: ("12ft.io", "/" + "https://" * n, ""),
}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_unwrapping_takes_linear_time(hostile: str) -> None:
    def repeatedly(parts: tuple[str, str, str]) -> None:
        for _ in range(50):
            carried_by(*parts)

    assert growth(repeatedly, HOSTILE[hostile], 2_000) <= MOST


@pytest.mark.parametrize(
    ("pasted", "address"),
    [
        ("(https://gull-post.example/q),", "https://gull-post.example/q"),
        ("“https://gull-post.example/q”.", "https://gull-post.example/q"),
        ("<https://gull-post.example/q>", "https://gull-post.example/q"),
        ("https://gull-post.example/q…", "https://gull-post.example/q"),
        ("[https://gull-post.example/q]", "https://gull-post.example/q"),
        ("„https://gull-post.example/q“", "https://gull-post.example/q"),
        ("https://wiki.example/Quay_(song)", "https://wiki.example/Quay_(song)"),
        ("(https://wiki.example/Quay_(song))", "https://wiki.example/Quay_(song)"),
        ("https://gull-post.example/q?x=1&y=", "https://gull-post.example/q?x=1&y="),
        ("https://gull-post.example/q/", "https://gull-post.example/q/"),
        ("...", ""),
        ("", ""),
    ],
)
def test_what_stands_around_a_pasted_address_is_no_part_of_it(pasted: str, address: str) -> None:
    assert bare_address(pasted) == address


@pytest.mark.parametrize(
    ("address", "whose"),
    [
        ("https://gullnotes.substack.com/p/quay", "gullnotes.substack.com"),
        ("https://open.substack.com/pub/gullnotes/p/quay?r=1", "gullnotes.substack.com"),
        ("https://tidewatch.substack.com/p/quay", "tidewatch.substack.com"),
        ("https://substack.com/about", "substack.com"),
        ("https://t.me/s/gullnews/12", "gullnews.t.me"),
        ("https://telegram.me/GullNews/12", "gullnews.t.me"),
        ("https://t.me/joinchat/AAA", "t.me"),
        ("https://medium.com/@ada/quay-0123456789ab", "ada.medium.com"),
        ("https://ada.medium.com/quay-0123456789ab", "ada.medium.com"),
        ("https://medium.com/the-quay/tide-0123456789ab", "the-quay.medium.com"),
        ("https://gull.beehiiv.com/p/quay", "gull.beehiiv.com"),
        ("https://gull.ghost.io/quay/", "gull.ghost.io"),
        ("https://gull.wordpress.com/2026/05/quay/", "gull.wordpress.com"),
        ("https://gull.blogspot.de/2026/05/quay.html", "gull.blogspot.com"),
        ("https://www.gull-post.example/x", "gull-post.example"),
        ("https://news.bbc.co.uk/x", "bbc.co.uk"),
    ],
)
def test_on_a_platform_each_name_is_a_publisher_of_its_own(address: str, whose: str) -> None:
    assert publisher(parse(canonical(address))) == whose


def test_spellings_of_one_post_on_a_platform_are_one() -> None:
    assert canonical("https://open.substack.com/pub/gullnotes/p/quay") == canonical("https://gullnotes.substack.com/p/quay")
    assert canonical("https://telegram.me/s/GullNews/12") == canonical("https://t.me/gullnews/12")
    assert canonical("https://gull.blogspot.co.uk/x.html") == canonical("https://gull.blogspot.com/x.html")
