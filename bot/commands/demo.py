"""`second-source demo`: a fictional newsroom on this machine, with a local Slack to try the bot in."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.stopping import stop_on_signals

PORT = 8765


def demo(
    story: Annotated[bool, typer.Option("--story", help="Play a whole newsroom day by itself, and end.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the page is; 0 takes any port that is free.")] = PORT,
) -> None:
    """Open a small newsroom with a Slack of its own: no account, no key, no network."""
    typer.echo("Opening the newsroom: a local Slack, some articles, and the bot. This takes a few seconds …")
    # All of this is slow to import: whoever waits should know what for.
    from bot.commands.environment import settings
    from bot.sandbox.day import play
    from bot.sandbox.running import free_port, open_newsroom, open_pages
    from bot.sandbox.town import MIRA, VERIFICATION

    if story:
        play(settings(), typer.echo)
        return
    stop, current = stop_on_signals(), settings()
    pages_port = port + 1 if port else free_port()
    # Links to its own pages are shown as cards, and never read as articles.
    current = current.model_copy(update={"pages_url": f"http://127.0.0.1:{pages_port}"})
    with tempfile.TemporaryDirectory(prefix="second-source-demo-") as home:
        with (
            open_newsroom(current, Path(home), port=port, say=typer.echo) as slack,
            open_pages(Path(home), slack, port=pages_port) as pages,
        ):
            typer.echo(_welcome(f"{slack.url}/?as={MIRA.id}&at={VERIFICATION.id}", pages))
            stop.wait()
        typer.echo("The newsroom is closed; nothing of it was kept.")


def _welcome(url: str, pages: str) -> str:
    return f"""
Ready. Open this in a browser:

  {url}

What the public sees of the events, as you decide:

  {pages}

Programs read at {pages.removesuffix("/events")}/api/v1, by a token that Petra, an admin, makes in the app's Home.

You are Mira, a journalist. The page has links to paste, each with one press. Then become Edda, an editor, and decide.

Ctrl+C ends it."""
