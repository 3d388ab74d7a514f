"""`second-source mcp`: the record for an assistant, by MCP over standard input and output."""

from dataclasses import replace
from functools import partial

from bot.commands.environment import settings
from bot.domain.api_token import Caller, of_this_machine
from bot.domain.errors import Refused
from bot.pipeline.api_tokens import admit
from bot.pipeline.ports import call_here
from bot.pipeline.services import Services


def mcp() -> None:
    """Serve the record to an assistant by MCP, over standard input and output, until the input ends.

    It reads and brings sources by the token in SECOND_SOURCE_MCP_TOKEN; without one, it reads the workspace that
    SECOND_SOURCE_WORKSPACE names. It never decides.
    """
    # The SDK and what reads addresses take longer to load than most commands run.
    from bot.app import open_queue, open_services
    from bot.web.api.mcp_server import serve_stdio
    from bot.web.api.tools import Toolbox
    from bot.web.drawing import PageSite
    from bot.web.links import PageLinks

    current = settings()
    token = current.mcp_token.get_secret_value() if current.mcp_token else None
    with open_services(current, compute=call_here) as services, open_queue(current, services) as queue:
        caller = partial(_caller, services, current.workspace, token)
        # A token that does not work is told at once.
        workspace = caller().workspace
        site = PageSite(current.pages_name, PageLinks(current.pages_address, workspace))
        serve_stdio(Toolbox(replace(services, queue=queue), site), caller)


def _caller(services: Services, workspace: str, token: str | None) -> Caller:
    if token is None:
        return of_this_machine(workspace, services.clock())
    try:
        return admit(services, token)
    except Refused as refused:
        raise Refused(f"SECOND_SOURCE_MCP_TOKEN: {refused.sentence}") from refused
