"""News pages in the manner of the large content systems, made up, each with the text that its readers see or can open."""

import html
import json
from collections.abc import Callable, Sequence

from tests.gateways.pages.made import Story, story

Layout = Callable[[Story], str]


def _p(texts: Sequence[str], attributes: str = "", tag: str = "p") -> str:
    return "".join(f"<{tag} {attributes}>{html.escape(text)}</{tag}>" for text in texts)


def _page(made: Story, body: str, head: str = "", attributes: str = "lang=en-GB") -> str:
    about = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": made.title, "datePublished": made.day}
    return (
        f"<!doctype html><html {attributes}><head><meta charset=utf-8><title>{html.escape(made.title)} - {made.site}</title>"
        f"<meta property=og:type content=article><meta property=og:site_name content='{html.escape(made.site)}'>"
        f"<script type='application/ld+json'>{json.dumps(about)}</script>{head}</head><body>{body}</body></html>"
    )


_MENU = "<header><nav><ul><li><a href=/>Home</a><li><a href=/news>News</a><li><a href=/sport>Sport</a></ul></nav></header>"
_SHARE = "<ul class=share><li><a href=#>Share on Facebook</a><li><a href=#>Email this</a><li><a href=#>Copy link</a></ul>"
_LETTER = (
    "<div class='newsletter-signup'><h3>The morning letter</h3><p>Get the day's stories in your inbox. Enter your address "
    "and we will send one every weekday.</p><form><input type=email><button>Sign up</button></form></div>"
)
_COMMENTS = (
    "<section id=comments class=comments><h2>Comments</h2><div class=comment><p>I have lived there for forty years and nobody "
    "ever asked me, which says it all really.</p></div><div class=comment><p>The last lot were no better, and you know it. "
    "Shame on the paper for printing this.</p></div></section>"
)
_FOOT = "<footer><p>© 2026. All rights reserved. <a href=/privacy>Privacy</a> <a href=/terms>Terms of use</a></p></footer>"


def _related(made: Story, count: int = 4) -> str:
    others = [story(900 + len(made.title) + at, 1) for at in range(count)]
    return "".join(
        f"<li><a href='/{other.slug}'><h3>{html.escape(other.title)}</h3></a><p>{other.paragraphs[0][:90]}</p></li>"
        for other in others
    )


def _figure(made: Story) -> str:
    return f"<figure><img src=/a.jpg alt='A picture'><figcaption>{made.author} at the site last week.</figcaption></figure>"


def _split(made: Story, at: int = 2) -> tuple[Sequence[str], Sequence[str]]:
    return made.paragraphs[:at], made.paragraphs[at:]


def _h1(made: Story, names: str = "") -> str:
    return f"<h1 class='{names}'>{html.escape(made.title)}</h1>"


def _script(made: Story) -> str:
    return "<script>document.addEventListener('DOMContentLoaded', function () { reveal(); });</script>"


def _wordpress(made: Story) -> str:
    return _page(
        made,
        f"{_MENU}<main id=primary class=site-main><article class='post hentry'><header class=entry-header>"
        f"{_h1(made, 'entry-title')}<div class=entry-meta><span class=byline>by {made.author}</span> <time class='entry-date "
        f"published updated' datetime={made.day}>{made.day}</time></div></header><div class=entry-content>{_figure(made)}"
        f"{_p(made.paragraphs)}<div class=sharedaddy>{_SHARE}</div></div><footer class=entry-footer>Posted in <a href=/c>News</a>"
        f"</footer></article>{_COMMENTS}</main><aside id=secondary class=widget-area>{_LETTER}<ul>{_related(made)}</ul></aside>"
        f"{_FOOT}",
    )


def _gutenberg(made: Story) -> str:
    first, rest = _split(made, 3)
    quote = f"<blockquote class=wp-block-quote><p>{html.escape(rest[0])}</p></blockquote>"
    return _page(
        made,
        f"{_MENU}<div class=wp-site-blocks><main><h1 class=wp-block-post-title>{html.escape(made.title)}</h1><div class='entry-"
        f"content wp-block-post-content'>{_p(first, 'class=wp-block-paragraph')}{quote}<div class='wp-block-group has-background'>"
        f"{_p(rest[1:])}</div><div class=wp-block-buttons><a class=wp-block-button__link href=/s>Subscribe</a></div></div>"
        f"<div class=wp-block-query><ul>{_related(made)}</ul></div></main></div>{_FOOT}",
    )


