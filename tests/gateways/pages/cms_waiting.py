"""News pages that hide their text, or a part of it, until a script or a click shows it."""

import html
from collections.abc import Callable

from tests.gateways.pages.cms_parts import FOOT, MENU, h1, ps, related, script, split_at, whole
from tests.gateways.pages.made import Story


def _elementor(made: Story) -> str:
    blocks = "".join(
        f"<div class='elementor-element elementor-invisible elementor-widget-text-editor' "
        f'data-settings=\'{{"_animation":"fadeIn"}}\'>'
        f"<div class=elementor-widget-container><p>{html.escape(text)}</p></div></div>"
        for text in made.paragraphs
    )
    return whole(
        made,
        f"{MENU}<div class='elementor elementor-12'>"
        f"<section class=elementor-section>{h1(made, 'elementor-heading-title')}{blocks}"
        f"</section></div><section><ul>{related(made)}</ul></section>{FOOT}",
        "<style>.elementor-invisible{visibility:hidden}</style>",
    )


def _fading(made: Story) -> str:
    blocks = "".join(f"<div class='fade-in-up'><p>{html.escape(text)}</p></div>" for text in made.paragraphs)
    return whole(
        made,
        f"{MENU}<article>{h1(made)}{blocks}</article><ul>{related(made)}</ul>{FOOT}{script(made)}",
        "<style>.fade-in-up{opacity:0;transform:translateY(20px);transition:opacity .6s}.fade-in-up.is-visible{opacity:1}"
        "</style>",
    )


def _animated_by_attribute(made: Story) -> str:
    blocks = "".join(f"<p data-aos=fade-up>{html.escape(text)}</p>" for text in made.paragraphs)
    return whole(
        made,
        f"{MENU}<main><article>{h1(made)}{blocks}</article></main>{FOOT}",
        "<style>[data-aos^=fade]{opacity:0}[data-aos^=fade].aos-animate{opacity:1}</style>",
    )


def _inline_fading(made: Story) -> str:
    blocks = "".join(
        f"<div style='opacity:0;transform:translateY(24px)'><p>{html.escape(text)}</p></div>" for text in made.paragraphs
    )
    return whole(made, f"{MENU}<main>{h1(made)}<div class=story>{blocks}</div></main>{FOOT}{script(made)}")


def _read_more(made: Story) -> str:
    first, rest = split_at(made)
    return whole(
        made,
        f"{MENU}<article>{h1(made)}<div class=article-body>{ps(first)}<div class=more-text style='display:none'>{ps(rest)}"
        f"</div>"
        f"<button class=read-more aria-expanded=false>Read more</button></div></article><ul>{related(made)}</ul>{FOOT}",
    )


def _read_more_by_sheet(made: Story) -> str:
    first, rest = split_at(made)
    return whole(
        made,
        f"{MENU}<article>{h1(made)}{ps(first)}<div id=full-story class=story-rest>{ps(rest)}</div><a href=#full-story class="
        f"expand>Continue reading</a></article>{FOOT}",
        "<style>.story-rest{display:none}.story-rest.open{display:block}</style>",
    )


def _cut_off_by_height(made: Story) -> str:
    first, rest = split_at(made)
    return whole(
        made,
        f"{MENU}<article>{h1(made)}{ps(first)}<div class=expandable style='max-height:0;overflow:hidden'>{ps(rest)}</div>"
        f"<button>"
        f"Show full story</button></article>{FOOT}",
    )


def _collapse(made: Story) -> str:
    first, rest = split_at(made)
    return whole(
        made,
        f"{MENU}<main><article>{h1(made)}{ps(first)}<div class=collapse id=rest>{ps(rest)}</div>"
        f"<a class='btn' data-bs-toggle="
        f"collapse href='#rest'>Read more</a></article></main>{FOOT}",
        "<style>.collapse:not(.show){display:none}</style>",
    )


def _hidden_class(made: Story) -> str:
    first, rest = split_at(made)
    return whole(
        made,
        f"{MENU}<article>{h1(made)}{ps(first)}<div class='hidden js-more'>{ps(rest)}</div><button data-target=.js-more>Read "
        f"the rest</button></article>{FOOT}",
    )


def _details(made: Story) -> str:
    first, rest = split_at(made)
    return whole(
        made, f"{MENU}<article>{h1(made)}{ps(first)}<details><summary>Read on</summary>{ps(rest)}</details></article>{FOOT}"
    )


def _cloaked_body(made: Story) -> str:
    return whole(
        made,
        f"<div id=app style='visibility:hidden'>{MENU}<article>{h1(made)}{ps(made.paragraphs)}</article>{FOOT}"
        f"</div>{script(made)}",
    )


