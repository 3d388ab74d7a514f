"""Imported as `warm_up` is, where the built-in reader reads every link: what its first article would load."""

import gc

from bot.gateways.warm_up import TEXT


def _read_an_article() -> None:
    from bot.domain.model import Outlet
    from bot.domain.reading import Article
    from bot.gateways.apart import leave_alone_what_stays
    from bot.gateways.builtin.answering import answer_on

    answer_on(Article(canonical_url="https://warm-up.example/", outlet=Outlet(name="Nobody"), text=TEXT, language="en"), ())
    leave_alone_what_stays()


# Nothing of what is imported now is garbage.
gc.disable()
_read_an_article()
gc.enable()
