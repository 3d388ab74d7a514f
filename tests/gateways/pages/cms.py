"""News pages in the manner of the large content systems, made up, each with the text that its readers see or can open."""

import html
import re
from collections import Counter
from collections.abc import Callable

from tests.gateways.pages.cms_parts import COMMENTS, FOOT, LETTER, MENU, SHARE, figure, h1, ps, related, split_at, whole
from tests.gateways.pages.cms_waiting import WAITING
from tests.gateways.pages.made import Story, story


def _wordpress(made: Story) -> str:
    return whole(
        made,
        f"{MENU}<main id=primary class=site-main><article class='post hentry'><header class=entry-header>"
        f"{h1(made, 'entry-title')}<div class=entry-meta><span class=byline>by {made.author}</span> <time class='entry-date "
        f"published updated' datetime={made.day}>{made.day}</time></div></header><div class=entry-content>{figure(made)}"
        f"{ps(made.paragraphs)}<div class=sharedaddy>{SHARE}</div></div><footer class=entry-footer>Posted in <a href=/c>News"
        f"</a>"
        f"</footer></article>{COMMENTS}</main><aside id=secondary class=widget-area>{LETTER}<ul>{related(made)}</ul></aside>"
        f"{FOOT}",
    )


def _gutenberg(made: Story) -> str:
    first, rest = split_at(made, 3)
    quote = f"<blockquote class=wp-block-quote><p>{html.escape(rest[0])}</p></blockquote>"
    return whole(
        made,
        f"{MENU}<div class=wp-site-blocks><main><h1 class=wp-block-post-title>{html.escape(made.title)}</h1><div class='entry-"
        f"content wp-block-post-content'>{ps(first, 'class=wp-block-paragraph')}{quote}"
        f"<div class='wp-block-group has-background'>"
        f"{ps(rest[1:])}</div><div class=wp-block-buttons><a class=wp-block-button__link href=/s>Subscribe</a></div></div>"
        f"<div class=wp-block-query><ul>{related(made)}</ul></div></main></div>{FOOT}",
    )


def _amp(made: Story) -> str:
    boilerplate = (
        "<style amp-boilerplate>body{-webkit-animation:-amp-start 8s steps(1,end) 0s 1 normal both;visibility:hidden}"
        "@keyframes -amp-start{from{visibility:hidden}to{visibility:visible}}</style>"
        "<noscript><style amp-boilerplate>body{animation:none}</style></noscript>"
    )
    return whole(
        made,
        f"<header><amp-sidebar hidden><ul><li><a href=/>Home</a></ul></amp-sidebar></header><main><article>{h1(made)}<amp-img "
        f"src=a.jpg></amp-img>{ps(made.paragraphs)}</article><amp-list><ul>{related(made)}</ul></amp-list></main>{FOOT}",
        boilerplate,
        "amp lang=en",
    )


def _arc(made: Story) -> str:
    blocks = "".join(
        f"<p class='default__StyledText-sc-1x b-article-body__text'>{html.escape(text)}</p>" for text in made.paragraphs
    )
    blocks = blocks.replace("</p>", "</p><div class=ad-slot aria-hidden=true><span>Advertisement</span></div>", 2)
    return whole(
        made,
        f"<div id=fusion-app><header class=masthead>{MENU}</header><section class=main><div class=b-headline>{h1(made)}"
        f"</div><div "
        f"class=b-byline>By {made.author}</div>{SHARE}<article class=b-article-body>{blocks}</article>"
        f"<div class=b-results-list>"
        f"<ul>{related(made, 6)}</ul></div></section>{FOOT}</div>",
    )


def _drupal(made: Story) -> str:
    return whole(
        made,
        f"<a href=#main class='visually-hidden focusable'>Skip to main content</a>{MENU}<div class=layout-content>"
        f"<article class="
        f"'node node--type-article'><h1 class=page-title><span class='field field--name-title'>{html.escape(made.title)}"
        f"</span></h1>"
        f"<div class=node__content><div class='clearfix text-formatted field field--name-body'>{ps(made.paragraphs)}</div>"
        f"<div class="
        f"'field field--name-field-tags'><a href=/t>Council</a></div></div></article></div>"
        f"<aside class=layout-sidebar>{LETTER}"
        f"<ul>{related(made)}</ul></aside>{FOOT}",
    )