def _elementor(made: Story) -> str:
    blocks = "".join(
        f"<div class='elementor-element elementor-invisible elementor-widget-text-editor' data-settings='{{\"_animation\":\"fadeIn\"}}'>"
        f"<div class=elementor-widget-container><p>{html.escape(text)}</p></div></div>"
        for text in made.paragraphs
    )
    return _page(
        made,
        f"{_MENU}<div class='elementor elementor-12'><section class=elementor-section>{_h1(made, 'elementor-heading-title')}{blocks}"
        f"</section></div><section><ul>{_related(made)}</ul></section>{_FOOT}",
        "<style>.elementor-invisible{visibility:hidden}</style>",
    )


def _fading(made: Story) -> str:
    blocks = "".join(f"<div class='fade-in-up'><p>{html.escape(text)}</p></div>" for text in made.paragraphs)
    return _page(
        made,
        f"{_MENU}<article>{_h1(made)}{blocks}</article><ul>{_related(made)}</ul>{_FOOT}{_script(made)}",
        "<style>.fade-in-up{opacity:0;transform:translateY(20px);transition:opacity .6s}.fade-in-up.is-visible{opacity:1}</style>",
    )


def _animated_by_attribute(made: Story) -> str:
    blocks = "".join(f"<p data-aos=fade-up>{html.escape(text)}</p>" for text in made.paragraphs)
    return _page(
        made,
        f"{_MENU}<main><article>{_h1(made)}{blocks}</article></main>{_FOOT}",
        "<style>[data-aos^=fade]{opacity:0}[data-aos^=fade].aos-animate{opacity:1}</style>",
    )


def _inline_fading(made: Story) -> str:
    blocks = "".join(
        f"<div style='opacity:0;transform:translateY(24px)'><p>{html.escape(text)}</p></div>" for text in made.paragraphs
    )
    return _page(made, f"{_MENU}<main>{_h1(made)}<div class=story>{blocks}</div></main>{_FOOT}{_script(made)}")


def _read_more(made: Story) -> str:
    first, rest = _split(made)
    return _page(
        made,
        f"{_MENU}<article>{_h1(made)}<div class=article-body>{_p(first)}<div class=more-text style='display:none'>{_p(rest)}</div>"
        f"<button class=read-more aria-expanded=false>Read more</button></div></article><ul>{_related(made)}</ul>{_FOOT}",
    )


def _read_more_by_sheet(made: Story) -> str:
    first, rest = _split(made)
    return _page(
        made,
        f"{_MENU}<article>{_h1(made)}{_p(first)}<div id=full-story class=story-rest>{_p(rest)}</div><a href=#full-story class="
        f"expand>Continue reading</a></article>{_FOOT}",
        "<style>.story-rest{display:none}.story-rest.open{display:block}</style>",
    )


def _cut_off_by_height(made: Story) -> str:
    first, rest = _split(made)
    return _page(
        made,
        f"{_MENU}<article>{_h1(made)}{_p(first)}<div class=expandable style='max-height:0;overflow:hidden'>{_p(rest)}</div><button>"
        f"Show full story</button></article>{_FOOT}",
    )


def _collapse(made: Story) -> str:
    first, rest = _split(made)
    return _page(
        made,
        f"{_MENU}<main><article>{_h1(made)}{_p(first)}<div class=collapse id=rest>{_p(rest)}</div><a class='btn' data-bs-toggle="
        f"collapse href='#rest'>Read more</a></article></main>{_FOOT}",
        "<style>.collapse:not(.show){display:none}</style>",
    )


def _hidden_class(made: Story) -> str:
    first, rest = _split(made)
    return _page(
        made,
        f"{_MENU}<article>{_h1(made)}{_p(first)}<div class='hidden js-more'>{_p(rest)}</div><button data-target=.js-more>Read "
        f"the rest</button></article>{_FOOT}",
    )


