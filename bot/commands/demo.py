"""`second-source demo`: a small newsroom day in the terminal."""

import typer

from bot.commands.output import settings
from bot.sandbox.day import play


def demo() -> None:
    """Play a small newsroom day on pages of our own: no account, no key, no network."""
    play(settings(), typer.echo)
