"""The local Slack's page: looks and feels like a plain Slack in the browser.

`site.py` has the routes, `look.py` what one person sees, `actions.py` what they do; `blocks.py` and what it uses turn Slack's
blocks into HTML; templates/ and static/ are the rest of the page.
"""

from collections.abc import Sequence

from starlette.routing import BaseRoute

from bot.sandbox.face.site import Site
from bot.sandbox.local_slack.local_slack import LocalSlack

__all__ = ["routes"]


def routes(slack: LocalSlack) -> Sequence[BaseRoute]:
    """Give the page's routes, for `LocalSlack(face=routes)`."""
    return Site(slack).routes()