def _details(made: Story) -> str:
    first, rest = _split(made)
    return _page(
        made, f"{_MENU}<article>{_h1(made)}{_p(first)}<details><summary>Read on</summary>{_p(rest)}</details></article>{_FOOT}"
    )


def _cloaked_body(made: Story) -> str:
    return _page(
        made,
        f"<div id=app style='visibility:hidden'>{_MENU}<article>{_h1(made)}{_p(made.paragraphs)}</article>{_FOOT}</div>{_script(made)}",
    )


def _amp(made: Story) -> str:
    boilerplate = (
        "<style amp-boilerplate>body{-webkit-animation:-amp-start 8s steps(1,end) 0s 1 normal both;visibility:hidden}"
        "@keyframes -amp-start{from{visibility:hidden}to{visibility:visible}}</style>"
        "<noscript><style amp-boilerplate>body{animation:none}</style></noscript>"
    )
    return _page(
        made,
        f"<header><amp-sidebar hidden><ul><li><a href=/>Home</a></ul></amp-sidebar></header><main><article>{_h1(made)}<amp-img "
        f"src=a.jpg></amp-img>{_p(made.paragraphs)}</article><amp-list><ul>{_related(made)}</ul></amp-list></main>{_FOOT}",
        boilerplate,
        "amp lang=en",
    )


def _arc(made: Story) -> str:
    blocks = "".join(
        f"<p class='default__StyledText-sc-1x b-article-body__text'>{html.escape(text)}</p>" for text in made.paragraphs
    )
    blocks = blocks.replace("</p>", "</p><div class=ad-slot aria-hidden=true><span>Advertisement</span></div>", 2)
    return _page(
        made,
        f"<div id=fusion-app><header class=masthead>{_MENU}</header><section class=main><div class=b-headline>{_h1(made)}</div><div "
        f"class=b-byline>By {made.author}</div>{_SHARE}<article class=b-article-body>{blocks}</article><div class=b-results-list>"
        f"<ul>{_related(made, 6)}</ul></div></section>{_FOOT}</div>",
    )


def _drupal(made: Story) -> str:
    return _page(
        made,
        f"<a href=#main class='visually-hidden focusable'>Skip to main content</a>{_MENU}<div class=layout-content><article class="
        f"'node node--type-article'><h1 class=page-title><span class='field field--name-title'>{html.escape(made.title)}</span></h1>"
        f"<div class=node__content><div class='clearfix text-formatted field field--name-body'>{_p(made.paragraphs)}</div><div class="
        f"'field field--name-field-tags'><a href=/t>Council</a></div></div></article></div><aside class=layout-sidebar>{_LETTER}"
        f"<ul>{_related(made)}</ul></aside>{_FOOT}",
    )


def _ghost(made: Story) -> str:
    first, rest = _split(made, 4)
    card = (
        "<div class='kg-card kg-signup-card'><h2>Sign up for Valley Notes</h2><p>Thoughts on the valley, twice a month. No spam. "
        "Unsubscribe at any time.</p></div>"
    )
    return _page(
        made,
        f"<div class=viewport><header id=gh-head>{_MENU}</header><main><article class='article post'><header class=article-header>"
        f"{_h1(made, 'article-title')}<p class=article-excerpt>{html.escape(made.paragraphs[0][:80])}</p></header><section class='gh-"
        f"content gh-canvas'>{_p(first)}{card}{_p(rest)}</section></article></main><aside class=read-more-wrap><div class=read-more>"
        f"<ul>{_related(made)}</ul></div></aside>{_FOOT}</div>",
    )


def _substack(made: Story) -> str:
    first, rest = _split(made, 3)
    widget = (
        "<div class='subscription-widget-wrap'><p class=cta-caption>Thanks for reading! Subscribe for free to receive new posts "
        "and support my work.</p><form><input><button>Subscribe</button></form></div>"
    )
    return _page(
        made,
        f"<div class=single-post><article class='typography newsletter-post post'>{_h1(made, 'post-title')}<h3 class=subtitle>Notes "
        f"from the valley</h3><div class='available-content'><div class='body markup'>{_p(first)}{widget}{_p(rest)}</div></div>"
        f"</article><div class=post-footer>{_SHARE}</div>{_COMMENTS}</div>",
    )


