import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import FetchFailure, Unreadable
from bot.gateways.pages.addresses import canonical, canonical_of_page, parse, registrable_domain


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("http://Example.com:80/a/b/", "https://example.com/a/b"),
        ("example.com/a", "https://example.com/a"),
        ("<https://example.com/a>", "https://example.com/a"),
        ("https://www.example.com", "https://example.com/"),
        ("https://example.com/a?utm_source=x&fbclid=1&gclid=2&b=2&a=1#part", "https://example.com/a?a=1&b=2"),
        ("https://example.com/a?id=7&utm_campaign=", "https://example.com/a?id=7"),
        ("https://en.m.wikipedia.org/wiki/Bridge", "https://en.wikipedia.org/wiki/Bridge"),
        ("https://mobile.example.co.uk/x", "https://example.co.uk/x"),
        ("https://amp.example.com/x/amp/", "https://example.com/x"),
        ("https://example.com/amp/x", "https://example.com/x"),
        ("https://example.com/x.amp.html?amp=1", "https://example.com/x.html"),
        ("https://example.com/x?outputType=amp", "https://example.com/x"),
        ("https://www-example-com.cdn.ampproject.org/c/s/www.example.com/x/amp", "https://example.com/x"),
        ("https://www.google.com/amp/s/www.example.com/x", "https://example.com/x"),
        ("https://example.com/a/../b/./c//d", "https://example.com/b/c/d"),
        ("https://example.com/%7Eeditor/%e9", "https://example.com/~editor/%E9"),
        ("https://bücher.example/straße", "https://xn--bcher-kva.example/stra%C3%9Fe"),
        ("https://www.gov.uk/x", "https://www.gov.uk/x"),
        ("https://m.co.uk/x", "https://m.co.uk/x"),
        ("https://example.com/amp", "https://example.com/amp"),
        ("http://203.0.113.9/x", "https://203.0.113.9/x"),
        ("http://[2606:4700::0:1111]/x", "https://[2606:4700::1111]/x"),
    ],
)
def test_spellings_of_one_page_share_a_form(written: str, same: str) -> None:
    assert canonical(written) == same


def test_names_on_the_allow_list_keep_their_scheme_and_port() -> None:
    allow = {"harbour-courier.example:80", "127.0.0.1:8000"}
    assert canonical("http://harbour-courier.example/x", allow) == "http://harbour-courier.example/x"
    assert canonical("http://www.harbour-courier.example/x", allow) == "http://harbour-courier.example/x"
    assert canonical("http://127.0.0.1:8000/x", allow) == "http://127.0.0.1:8000/x"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("", "no address"),
        ("   ", "no address"),
        ("hello", "beginning with https://"),
        ("The bridge is closed", "spaces"),
        ("https:/example.com", "two slashes"),
        ("https://", "names no site"),
        ("https:///example.com", "names no site"),
        ("ftp://example.com/x", "'ftp:'"),
        ("file:///etc/passwd", "'file:'"),
        ("javascript:alert(1)", "'javascript:'"),
        ("mailto:desk@example.com", "'mailto:'"),
        ("https://example.com:99999/", "no port 99999"),
        ("https://example..com/", "misspelled"),
        ("https://exam%70le.com/", "misspelled"),
        ("https://" + "a" * 5000, "longer than"),
    ],
)
def test_what_is_no_address_is_said_plainly(written: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as refused:
        canonical(written)
    assert refused.value.kind is FetchFailure.BAD_ADDRESS


@pytest.mark.parametrize("written", ["https://editor:secret@example.com/x", "https://example.com@127.0.0.1/", "//@example.com"])
def test_credentials_are_refused_and_not_repeated(written: str) -> None:
    with pytest.raises(Unreadable) as refused:
        canonical(written if "//" not in written[:2] else "https:" + written)
    assert refused.value.kind is FetchFailure.REFUSED_ADDRESS
    assert "user name or password" in str(refused.value)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "host",
    [
        "2130706433", "0x7f000001", "0x7f.1", "017700000001", "0177.0.0.1", "127.1", "127.0.1", "127.0.0.1.", "127.0.0.01",
        "127。0。0。1", "127．0．0．1", "１２７.0.0.1", "①②⑦.0.0.1", "%31%32%37.0.0.1", "[127.0.0.1]", "[::1%25lo]", "[::1%lo]",
        "[::1", "::1", "example.com.", "example.com\\@127.0.0.1", "127.0.0.1\\.example.com", "127.0.0.1%00.example.com",
        "127.0.0.1\t", "exa\nmple.com", "exam\u200bple.com", "example.com:8o", "example.com:٨٠", "1.2.3.4.5", "0xg.0x1",
        "example.com:80:80", "-", "a b",
    ],
)  # fmt: skip
def test_odd_spellings_of_a_host_are_refused(host: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse(f"http://{host}/x")
    assert refused.value.kind in (FetchFailure.BAD_ADDRESS, FetchFailure.REFUSED_ADDRESS)


_HOSTS = st.sampled_from(
    ["example.com", "www.example.co.uk", "m.a.b.example", "1.2.3.4", "amp.amp.com", "www.www.uk", "bücher.de"]
)


@given(_HOSTS, st.text(max_size=40), st.text(max_size=40), st.booleans())
def test_the_canonical_form_is_its_own_and_ignores_the_scheme(host: str, path: str, query: str, bare: bool) -> None:
    address = f"{host}/{path}" + ("" if bare else f"?{query}")
    try:
        once = canonical(f"https://{address}")
    except Unreadable:
        return
    assert canonical(once) == once
    assert canonical(f"http://{address}") == once


@given(st.text(max_size=80))
def test_any_text_is_an_address_in_plain_ascii_or_is_refused(text: str) -> None:
    try:
        address = parse(text)
    except Unreadable:
        return
    assert str(address).isascii()
    assert parse(str(address)) == address


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (None, "https://news.example.com/local/story-1"),
        ("https://www.example.com/local/story-one", "https://example.com/local/story-one"),
        ("/local/story-one?utm_medium=x", "https://news.example.com/local/story-one"),
        ("https://other.com/local/story-1", "https://news.example.com/local/story-1"),
        ("https://example.com/", "https://news.example.com/local/story-1"),
        ("https://news.example.com/local", "https://news.example.com/local/story-1"),
        ("http://[broken", "https://news.example.com/local/story-1"),
        ("javascript:alert(1)", "https://news.example.com/local/story-1"),
        ("https://u:p@example.com/x", "https://news.example.com/local/story-1"),
        ("https://example.com:8443/local/story-one", "https://news.example.com/local/story-1"),
    ],
)
def test_a_page_is_believed_about_itself_only_within_its_domain(declared: str | None, expected: str) -> None:
    assert canonical_of_page("http://news.example.com/local/story-1?utm_source=x", declared) == expected


def test_blogs_on_one_host_are_not_one_domain() -> None:
    assert canonical_of_page("https://a.blogspot.com/x", "https://b.blogspot.com/y") == "https://a.blogspot.com/x"
    assert registrable_domain("a.blogspot.com") == "a.blogspot.com"
    assert registrable_domain("news.bbc.co.uk") == "bbc.co.uk"
    assert registrable_domain("127.0.0.1") == "127.0.0.1"
    assert registrable_domain("harbour-courier.example") == "harbour-courier.example"