def _ghost(made: Story) -> str:
    first, rest = split_at(made, 4)
    card = (
        "<div class='kg-card kg-signup-card'><h2>Sign up for Valley Notes</h2>"
        "<p>Thoughts on the valley, twice a month. No spam. "
        "Unsubscribe at any time.</p></div>"
    )
    return whole(
        made,
        f"<div class=viewport><header id=gh-head>{MENU}</header><main><article class='article post'>"
        f"<header class=article-header>"
        f"{h1(made, 'article-title')}<p class=article-excerpt>{html.escape(made.paragraphs[0][:80])}</p></header>"
        f"<section class='gh-"
        f"content gh-canvas'>{ps(first)}{card}{ps(rest)}</section></article></main><aside class=read-more-wrap>"
        f"<div class=read-more>"
        f"<ul>{related(made)}</ul></div></aside>{FOOT}</div>",
    )


def _substack(made: Story) -> str:
    first, rest = split_at(made, 3)
    widget = (
        "<div class='subscription-widget-wrap'>"
        "<p class=cta-caption>Thanks for reading! Subscribe for free to receive new posts "
        "and support my work.</p><form><input><button>Subscribe</button></form></div>"
    )
    return whole(
        made,
        f"<div class=single-post><article class='typography newsletter-post post'>{h1(made, 'post-title')}"
        f"<h3 class=subtitle>Notes "
        f"from the valley</h3><div class='available-content'><div class='body markup'>{ps(first)}{widget}{ps(rest)}</div></div>"
        f"</article><div class=post-footer>{SHARE}</div>{COMMENTS}</div>",
    )


def _blocks(made: Story) -> str:
    blocks = "".join(
        f"<div data-component=text-block class='ssrcss-1 e1'><div class='ssrcss-2 e2'>"
        f"<p class='ssrcss-3 e3'>{html.escape(text)}</p>"
        "</div></div>"
        for text in made.paragraphs
    )
    return whole(
        made,
        f"{MENU}<main id=main-content><article><header data-component=headline-block>{h1(made)}</header>"
        f"<div data-component=byline-"
        f"block><span>{made.author}</span><span>Local reporter</span></div>{figure(made)}{blocks}"
        f"<section data-component=topic-list>"
        f"<h2>Related Topics</h2><ul><li><a href=/t>Halvik</a></ul></section></article><section data-component=related>"
        f"<h2>More on this story</h2><ul>{related(made)}</ul></section></main>{FOOT}",
    )


def _guardian(made: Story) -> str:
    first, rest = split_at(made, 3)
    box = f"<aside class=rich-link><a href=/x>Read more: {html.escape(story(951, 1).title)}</a></aside>"
    return whole(
        made,
        f"{MENU}<main><article><div data-gu-name=headline>{h1(made)}</div><div data-gu-name=standfirst><p>Residents call for "
        f"answers</p></div><div data-gu-name=body>"
        f"<div id=maincontent class='article-body-viewer-selector'>{ps(first, 'class=dcr-1')}"
        f"{box}{ps(rest, 'class=dcr-1')}</div></div><div class=submeta><a href=/t>Topics</a>{SHARE}</div></article></main>"
        f"<section class=onwards><ul>{related(made, 6)}</ul></section>{FOOT}",
    )


def _print_first(made: Story) -> str:
    return whole(
        made,
        f"{MENU}<div class=content>{h1(made)}<div class=body-copy>{ps(made.paragraphs)}</div></div>{FOOT}",
        "<style media=print>.content{display:none}</style><style>@media (max-width:600px){.body-copy{display:none}}</style>",
    )


def _dark(made: Story) -> str:
    return whole(
        made,
        f"<div class=page>{MENU}<article class=prose>{h1(made)}{ps(made.paragraphs)}</article>{FOOT}</div>",
        "<style>body{background:#111}.page{background:linear-gradient(#111,#222)}.prose,.prose p{color:#fff}</style>",
    )


def _dark_by_variables(made: Story) -> str:
    return whole(
        made,
        f"{MENU}<article class='prose'>{h1(made)}{ps(made.paragraphs)}</article>{FOOT}",
        "<style>:root{--bg:#101418;--ink:#f5f5f5}body{background-color:var(--bg);color:var(--ink)}.prose p{color:var(--ink)}"
        "</style>",
    )


def _brs(made: Story) -> str:
    lines = "<br><br>".join(map(html.escape, made.paragraphs))
    return whole(
        made,
        f"{MENU}<div id=story class=storytext>{h1(made)}{lines}</div><div class=sidebar><ul>{related(made)}</ul></div>{FOOT}",
    )


def _divs(made: Story) -> str:
    return whole(
        made,
        f"{MENU}<div class=detail-page>{h1(made)}<div class=detail-text>{ps(made.paragraphs, 'class=txt', 'div')}</div>"
        f"</div><div "
        f"class=rec><ul>{related(made)}</ul></div>{FOOT}",
    )