def _blocks(made: Story) -> str:
    blocks = "".join(
        f"<div data-component=text-block class='ssrcss-1 e1'><div class='ssrcss-2 e2'><p class='ssrcss-3 e3'>{html.escape(text)}</p>"
        "</div></div>"
        for text in made.paragraphs
    )
    return _page(
        made,
        f"{_MENU}<main id=main-content><article><header data-component=headline-block>{_h1(made)}</header><div data-component=byline-"
        f"block><span>{made.author}</span><span>Local reporter</span></div>{_figure(made)}{blocks}<section data-component=topic-list>"
        f"<h2>Related Topics</h2><ul><li><a href=/t>Halvik</a></ul></section></article><section data-component=related>"
        f"<h2>More on this story</h2><ul>{_related(made)}</ul></section></main>{_FOOT}",
    )


def _labelled_blocks(made: Story) -> str:
    blocks = "".join(
        f"<div class='block'><span aria-hidden=true class=num>{at}</span><p>{html.escape(text)}</p></div>"
        for at, text in enumerate(made.paragraphs, 1)
    )
    return _page(made, f"{_MENU}<main>{_h1(made)}<div class=longread aria-hidden=true>{blocks}</div></main>{_FOOT}")


def _guardian(made: Story) -> str:
    first, rest = _split(made, 3)
    box = f"<aside class=rich-link><a href=/x>Read more: {html.escape(story(951, 1).title)}</a></aside>"
    return _page(
        made,
        f"{_MENU}<main><article><div data-gu-name=headline>{_h1(made)}</div><div data-gu-name=standfirst><p>Residents call for "
        f"answers</p></div><div data-gu-name=body><div id=maincontent class='article-body-viewer-selector'>{_p(first, 'class=dcr-1')}"
        f"{box}{_p(rest, 'class=dcr-1')}</div></div><div class=submeta><a href=/t>Topics</a>{_SHARE}</div></article></main>"
        f"<section class=onwards><ul>{_related(made, 6)}</ul></section>{_FOOT}",
    )


def _teaser_wall(made: Story) -> str:
    first, rest = _split(made)
    return _page(
        made,
        f"{_MENU}<article>{_h1(made)}<div class=teaser>{_p(first)}</div><div class='paywall regwall-content' style='display:none'>"
        f"{_p(rest)}</div></article>{_FOOT}{_script(made)}",
    )


def _next_data(made: Story) -> str:
    blocks = "".join(
        f"<div class='css-g5piaz evys1bk0' style='opacity:0'><p class=css-at9>{html.escape(text)}</p></div>"
        for text in made.paragraphs[1:]
    )
    return _page(
        made,
        f"<div id=__next>{_MENU}<section name=articleBody>{_h1(made)}<p>{html.escape(made.paragraphs[0])}</p>{blocks}</section></div>"
        f"<script id=__NEXT_DATA__ type=application/json>{{}}</script>{_FOOT}",
    )


def _tabs(made: Story) -> str:
    return _page(
        made,
        f"{_MENU}<main>{_h1(made)}<div class=tabs><div role=tabpanel id=text>{_p(made.paragraphs)}</div><div role=tabpanel id=photos "
        f"hidden><p>Eleven pictures of the site and of those who work there.</p></div></div></main>{_FOOT}",
    )


def _lazy_paragraphs(made: Story) -> str:
    first, rest = _split(made, 3)
    return _page(
        made,
        f"{_MENU}<article>{_h1(made)}{_p(first)}{_p(rest, 'class=lazy')}</article><ul>{_related(made)}</ul>{_FOOT}",
        "<style>.lazy{visibility:hidden}.lazy.loaded{visibility:visible}</style>",
    )


def _scroll_reveal(made: Story) -> str:
    return _page(
        made,
        f"{_MENU}<article class=scrolly>{_h1(made)}{_p(made.paragraphs, 'class=sr')}</article>{_FOOT}",
        "<style>html.sr .sr{visibility:hidden}.scrolly .sr{opacity:0;animation:appear 1s forwards}@keyframes appear{to{opacity:1}}</style>",
    )


