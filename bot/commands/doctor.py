"""`second-source doctor`: whether everything that this installation needs is there, and what to do if not."""

from collections.abc import Callable

import typer

from bot.app import check_budget, check_embeddings, check_mail, check_model, check_slack
from bot.commands.output import AsJson, settings, show
from bot.domain.errors import SecondSourceError
from bot.settings import Settings
from storage.db import Database


def doctor(as_json: AsJson = False) -> None:
    """Check settings, database, schema, Slack and model endpoint; exit code 1 if something is wrong."""
    checks: list[tuple[str, Callable[[Settings], str]]] = [
        ("database", _database),
        ("schema", _schema),
        ("slack", check_slack),
        ("model", check_model),
        ("budget", check_budget),
        ("embeddings", check_embeddings),
        ("e-mail", check_mail),
    ]
    try:
        current = settings()
    except SecondSourceError as error:
        rows = [("settings", False, error.sentence)]
    else:
        rows = [("settings", True, f"workspace '{current.workspace}', home {current.home}")]
        rows += [_run(name, check, current) for name, check in checks]
    text = "\n".join(f"{'✓' if fine else '✗'} {name:<11} {sentence}" for name, fine, sentence in rows)
    show(text, [{"check": n, "ok": fine, "detail": sentence} for n, fine, sentence in rows], as_json=as_json)
    if not all(fine for _, fine, _ in rows):
        raise typer.Exit(1)


def _run(name: str, check: Callable[[Settings], str], current: Settings) -> tuple[str, bool, str]:
    try:
        return name, True, check(current)
    except SecondSourceError as error:
        return name, False, error.sentence


def _database(current: Settings) -> str:
    database = Database(current.url)
    try:
        database.revision()
    finally:
        database.dispose()
    return f"{database.engine.dialect.name} answers"


def _schema(current: Settings) -> str:
    database = Database(current.url)
    try:
        if database.revision() is None:
            return "not set up yet; the first command does that"
        if faults := database.check():
            raise SecondSourceError(" ".join(faults))
    finally:
        database.dispose()
    return "up to date"