def _spans(made: Story) -> str:
    return whole(
        made,
        f"{MENU}<main>{h1(made)}"
        f"<div class='RichTextStoryBody'>{''.join(f'<p><span>{html.escape(t)}</span></p>' for t in made.paragraphs)}"
        f"</div></main>{LETTER}{FOOT}",
    )


def _subheads(made: Story) -> str:
    parts = "".join(f"<h2>Part {at} of the story</h2><p>{html.escape(text)}</p>" for at, text in enumerate(made.paragraphs, 1))
    return whole(made, f"{MENU}<article>{h1(made)}{parts}</article><ul>{related(made)}</ul>{FOOT}")


def _lists(made: Story) -> str:
    first, rest = split_at(made, 3)
    return whole(made, f"{MENU}<article>{h1(made)}{ps(first)}<ul>{ps(rest, '', 'li')}</ul></article>{LETTER}{FOOT}")


def _interrupted(made: Story) -> str:
    parts = "".join(
        f"<p>{html.escape(text)}</p><div class='ad ad-inline' aria-label=Advertisement><p>Advertisement</p></div>"
        + ("<p><strong>READ MORE: <a href=/x>Ferry out of order again</a></strong></p>" if at % 3 == 1 else "")
        for at, text in enumerate(made.paragraphs)
    )
    return whole(made, f"{MENU}<article>{h1(made)}{parts}</article>{COMMENTS}<ul>{related(made)}</ul>{FOOT}")


def _author_box(made: Story) -> str:
    box = (
        f"<div class=author-bio><h4>About {made.author}</h4>"
        f"<p>{made.author} has covered the valley since 2009 and likes boats. "
        "Before that, the author sold shoes in a small town by the sea.</p></div>"
    )
    return whole(
        made, f"{MENU}<article>{h1(made)}<div class=post-body>{ps(made.paragraphs)}</div>{box}</article>{LETTER}{FOOT}"
    )


def _in_a_form(made: Story) -> str:
    return whole(
        made,
        f"<form id=aspnetForm action=/>{MENU}<div id=ctl00_body class=ArticleText>{h1(made)}{ps(made.paragraphs)}"
        f"</div>{FOOT}</form>",
    )


def _key_points(made: Story) -> str:
    points = (
        "<div class=key-points><h2>In short</h2><ul><li>The work begins in May</li><li>Two residents object</li></ul></div>"
    )
    return whole(
        made, f"{MENU}<article>{h1(made)}{points}<div class=article__content>{ps(made.paragraphs)}</div></article>{FOOT}"
    )


def _two_columns(made: Story) -> str:
    first, rest = split_at(made, 3)
    return whole(
        made,
        f"{MENU}<div class=row><div class='col main-col'>{h1(made)}<div class=article-part>{ps(first)}</div>"
        f"<div class=promo>{LETTER}"
        f"</div><div class=article-part>{ps(rest)}</div></div><div class='col side'><ul>{related(made, 8)}</ul></div>"
        f"</div>{FOOT}",
    )


def _web_component(made: Story) -> str:
    return whole(
        made,
        f"{MENU}<main><news-article><story-head>{h1(made)}</story-head><story-body>{ps(made.paragraphs)}</story-body>"
        f"</news-article>"
        f"</main>{FOOT}",
    )


_SHOWN: dict[str, Callable[[Story], str]] = {
    "WordPress": _wordpress, "WordPress blocks": _gutenberg, "AMP": _amp, "Arc": _arc, "Drupal": _drupal, "Ghost": _ghost,
    "Substack": _substack, "component blocks": _blocks, "rich links": _guardian, "hidden in print": _print_first,
    "dark": _dark, "dark by variables": _dark_by_variables, "line ends": _brs, "divs": _divs, "spans": _spans,
    "subheads": _subheads, "lists": _lists, "interrupted": _interrupted, "author's box": _author_box,
    "in a form": _in_a_form, "key points": _key_points, "two columns": _two_columns, "own elements": _web_component,
}  # fmt: skip
CMS = {**_SHOWN, **WAITING}
EACH = 4
_WORD = re.compile(r"\w+")


def cms_story(layout: str, number: int) -> Story:
    """Return the story that a layout is made with: a short one, longer ones and a long one."""
    return story(list(CMS).index(layout) * EACH + number, (4, 7, 10, 16)[number])


def f_of_words(found: str, wanted: str) -> float:
    """Return the harmonic mean of precision and recall of a text's words, with how often each comes."""
    have, want = Counter(_WORD.findall(found.casefold())), Counter(_WORD.findall(wanted.casefold()))
    shared = (have & want).total()
    return 2 * shared / (have.total() + want.total()) if shared else 0.0