def _clamped(made: Story) -> str:
    return _page(
        made,
        f"{_MENU}<article>{_h1(made)}<div class=clamp>{_p(made.paragraphs)}</div><label for=x>Show all</label></article>{_FOOT}",
        "<style>.clamp{max-height:240px;overflow:hidden;-webkit-line-clamp:6}</style>",
    )


def _print_first(made: Story) -> str:
    return _page(
        made,
        f"{_MENU}<div class=content>{_h1(made)}<div class=body-copy>{_p(made.paragraphs)}</div></div>{_FOOT}",
        "<style media=print>.content{display:none}</style><style>@media (max-width:600px){.body-copy{display:none}}</style>",
    )


def _dark(made: Story) -> str:
    return _page(
        made,
        f"<div class=page>{_MENU}<article class=prose>{_h1(made)}{_p(made.paragraphs)}</article>{_FOOT}</div>",
        "<style>body{background:#111}.page{background:linear-gradient(#111,#222)}.prose,.prose p{color:#fff}</style>",
    )


def _dark_by_variables(made: Story) -> str:
    return _page(
        made,
        f"{_MENU}<article class='prose'>{_h1(made)}{_p(made.paragraphs)}</article>{_FOOT}",
        "<style>:root{--bg:#101418;--ink:#f5f5f5}body{background-color:var(--bg);color:var(--ink)}.prose p{color:var(--ink)}</style>",
    )


def _white_by_outer_sheet(made: Story) -> str:
    return _page(
        made,
        f"{_MENU}<article class=hero>{_h1(made)}{_p(made.paragraphs, 'style=color:#fff')}</article>{_FOOT}",
        "<link rel=stylesheet href=/site.css>",
    )


def _brs(made: Story) -> str:
    lines = "<br><br>".join(map(html.escape, made.paragraphs))
    return _page(
        made,
        f"{_MENU}<div id=story class=storytext>{_h1(made)}{lines}</div><div class=sidebar><ul>{_related(made)}</ul></div>{_FOOT}",
    )


def _divs(made: Story) -> str:
    return _page(
        made,
        f"{_MENU}<div class=detail-page>{_h1(made)}<div class=detail-text>{_p(made.paragraphs, 'class=txt', 'div')}</div></div><div "
        f"class=rec><ul>{_related(made)}</ul></div>{_FOOT}",
    )


def _spans(made: Story) -> str:
    return _page(
        made,
        f"{_MENU}<main>{_h1(made)}<div class='RichTextStoryBody'>{''.join(f'<p><span>{html.escape(t)}</span></p>' for t in made.paragraphs)}"
        f"</div></main>{_LETTER}{_FOOT}",
    )


def _subheads(made: Story) -> str:
    parts = "".join(f"<h2>Part {at} of the story</h2><p>{html.escape(text)}</p>" for at, text in enumerate(made.paragraphs, 1))
    return _page(made, f"{_MENU}<article>{_h1(made)}{parts}</article><ul>{_related(made)}</ul>{_FOOT}")


def _lists(made: Story) -> str:
    first, rest = _split(made, 3)
    return _page(made, f"{_MENU}<article>{_h1(made)}{_p(first)}<ul>{_p(rest, '', 'li')}</ul></article>{_LETTER}{_FOOT}")


def _interrupted(made: Story) -> str:
    parts = "".join(
        f"<p>{html.escape(text)}</p><div class='ad ad-inline' aria-label=Advertisement><p>Advertisement</p></div>"
        + ("<p><strong>READ MORE: <a href=/x>Ferry out of order again</a></strong></p>" if at % 3 == 1 else "")
        for at, text in enumerate(made.paragraphs)
    )
    return _page(made, f"{_MENU}<article>{_h1(made)}{parts}</article>{_COMMENTS}<ul>{_related(made)}</ul>{_FOOT}")


def _author_box(made: Story) -> str:
    box = (
        f"<div class=author-bio><h4>About {made.author}</h4><p>{made.author} has covered the valley since 2009 and likes boats. "
        "Before that, the author sold shoes in a small town by the sea.</p></div>"
    )
    return _page(
        made, f"{_MENU}<article>{_h1(made)}<div class=post-body>{_p(made.paragraphs)}</div>{box}</article>{_LETTER}{_FOOT}"
    )


