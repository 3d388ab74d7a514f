"""All commands: the module of each, and its line in `second-source --help`.

A command's module is imported only when the command runs or shows its own help. So this list is written by hand, and a test
compares it with the modules.
"""

from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup
from typer.main import get_group


class Entry(NamedTuple):
    """Where a command is (a function, or a group of commands), and the first paragraph of its help."""

    module: str
    name: str
    help: str


COMMANDS = {
    "events": Entry("bot.commands.events", "app", "The record: add events, list and show them, retract and reword them."),
    "review": Entry("bot.commands.review", "app", "Proposals that wait for an editor, and what was decided."),
    "read": Entry("bot.commands.links", "read", "Read one article and show the reading alone; nothing is stored."),
    "submit": Entry("bot.commands.links", "submit", "Bring one link, and take it up to the proposal."),
    "work": Entry(
        "bot.commands.links",
        "work",
        "Finish what was brought but not worked on, and what a crash left behind; several may share the work.",
    ),
    "digest": Entry("bot.commands.digest", "digest", "Show what a channel's digest would say now, in full."),
    "serve": Entry(
        "bot.commands.serve", "serve", "Run the Slack app, over Socket Mode or HTTP as the settings say, until Ctrl+C."
    ),
    "demo": Entry(
        "bot.commands.demo", "demo", "Open a small newsroom with a Slack of its own: no account, no key, no network."
    ),
    "doctor": Entry(
        "bot.commands.doctor",
        "doctor",
        "Check settings, database, schema, Slack and model endpoint; exit code 1 if something is wrong.",
    ),
    "manifest": Entry(
        "bot.commands.manifest",
        "manifest",
        "Print the app's manifest as JSON: to paste at api.slack.com/apps, and for Slack's own command line.",
    ),
    "origins": Entry("bot.commands.origins", "app", "Origins of an event: list them, and rule on which names are one."),
    "pages": Entry("bot.commands.pages", "app", "Event pages: who may see them, and the links of those on no list."),
    "mcp": Entry(
        "bot.commands.mcp",
        "mcp",
        "Serve the record to an assistant by MCP, over standard input and output, until the input ends.",
    ),
    "verify": Entry("bot.commands.verify", "verify", "Verify a pack of evidence: that nothing was changed since it was made."),
    "tokens": Entry(
        "bot.commands.tokens", "app", "Tokens of programs, and the keys that seal those of workspaces that installed the app."
    ),
    "audit": Entry("bot.commands.audit", "app", "The chain that holds the history together: verify it, and show its head."),
    "outlets": Entry("bot.commands.outlets", "app", "Outlets: list them, show one, grade one, import and export the list."),
    "eval": Entry("bot.commands.evaluate", "app", "Measure a reader, the counts of origins, or the search, on labelled cases."),
    "backup": Entry(
        "bot.commands.backup", "backup", "Copy the whole database into a file, while others work with it; `restore` reads it."
    ),
    "restore": Entry(
        "bot.commands.backup", "restore", "Bring back what `backup` or `export` wrote; --replace, if there is a record already."
    ),
    "export": Entry(
        "bot.commands.backup", "export", "Write everything as lines of JSON, for either database; '-' for standard output."
    ),
    "import": Entry(
        "bot.commands.backup", "import_", "Read what `export` wrote, all of it or nothing; --replace, if there is a record."
    ),
    "purge": Entry(
        "bot.commands.purge",
        "purge",
        "Show how many texts and pages are older than the settings keep them; --do takes them away, for good.",
    ),
    "db": Entry("bot.commands.database", "app", "The database: its schema, and its indexes."),
}


class LazyCommands(TyperGroup):
    """Lists the commands of the table, and imports the one that runs."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Import and return the command that the arguments begin with."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, load(name) if name else None, rest


def load(name: str) -> Any:
    """Import a command and return it in the form that Typer runs."""
    entry = COMMANDS[name]
    found = getattr(import_module(entry.module), entry.name)
    app = typer.Typer()
    if isinstance(found, typer.Typer):
        app.add_typer(found, name=name)
    else:
        app.command(name)(found)
    return get_group(app).commands[name]


def list_in(app: typer.Typer) -> None:
    """Add the commands to a command line whose class is `LazyCommands`."""
    for name, entry in COMMANDS.items():
        app.command(name, help=entry.help)(_placeholder)


def _placeholder() -> None:
    """Take the place of a command that has not been imported."""
