"""Plain rules of style sheets: what is read quickly is what tinycss2 reads."""

from typing import Any

import pytest
import tinycss2  # type: ignore[import-untyped]  # the package ships no types
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.errors import Unreadable
from bot.gateways.screening import styles
from bot.gateways.screening.plain_rules import plain_declarations, plain_rules
from bot.gateways.screening.styles import Sheets
from tests.growth import superlinear

PARTS = [
    *(".a", "#b", "p", "*", " ", ">", "+", ",", ":hover", ":not(.c)", "[x=y]", '[x="}"]', "&"),
    *("{", "{", "}", "}", ";", ";", ":", "(", ")", "[", "]", "!important", " ! IMPORTANT "),
    *("display", "color", "margin", "--x", "background", "content", "font", "*zoom", "$y"),
    *("none", "#FFF", "-9999px", "1e3px", ".5em", "50%", "rgba(0, 0, 0, .1)", "var(--x)", "calc((1px + 2px) * 3)", "12px/1.5"),
    *('"', "'", '"a}b"', "'x{'", "url(", "url(a'b)c')", 'url("x;y")', "url(x/y)", "url( a b )", "/*", "*/", "/", "\\", "\\7d "),
    *("@media print", "@media (max-width:600px)", "@import url(x);", "@font-face", "@supports (a:b)", "<!--", "-->", "@", "<"),
    *("\n", "\t", "\f", "\x0b", "\xa0", "é", "\u3000", "-", "--", "_", "%", "."),
]
WHOLE = [
    ".a{display:none}",
    "p .b > #c , .d { color : #FFF !important ; margin:-9999px }",
    "@media screen{.a{display:none}.b{color:red}}",
    "@media print{.a{display:none}}",
    "@font-face{font-family:'X';src:url(x)}",
    ".a{font:12px/1.5 'A B',serif;background:url(a)}",
    ".a{--x:none;display:var(--x)}",
]


def read(css: str, *, quickly: bool) -> Any:
    """Return all rules of a sheet, or the kind of error."""
    sheets = Sheets()
    try:
        if quickly:
            sheets.read(css, "all")
        else:
            sheets._read_any(sheets._counted(css))
    except Unreadable as error:
        return type(error)
    return {key: [(rule.compounds, rule.looks, rule.rank) for rule in rules] for key, rules in sheets.rules.items()}


@given(st.lists(st.sampled_from([*PARTS, *WHOLE, *WHOLE]), max_size=24).map("".join))
@example(".a>{display:none}")
@example("-->.a{display:none}")
@example(".a\xa0.b{display:none}")
@example(".a{background:url(a'b)c'}.b{display:none}")
@example(".a{display:none")
def test_a_sheet_says_the_same_however_it_is_read(css: str) -> None:
    assert read(css, quickly=True) == read(css, quickly=False)


@given(st.lists(st.sampled_from(PARTS), max_size=16).map("".join))
def test_a_style_attribute_says_the_same_however_it_is_read(style: str) -> None:
    block = tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
    assert styles._declared_in(style) == styles._declared(block)


@pytest.mark.parametrize("css", WHOLE)
def test_common_rules_are_cut_one_by_one(css: str) -> None:
    rules = list(plain_rules(css * 3))
    assert len(rules) == 3
    assert all(selectors is not None for selectors, _ in rules) or css.startswith("@")


REPEATED = (
    ".a{",
    ".a{}",
    ".a,",
    "a ",
    "(",
    "()",
    "(a",
    "url(",
    "[a=",
    '"',
    "'a'",
    ";",
    "a:",
    "a:b;",
    "a:b(",
    "/",
    "@media a{",
    "@a;",
)


def test_no_sheet_takes_more_than_linear_time() -> None:
    assert superlinear(lambda css: list(plain_rules(css)), REPEATED, 6_000) == {}
    assert superlinear(lambda css: list(plain_rules(f"@media a{{.b{{c:{css}")), REPEATED, 6_000) == {}
    assert superlinear(lambda block: plain_declarations(block, styles._BEARING), REPEATED, 6_000) == {}
