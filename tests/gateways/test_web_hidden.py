"""Words that a page holds and does not show: none of them may reach the text that is judged, however they are hidden."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trafilatura.utils import load_html

from bot.domain.errors import Unreadable
from bot.domain.quotes import ArticleText
from bot.domain.reading import Page
from bot.gateways.screening.hidden import hide
from bot.gateways.web import WebFetcher
from tests.gateways.test_web_hostile import MORE, SECRET, STORY, page
from tests.growth import MOST, growth

SHEET = "<style>{}</style>"


def words_of(got: Page) -> str:
    return " ".join(filter(None, (got.text, got.title, got.site_name, *got.authors)))


def told(body: str, head: str = "") -> bool:
    """Say whether the secret comes out, once where it is short and once where it is long."""
    found = False
    for secret in (SECRET, SECRET * 6):
        got = page(body.replace("¤", secret) + f"<p>{STORY}</p>", head.replace("¤", secret))
        assert MORE in got.text
        found = found or "Disregard" in words_of(got)
    return found


@pytest.mark.parametrize(
    "body",
    [
        "<p hidden>¤</p>", '<p hidden="until-found">¤</p>', '<div hidden><p>¤</p></div>', '<p aria-hidden="true">¤</p>',
        "<div popover><p>¤</p></div>", "<dialog><p>¤</p></dialog>", "<template><p>¤</p></template>",
        "<noscript><p>¤</p></noscript>", "<!-- ¤ -->", "<!--[if IE]><p>¤</p><![endif]-->",
        '<img src="a.jpg" alt="¤">', '<figure><img src="a.jpg" alt="¤"><figcaption>The pier.</figcaption></figure>',
        '<p title="¤">The pier is of oak.</p>', '<p data-text="¤" aria-label="¤">The pier is of oak.</p>',
        '<input value="¤"><input type="hidden" value="¤">', "<textarea>¤</textarea>", "<select><option>¤</option></select>",
        "<audio>¤</audio>", "<video><p>¤</p></video>", "<canvas>¤</canvas>", "<object>¤</object>", "<iframe>¤</iframe>",
        "<svg><title>¤</title><text>¤</text></svg>", "<math><annotation>¤</annotation></math>",
        "<datalist><option>¤</datalist>",
        '<p class="sr-only">¤</p>', '<span class="a Screen-Reader-Text">¤</span>', '<p class="visually-hidden">¤</p>',
        '<p><font color="#ffffff">¤</font></p>', '<table bgcolor="#202020"><tr><td><font color="#202020">¤</font></table>',
    ],
)  # fmt: skip
def test_what_an_element_is_hides(body: str) -> None:
    assert not told(body)


@pytest.mark.parametrize(
    "style",
    [
        "visibility:hidden", "visibility:collapse", "content-visibility:hidden", "font-size:.01rem", "font-size:0",
        "text-indent:-9999px", "position:fixed;inset:-9999px auto auto auto", "position:absolute;inset-inline-start:-9999px",
        "margin:0 0 0 -9999px", "margin-inline-start:-9999px", "height:0;overflow:hidden", "width:1px;overflow:clip",
        "transform:rotateX(90deg)", "transform:rotateY(-90deg)", "transform:matrix(0,0,0,0,0,0)",
        "transform:matrix(1,0,0,1,-9999,0)", "transform:scale3d(0,0,0)", "clip-path:circle(0)", "clip:rect(0,0,0,0)",
        "color:transparent", "-webkit-text-fill-color:transparent",
        "-webkit-text-fill-color:#fff", "color:white",
        "color:oklch(1 0 0)", "color:oklab(99% 0 0)", "color:lab(100% 0 0)", "color:lch(100 0 0 / 1)",
        "color:color(srgb 1 1 1)",
        "color:color(srgb 99% 99% 99%)", "color:#123456;background-color:currentColor", "background:#222;color:#232323",
        "--c:white;color:var(--c)", "color:var(--nope,white)", "display:var(--nope, none)",
        "--a:none;--b:var(--a);display:var(--b)", f"left:-{'9' * 5000}px", f"left:-{'0' * 5000}9999px",
        f"opacity:.{'0' * 5000}5", f"opacity:{'0' * 5000}.01",
    ],
)  # fmt: skip
def test_a_style_attribute_hides_an_element_and_what_is_in_it(style: str) -> None:
    assert not told(f'<p style="{style}">¤</p>')
    assert not told(f'<div style="{style}"><div><p>¤</p></div></div>')
    assert not told(f'<p>The pier <span style="{style}">¤</span> is of oak.</p>')


@pytest.mark.parametrize(
    "css",
    [
        ":root{--x:#fff} .z{color:var(--x)}", ".z{display:var(--x)} :root{--x:none}",
        "html{--bg:#fff;--fg:var(--bg)} .z{color:var(--fg)}",
        ".box{--shade:#fff} .z{color:var(--shade)}", ".z{--x:0;opacity:var(--x)}", "*{--x:hidden} .z{visibility:var(--x)}",
        ".z:nth-child(1){display:none}", ".box p:first-child{display:none}", ".box > :last-child{display:none}",
        ".box :only-child{display:none}", ".z:nth-child(2n+1){display:none}", ".z:nth-child(odd){display:none}",
        ".z:nth-last-child(-n+3){display:none}", ".z:not(.shown){display:none}", ":is(.y,.z){display:none}",
        "p:where(.z){display:none}", ".z:not(.y, .x){opacity:0}", ":root .z{display:none}",
        ".box{@media screen{& .z, .z{display:none}}}", "@media screen{@supports (display:grid){.z{display:none}}}",
        ".z{@media screen{display:none}}", "/* } */ .z{/* ; */display/**/:/**/none/* } */}", ".y{content:'}'} .z{display:none}",
        ".y{color:red;;} <!-- .z{display:none} -->", ".z{display:none", r".\7a {d\isplay:n\6f ne}",
        "@import 'x.css'; @layer a, b; .z{display:none}", "body>.box   >\n.z{display:none}", ".z{display:none !  IMPORTANT}",
        "@container (min-width: 1px){.z{display:none}}", "@container side (min-width:1px){.z{display:none}}",
        '[data-q="ABC" i]{display:none}', ".box{color:red; .z{display:none}}", ".box{color:#fff}",
        ".box{background:#333;color:#343434}",
        ".sr{display:block} .z{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)}",
    ],
)  # fmt: skip
def test_a_style_sheet_hides(css: str) -> None:
    assert not told('<div class="box"><p class="z" data-q="abc">¤</p></div>', SHEET.format(css))


@pytest.mark.parametrize(
    ("body", "css"),
    [
        ("<details><summary>More</summary><p>¤</p></details>", ""),
        ('<p class="z">¤</p>', ".z:nth-child(2){display:none} .z:first-child{display:none} .z:last-child{display:none}"),
        ('<p class="z">¤</p>', ".z:not(.z){display:none} .z:not(p){display:none} :is(.y,.x){display:none}"),
        ('<p class="z">¤</p>', "/* .z{display:none} */ .y::after{content:'.z{display:none}'} @media print{.z{display:none}}"),
        ('<p class="z">¤</p>', ".y{x:y}} .z{display:none}"),
        ('<p class="z">¤</p>', ".y{background:url(data:x;}.z{display:none)} .z[class=y]{display:none} .z >{display:none}"),
        ('<p class="z">¤</p>', ".z:not(:hover){display:none} .z::before{display:none} .z:empty{display:none}"),
        ('<p class="z">¤</p>', ":root{--x:none;--y:#fff} .z{color:var(--x)} .y{color:var(--y)}"),
        ('<p class="z">¤</p>', "@media (prefers-color-scheme: dark){:root{--x:#fff}} .z{color:var(--x, #111)}"),
        ('<p class="z">¤</p>', ".z{margin:0 auto;inset:0;transform:matrix(1,0,0,1,10,0) rotate(90deg);color:oklch(.3 0 0)}"),
        ('<p class="z">¤</p>', ".z{color:#fff;background:#000;-webkit-text-fill-color:#eee}"),
        ('<p class="z">¤</p>', "@container (max-width: 300px){.z{display:none}}"),
        ('<div class="box"><p class="z">¤</p></div>', ".box{background:#111} .z{color:lab(98 0 0)}"),
    ],
)
def test_what_readers_see_or_can_open_is_kept(body: str, css: str) -> None:
    assert told(body, SHEET.format(css))


def test_what_a_page_says_of_itself_in_its_head_is_no_text_of_it() -> None:
    names = ("description", "og:description", "twitter:description", "keywords", "news_keywords", "abstract")
    assert not told("", "".join(f'<meta name="{name}" property="{name}" content="¤">' for name in names))


INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\u2066\u2069\u200e\u061c\u180e\u3164\U000e0041\U000e007f\ufe0f\ufff9"


@pytest.mark.parametrize("mark", INVISIBLE)
def test_invisible_characters_inside_words_are_taken_out_and_quotes_are_found(mark: str) -> None:
    strewn = mark.join(STORY)
    pasted = WebFetcher().from_text(f"{strewn}\n\n{MORE}", None).text
    fetched = page(f"<p>{mark.join('The tide gate at Orrin is open.')}</p>").text
    assert pasted == f"{STORY}\n\n{MORE}"
    assert "The tide gate at Orrin is open." in fetched
    for text, quote in ((pasted, STORY), (fetched, "The tide gate at Orrin is open.")):
        found = ArticleText(text).find(quote)
        assert found is not None
        assert found.text in text
        assert mark not in found.text


def test_a_message_in_tag_characters_never_arrives() -> None:
    message = "".join(chr(0xE0000 + ord(c)) for c in SECRET)
    got = page(f"<p>{STORY}{message}</p>")
    assert all(ord(c) < 0xE0000 for c in got.text)
    assert "Disregard" not in got.text


SIGNS = list("{}()[]:;,.#@\\'\"\n >+~*|=<é%")
WORDS = ["url(", "var(--z,", "calc(", "is(", "nth-child(", "2n+", "1e9", "u+", "\\d800 ", "@media ", "/*", "*/", "-->"]
NAMES = ["z", "p", "display", "none", "color", "!important", "9" * 5000]


@given(st.lists(st.sampled_from([*SIGNS, *WORDS, *NAMES]), max_size=40).map("".join))
@settings(deadline=None)
def test_whatever_a_style_sheet_says_the_page_is_read(css: str) -> None:
    tree: Any = load_html(f'<p class="z">{STORY}</p><p>{MORE}</p>')
    tree.xpath("//p")[0].set("style", css)
    sheet = tree.makeelement("style")
    sheet.text = css
    tree.insert(0, sheet)
    assert "".join(hide(tree).unseen).strip() in ("", STORY, MORE, f"{STORY}{MORE}")


@pytest.mark.parametrize("css", [".z{}" * 400_000, "{" * 200_000, "a:" * 700_000])
def test_style_sheets_that_no_article_has_are_refused(css: str) -> None:
    with pytest.raises(Unreadable, match="far more complicated"):
        page("", SHEET.format(css))


LONG_SHEETS: dict[str, tuple[Callable[[int], str], int]] = {
    "variables that double": (
        lambda n: "".join(f":root{{--a{k}:var(--a{k + 1})var(--a{k + 1})}}" for k in range(n)) + ".z{color:var(--a0)}", 2_000,
    ),
    "variables in each other": (lambda n: ".z{color:" + "var(--a," * n + "}", 50_000),
    "negations": (lambda n: ":not(" * n + ".z{display:none}", 100_000),
    "a list of selectors": (lambda n: ":is(" + ".z," * n + ".z){display:none}", 300_000),
    "a matrix": (lambda n: f".z{{transform:matrix({'0,' * n}0)}}", 100_000),
    "many variables": (lambda n: ".z{" + "".join(f"--v{k}:1;" for k in range(n)) + "}", 100_000),
    "rules in each other": (lambda n: ".z{" * n, 100_000),
    "digits": (lambda n: f".z{{left:{'9' * n}px}}", 100_000),
    "an image": (lambda n: f".y{{background:url(data:image/png;base64,{'A' * n})}}", 2_000_000),
}  # fmt: skip


def _read_with(css: str) -> None:
    assert STORY in page("".join(f'<p class="z">{STORY} {n}</p>' for n in range(20)), SHEET.format(css)).text


def test_no_style_sheet_takes_more_than_linear_time() -> None:
    grown = {name: growth(_read_with, make, most // 40) for name, (make, most) in LONG_SHEETS.items()}
    assert {name: times for name, times in grown.items() if times > MOST} == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", LONG_SHEETS)
def test_the_longest_style_sheets_are_read(name: str) -> None:
    make, most = LONG_SHEETS[name]
    _read_with(make(most))


@pytest.mark.parametrize("css", [":root{--a:var(--a)} .z{color:var(--a)}", f".z:nth-child({'9' * 5000}n){{display:none}}"])
def test_a_style_sheet_that_never_ends_in_itself_is_read(css: str) -> None:
    _read_with(css)
