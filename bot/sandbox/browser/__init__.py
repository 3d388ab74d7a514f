"""The local Slack's page in the browser, like a simple Slack.

`site.py` has the routes, `screen.py` what one person sees, `actions.py` what they do, `guide.py` what there is to try;
`blocks.py` and the modules it uses turn Slack's blocks into HTML; templates/ and static/ are the rest of the page.
"""

from collections.abc import Sequence

from starlette.routing import BaseRoute

from bot.sandbox.browser.guide import Guide
from bot.sandbox.browser.site import Site
from bot.sandbox.local_slack.local_slack import LocalSlack

__all__ = ["routes"]


def routes(slack: LocalSlack, guide: Guide | None = None) -> Sequence[BaseRoute]:
    """Return the page's routes, for `LocalSlack(browser_routes=routes)`; `guide` says what to try there."""
    return Site(slack, guide).routes()
