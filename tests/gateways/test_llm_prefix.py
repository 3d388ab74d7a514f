"""Every question begins with the same prompt, which endpoints bill at the price of their cache."""

from bot.gateways.model.passages import tokens
from tests.bench.prefix import asked_on_a_day, same_beginning


def test_most_of_what_later_links_ask_a_model_is_the_beginning_of_the_first_question() -> None:
    first, *later = asked_on_a_day(links=5, stored=50)
    assert len({first, *later}) == 5
    assert same_beginning(first, later) >= 0.6 * sum(map(tokens, later))