def _labelled_blocks(made: Story) -> str:
    blocks = "".join(
        f"<div class='block'><span aria-hidden=true class=num>{at}</span><p>{html.escape(text)}</p></div>"
        for at, text in enumerate(made.paragraphs, 1)
    )
    return whole(made, f"{MENU}<main>{h1(made)}<div class=longread aria-hidden=true>{blocks}</div></main>{FOOT}")


def _teaser_wall(made: Story) -> str:
    first, rest = split_at(made)
    return whole(
        made,
        f"{MENU}<article>{h1(made)}<div class=teaser>{ps(first)}</div>"
        f"<div class='paywall regwall-content' style='display:none'>"
        f"{ps(rest)}</div></article>{FOOT}{script(made)}",
    )


def _next_data(made: Story) -> str:
    blocks = "".join(
        f"<div class='css-g5piaz evys1bk0' style='opacity:0'><p class=css-at9>{html.escape(text)}</p></div>"
        for text in made.paragraphs[1:]
    )
    return whole(
        made,
        f"<div id=__next>{MENU}<section name=articleBody>{h1(made)}<p>{html.escape(made.paragraphs[0])}</p>{blocks}"
        f"</section></div>"
        f"<script id=__NEXT_DATA__ type=application/json>{{}}</script>{FOOT}",
    )


def _tabs(made: Story) -> str:
    return whole(
        made,
        f"{MENU}<main>{h1(made)}<div class=tabs><div role=tabpanel id=text>{ps(made.paragraphs)}</div>"
        f"<div role=tabpanel id=photos "
        f"hidden><p>Eleven pictures of the site and of those who work there.</p></div></div></main>{FOOT}",
    )


def _lazy_paragraphs(made: Story) -> str:
    first, rest = split_at(made, 3)
    return whole(
        made,
        f"{MENU}<article>{h1(made)}{ps(first)}{ps(rest, 'class=lazy')}</article><ul>{related(made)}</ul>{FOOT}",
        "<style>.lazy{visibility:hidden}.lazy.loaded{visibility:visible}</style>",
    )


def _scroll_reveal(made: Story) -> str:
    return whole(
        made,
        f"{MENU}<article class=scrolly>{h1(made)}{ps(made.paragraphs, 'class=sr')}</article>{FOOT}",
        "<style>html.sr .sr{visibility:hidden}.scrolly .sr{opacity:0;animation:appear 1s forwards}@keyframes "
        "appear{to{opacity:1}}</style>",
    )


def _clamped(made: Story) -> str:
    return whole(
        made,
        f"{MENU}<article>{h1(made)}<div class=clamp>{ps(made.paragraphs)}</div><label for=x>Show all</label></article>{FOOT}",
        "<style>.clamp{max-height:240px;overflow:hidden;-webkit-line-clamp:6}</style>",
    )


def _white_by_outer_sheet(made: Story) -> str:
    return whole(
        made,
        f"{MENU}<article class=hero>{h1(made)}{ps(made.paragraphs, 'style=color:#fff')}</article>{FOOT}",
        "<link rel=stylesheet href=/site.css>",
    )


def _inert(made: Story) -> str:
    dialog = "<dialog open class=consent-banner><p>We use cookies. You may accept or reject them.</p><button>Accept</button>"
    "</dialog>"
    return whole(
        made, f"{dialog}<div inert aria-hidden=true>{MENU}<article>{h1(made)}{ps(made.paragraphs)}</article>{FOOT}</div>"
    )


def _offscreen_start(made: Story) -> str:
    return whole(
        made,
        f"{MENU}<main>{h1(made)}{ps(made.paragraphs, 'class=slide')}</main>{FOOT}",
        "<style>.slide{transform:translateX(-100vw);transition:.5s}.slide.in{transform:none}</style>",
    )


def _uncritical(made: Story) -> str:
    first, rest = split_at(made, 3)
    return whole(
        made,
        f"{MENU}<main><article>{h1(made)}{ps(first)}<div class=below-fold>{ps(rest)}</div></article></main>{FOOT}",
        "<style>.below-fold{content-visibility:hidden}</style><link rel=stylesheet href=/rest.css>",
    )


WAITING: dict[str, Callable[[Story], str]] = {
    "Elementor": _elementor, "fading in": _fading, "fading in by attribute": _animated_by_attribute,
    "fading in by style": _inline_fading, "read more": _read_more, "read more by sheet": _read_more_by_sheet,
    "no height": _cut_off_by_height, "Bootstrap's collapse": _collapse, "hidden until a click": _hidden_class,
    "details": _details, "cloaked whole": _cloaked_body, "numbered blocks": _labelled_blocks,
    "teaser and wall": _teaser_wall, "hydrated": _next_data, "tabs": _tabs, "lazy": _lazy_paragraphs,
    "revealed by scrolling": _scroll_reveal, "clamped": _clamped, "white on an outer sheet's ground": _white_by_outer_sheet,
    "inert": _inert, "sliding in": _offscreen_start, "below the fold": _uncritical,
}  # fmt: skip