def _in_a_form(made: Story) -> str:
    return _page(
        made,
        f"<form id=aspnetForm action=/>{_MENU}<div id=ctl00_body class=ArticleText>{_h1(made)}{_p(made.paragraphs)}</div>{_FOOT}</form>",
    )


def _inert(made: Story) -> str:
    dialog = "<dialog open class=consent-banner><p>We use cookies. You may accept or reject them.</p><button>Accept</button></dialog>"
    return _page(
        made, f"{dialog}<div inert aria-hidden=true>{_MENU}<article>{_h1(made)}{_p(made.paragraphs)}</article>{_FOOT}</div>"
    )


def _key_points(made: Story) -> str:
    points = (
        "<div class=key-points><h2>In short</h2><ul><li>The work begins in May</li><li>Two residents object</li></ul></div>"
    )
    return _page(
        made, f"{_MENU}<article>{_h1(made)}{points}<div class=article__content>{_p(made.paragraphs)}</div></article>{_FOOT}"
    )


def _two_columns(made: Story) -> str:
    first, rest = _split(made, 3)
    return _page(
        made,
        f"{_MENU}<div class=row><div class='col main-col'>{_h1(made)}<div class=article-part>{_p(first)}</div><div class=promo>{_LETTER}"
        f"</div><div class=article-part>{_p(rest)}</div></div><div class='col side'><ul>{_related(made, 8)}</ul></div></div>{_FOOT}",
    )


def _web_component(made: Story) -> str:
    return _page(
        made,
        f"{_MENU}<main><news-article><story-head>{_h1(made)}</story-head><story-body>{_p(made.paragraphs)}</story-body></news-article>"
        f"</main>{_FOOT}",
    )


def _offscreen_start(made: Story) -> str:
    return _page(
        made,
        f"{_MENU}<main>{_h1(made)}{_p(made.paragraphs, 'class=slide')}</main>{_FOOT}",
        "<style>.slide{transform:translateX(-100vw);transition:.5s}.slide.in{transform:none}</style>",
    )


def _uncritical(made: Story) -> str:
    first, rest = _split(made, 3)
    return _page(
        made,
        f"{_MENU}<main><article>{_h1(made)}{_p(first)}<div class=below-fold>{_p(rest)}</div></article></main>{_FOOT}",
        "<style>.below-fold{content-visibility:hidden}</style><link rel=stylesheet href=/rest.css>",
    )


CMS: dict[str, Layout] = {
    "WordPress": _wordpress, "WordPress blocks": _gutenberg, "Elementor": _elementor, "fading in": _fading,
    "fading in by attribute": _animated_by_attribute, "fading in by style": _inline_fading, "read more": _read_more,
    "read more by sheet": _read_more_by_sheet, "no height": _cut_off_by_height, "Bootstrap's collapse": _collapse,
    "hidden until a click": _hidden_class, "details": _details, "cloaked whole": _cloaked_body, "AMP": _amp, "Arc": _arc,
    "Drupal": _drupal, "Ghost": _ghost, "Substack": _substack, "component blocks": _blocks, "numbered blocks": _labelled_blocks,
    "rich links": _guardian, "teaser and wall": _teaser_wall, "hydrated": _next_data, "tabs": _tabs, "lazy": _lazy_paragraphs,
    "revealed by scrolling": _scroll_reveal, "clamped": _clamped, "hidden in print": _print_first, "dark": _dark,
    "dark by variables": _dark_by_variables, "white on an outer sheet's ground": _white_by_outer_sheet, "line ends": _brs,
    "divs": _divs, "spans": _spans, "subheads": _subheads, "lists": _lists, "interrupted": _interrupted, "author's box": _author_box,
    "in a form": _in_a_form, "inert": _inert, "key points": _key_points, "two columns": _two_columns, "own elements": _web_component,
    "sliding in": _offscreen_start, "below the fold": _uncritical,
}  # fmt: skip
EACH = 4


def cms_story(layout: str, number: int) -> Story:
    """Return the story that a layout is made with: a short one, longer ones and a long one."""
    return story(list(CMS).index(layout) * EACH + number, (4, 7, 10, 16)[number])
