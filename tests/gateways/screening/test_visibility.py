"""What is declared for an element: whatever hides it is known by one rule alone, so that only such elements are looked at."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.gateways.screening.colours import Look
from bot.gateways.screening.visibility import bears, hides

VALUES = {
    "display": ("none", "block"),
    "visibility": ("hidden", "visible"),
    "opacity": ("0", "1"),
    "font-size": ("0", "16px", "inherit"),
    "font": ("0/0 a", "16px serif"),
    "margin-left": ("-9999px", "auto"),
    "transform": ("scale(0)", "none"),
    "clip": ("rect(0,0,0,0)", "auto"),
    "overflow": ("hidden", "visible"),
    "width": ("1px", "100%"),
    "height": ("0", "auto"),
}
LOOKS: st.SearchStrategy[list[Look]] = st.lists(
    st.sampled_from([(name, value) for name, values in VALUES.items() for value in values]).map(lambda one: dict([one])),
    min_size=1,
    max_size=6,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(LOOKS, LOOKS)
def test_where_two_rules_hide_an_element_one_of_them_bears_on_it(first: list[Look], second: list[Look]) -> None:
    one, other = ({name: value for look in looks for name, value in look.items()} for looks in (first, second))
    assert bears(one) or bears(other) or not hides(one | other)


def test_colours_and_custom_properties_bear_on_what_is_inside() -> None:
    assert all(map(bears, ({"color": "#222"}, {"background": "none"}, {"--x": "none"}, {"left": "var(--x)"})))
    assert not any(map(bears, ({"margin": "0 auto"}, {"display": "flex"}, {"overflow": "hidden"}, {"width": "50%"}, {})))
