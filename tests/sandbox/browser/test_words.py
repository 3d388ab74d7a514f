"""mrkdwn, rich text and markdown as HTML; whatever stands in them, only the markup that was meant comes out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.browser.markdown import markdown
from bot.sandbox.browser.mrkdwn import mrkdwn, plain, text_object
from bot.sandbox.browser.rich_text import rich_text
from bot.sandbox.browser.scene import Labels
from tests.sandbox.browser.drawn import assert_safe, read

NAMES = Labels(viewer="U1", people={"U1": "Ines Marlow", "U2": "A <b>"}, channels={"C1": "tide"}, groups={"S1": "editors"})
NASTY = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<javascript:alert(1)|press>",
    "<JaVaScRiPt:alert(1)>",
    "<data:text/html,<script>1</script>|x>",
    '<https://tide.example/"onmouseover="alert(1)|y>',
    "<https://tide.example/|</a><script>1</script>>",
    "<http:///nowhere|x>",
    "<https://tide.example\u0001|x>",
    "</div></article><dialog open>",
    "*bold _both* over_ `code",
    "```<b>``` ``` `*x*` ```",
    "<@U2> <@U9|<i>> <#C9|<u>> <!here> <!subteam^S9> <!date^1^{date}|<b>>",
    "&lt;script&gt; &amp;lt;script&amp;gt; &#60;b&#62;",
    "\ue0000\ue001 \ue00099\ue001",
    "[x](javascript:alert(1)) [y](https://tide.example/a\"b) ![z](https://tide.example/p.png)",
    "# <h1>\n> <q>\n- <li>\n1. **<b>**\n```\n<pre>",
    "<!--", "--> <![CDATA[ x ]]>", "'\"><svg onload=alert(1)>",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* _it_ ~gone~", "<strong>bold</strong> <em>it</em> <s>gone</s>"),
        ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
        ("*_both_*", "<strong><em>both</em></strong>"),
        ("a `x *y*` b", "a <code>x *y*</code> b"),
        ("a &amp; b &lt;c&gt;", "a &amp; b &lt;c&gt;"),
        ("one\ntwo", "one<br>two"),
        ("&gt; said\nafter", "<blockquote>said</blockquote>after"),
        ("> said\n> more", "<blockquote>said<br>more</blockquote>"),
        ("```\nx < y\n```", "<pre>x &lt; y</pre>"),
        ("<@U1>", '<span class="mention me">@Ines Marlow</span>'),
        ("<@U2>", '<span class="mention">@A &lt;b&gt;</span>'),
        ("<#C1>", '<span class="mention">#tide</span>'),
        ("<#C9>", '<span class="mention">#private channel</span>'),
        ("<!subteam^S1>", '<span class="mention">@editors</span>'),
        ("<!here>", '<span class="mention loud">@here</span>'),
        (":eyes: :no_such:", "👀 :no_such:"),
        ("at 14:02:30", "at 14:02:30"),
    ],
)
def test_mrkdwn(text: str, html: str) -> None:
    assert mrkdwn(text, NAMES) == html


def test_links_open_elsewhere() -> None:
    drawn = read(mrkdwn("see <https://tide.example/a?b=1&amp;c=2|the *log*> or https://tide.example/x.", NAMES))
    assert [link["href"] for link in drawn.all("a")] == ["https://tide.example/a?b=1&c=2", "https://tide.example/x"]
    assert all(link["target"] == "_blank" and link["rel"] == "noopener noreferrer" for link in drawn.all("a"))
    assert drawn.text == "see the *log* or https://tide.example/x."


def test_verbatim_text_makes_no_links() -> None:
    assert read(text_object({"type": "mrkdwn", "text": "https://tide.example", "verbatim": True}, NAMES)).all("a") == []


def test_plain_text_has_no_markup_but_emoji() -> None:
    assert plain("*x* <@U1> :warning:") == "*x* &lt;@U1&gt; ⚠️"
    assert text_object({"type": "plain_text", "text": ":warning:", "emoji": False}, NAMES) == ":warning:"


def test_rich_text() -> None:
    section = {
        "type": "rich_text_section",
        "elements": [
            {"type": "text", "text": "It <held>", "style": {"bold": True, "italic": True}},
            {"type": "user", "user_id": "U1"},
            {"type": "emoji", "name": "eyes"},
            {"type": "link", "url": "https://tide.example/", "text": "log"},
            {"type": "broadcast", "range": "channel"},
        ],
    }
    items = [{"type": "rich_text_section", "elements": [{"type": "text", "text": word}]} for word in ("one", "two")]
    block = {
        "type": "rich_text",
        "elements": [
            section,
            {"type": "rich_text_list", "style": "ordered", "elements": items},
            {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": items[:1]},
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "“No.”"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a\nb"}]},
        ],
    }
    html = rich_text(block, NAMES)
    assert "<strong><em>It &lt;held&gt;</em></strong>" in html
    assert "<ol><li>one</li><li>two<ul><li>one</li></ul></li></ol>" in html
    assert "<blockquote>“No.”</blockquote><pre>a<br>b</pre>" in html
    assert_safe(html)


def test_markdown() -> None:
    html = markdown("## Title\nfirst **b** *i* ~~s~~\n\n1. one\n2. two\n\n- x\n> q\n---\n`c`\n```\n<raw>\n```", NAMES)
    assert '<p class="heading level2"><strong>Title</strong></p>' in html
    assert "<p>first <strong>b</strong> <em>i</em> <s>s</s></p>" in html
    assert '<ol start="1"><li>one</li><li>two</li></ol>' in html
    assert "<ul><li>x</li></ul><blockquote>q</blockquote><hr>" in html
    assert "<pre>&lt;raw&gt;</pre>" in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("&gt; a\n&gt; b\n&gt;\n&gt; c", "<blockquote>a<br>b<br>c</blockquote>"),
        ("a &lt;b&gt; &amp;lt; &#60; <i> :eyes:", "<p>a &lt;b&gt; &amp;lt; &amp;#60; &lt;i&gt; 👀</p>"),
        ("<@U1> **<@U2>** <!here|x>", "<p>{me} <strong>{you}</strong> {here}</p>"),
        (
            "[*x*](https://tide.example/a) ![y](https://tide.example/b)",
            '<p>{link}a"{out}><em>x</em></a> {link}b"{out}>y</a></p>',
        ),
        ("https://tide.example/a_b_c.", '<p>{link}a_b_c"{out}>https://tide.example/a_b_c</a>.</p>'),
        ("[x](javascript:alert) [y](mailto:a@tide.example)", "<p>[x](javascript:alert) y</p>"),
        (r"\*no\* snake_case_name 2*3*4", "<p>*no* snake_case_name 2<em>3</em>4</p>"),
        ("<b>\n\n    <i>code</i>", "<p>&lt;b&gt;</p><p>&lt;i&gt;code&lt;/i&gt;</p>"),
    ],
)
def test_markdown_as_html(text: str, html: str) -> None:
    parts = {
        "me": '<span class="mention me">@Ines Marlow</span>',
        "you": '<span class="mention">@A &lt;b&gt;</span>',
        "here": '<span class="mention loud">@here</span>',
        "link": '<a href="https://tide.example/',
        "out": ' target="_blank" rel="noopener noreferrer"',
    }
    assert markdown(text, NAMES) == f'<div class="markdown">{html.format(**parts)}</div>'


@pytest.mark.parametrize("mark", ["*", "_", "~~", "> ", "- ", "[", "![", "<", "`", "**a "])
def test_markdown_of_any_depth_is_drawn(mark: str) -> None:
    times = 12_000 // len(mark)
    assert_safe(markdown(mark * times, NAMES))
    assert_safe(markdown(mark * (times // 2) + "x" + mark * (times // 2), NAMES))


@pytest.mark.parametrize("text", NASTY)
def test_hostile_words_stay_words(text: str) -> None:
    _assert_all_safe(text)


@given(st.lists(st.one_of(st.sampled_from(NASTY), st.sampled_from(list("*_~`<>|&\n\"' #-")), st.text(max_size=6)), max_size=9))
def test_any_words_stay_words(pieces: list[str]) -> None:
    _assert_all_safe("".join(pieces))


def _assert_all_safe(text: str) -> None:
    assert_safe(mrkdwn(text, NAMES))
    assert_safe(plain(text))
    assert_safe(markdown(text, NAMES))
    elements = [{"type": "text", "text": text}, {"type": "link", "url": text, "text": text}, {"type": "user", "user_id": text}]
    parts = [{"type": f"rich_text_{kind}", "elements": elements} for kind in ("section", "quote", "preformatted")]
    assert_safe(rich_text({"type": "rich_text", "elements": parts}, NAMES))
