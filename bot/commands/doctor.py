"""`second-source doctor`: checks whether everything works that this installation needs, and says what to do if not."""

import secrets
from collections.abc import Callable

import typer

from bot.commands.environment import settings
from bot.commands.log import LOG
from bot.commands.output import AsJson, show
from bot.domain.errors import Refused, SecondSourceError
from bot.domain.model import Outlet
from bot.domain.page_access import PageAccess
from bot.domain.reading import Article
from bot.domain.wording import counted
from bot.opening import now
from bot.parts import make_authority, make_budget, make_embedder, make_keys, make_mailer, make_model_reader, make_prices
from bot.pipeline.api_tokens import admit
from bot.pipeline.services import RecordServices
from bot.settings import Settings
from storage import api_tokens, pages, workspace_settings
from storage.db import Database
from storage.files import check_space, open_to_others

SKEW = 30.0
"""Seconds; Slack's signatures are good for five minutes."""
_MARKS = {True: "✓", False: "✗", None: "–"}
NO_TOKENS = "none have a token, until 'second-source tokens create' makes one"
PROBE = Article(
    canonical_url="https://newsroom.example/probe",
    outlet=Outlet(name="Newsroom"),
    text="The bridge at Orrin was closed on Monday, the town council said.",
)
"""The article that `doctor` lets the model read: one sentence, without candidate events."""


class Unchecked(str):
    """Why a check looked at nothing: there is nothing set up to look at."""


def doctor(as_json: AsJson = False) -> None:
    """Check settings, database, schema, Slack and model endpoint; exit code 1 if something is wrong.

    – is what was not looked at, since it is not set up; with --json its "ok" is null.
    """
    checks: list[tuple[str, Callable[[Settings], str]]] = [
        ("disk", _disk),
        ("database", _database),
        ("schema", _schema),
        ("clock", _clock),
        ("slack", _slack),
        ("newsroom", _newsroom),
        ("cards", _cards),
        ("model", _model),
        ("budget", _budget),
        ("embeddings", _embeddings),
        ("e-mail", _mail),
        ("timestamps", _timestamps),
        ("pages", _pages),
        ("sources", _sources),
        ("programs", _programs),
    ]
    try:
        current = settings()
    except SecondSourceError as error:
        rows: list[tuple[str, bool | None, str]] = [("settings", False, error.sentence)]
    else:
        rows = [("settings", True, f"workspace '{current.workspace}', home {current.home}, {_links(current)}")]
        rows += [_run(name, check, current) for name, check in checks]
    text = "\n".join(f"{_MARKS[fine]} {name:<11} {sentence}" for name, fine, sentence in rows)
    show(text, [{"check": n, "ok": fine, "detail": sentence} for n, fine, sentence in rows], as_json=as_json)
    if any(fine is False for _, fine, _ in rows):
        raise typer.Exit(1)


def _run(name: str, check: Callable[[Settings], str], current: Settings) -> tuple[str, bool | None, str]:
    """Return a check's name, whether all is well (None where nothing was looked at), and what there is to say."""
    try:
        said = check(current)
        return (name, None, f"not checked: {said}") if isinstance(said, Unchecked) else (name, True, said)
    except SecondSourceError as error:
        return name, False, error.sentence
    except Exception:  # noqa: BLE001 - one check that breaks must not hide what the others find
        number = secrets.token_hex(4)
        LOG.exception(id=number, check=name)
        return name, False, f"The check itself failed; the details are in {LOG.path} under {number}."


def _disk(current: Settings) -> str:
    """Say how much space is left, and that nobody else may look; raises SecondSourceError with what to do."""
    free = check_space(current.home)
    if fault := open_to_others(current.home):
        raise SecondSourceError(fault)
    return f"{free / 1024**3:,.1f} GB are free for {current.home}"


def _links(current: Settings) -> str:
    return "1 link at a time" if current.links_in_hand == 1 else f"{current.links_in_hand} links at a time"


def _database(current: Settings) -> str:
    database = Database(current.url, current.direct_url)
    try:
        database.revision()
        if fault := database.damage():
            raise SecondSourceError(fault)
    finally:
        database.dispose()
    return f"{database.engine.dialect.name} answers"


def _schema(current: Settings) -> str:
    database = Database(current.url, current.direct_url)
    try:
        if database.revision() is None:
            return Unchecked("there is no database yet; the first command makes it")
        if faults := database.check():
            raise SecondSourceError(" ".join(faults))
    finally:
        database.dispose()
    return "up to date"


def _slack(settings: Settings) -> str:
    """Check the Slack token; raises SecondSourceError with what to do."""
    from bot.slack.clients import new_client, who_are_we
    from bot.slack.installing import SCOPES

    if settings.slack_bot_token is None:
        if not (settings.slack_client_id and settings.slack_client_secret):
            return Unchecked("no token is set; 'second-source serve' says what it needs")
        make_keys(settings)
        return "each workspace has its own token, by OAuth; the keys that seal these are in order"
    token = settings.slack_bot_token.get_secret_value()
    installed = who_are_we(new_client(settings.slack_api_url, token), token)
    if installed.scopes is not None and (lacking := sorted(set(SCOPES) - installed.scopes)):
        raise SecondSourceError(
            f"The bot token lacks scopes: {', '.join(lacking)}. Give the app the manifest that 'second-source manifest' prints,"
            " and install it in the workspace again."
        )
    return f"the bot is {installed.bot_user} in workspace {installed.team}"


def _clock(settings: Settings) -> str:
    """Compare this machine's clock with PostgreSQL's and with Slack's; raises SecondSourceError with what to do."""
    from bot.slack.clients import new_client, time_at_slack

    database = Database(settings.url, settings.direct_url)
    try:
        theirs = {"PostgreSQL": database.time()}
    finally:
        database.dispose()
    if settings.slack_bot_token is not None:
        theirs["Slack"] = time_at_slack(new_client(settings.slack_api_url, settings.slack_bot_token.get_secret_value()))
    compared = {name: (now() - at).total_seconds() for name, at in theirs.items() if at is not None}
    wrong = [f"{abs(by):,.0f} s {'ahead of' if by > 0 else 'behind'} {name}" for name, by in compared.items() if abs(by) > SKEW]
    if wrong:
        raise SecondSourceError(
            f"This machine's clock is {' and '.join(wrong)}: Slack's requests would be refused, and digests come at the wrong"
            " time. Switch time synchronisation on ('timedatectl set-ntp true')."
        )
    return f"agrees with {' and '.join(compared)}" if compared else Unchecked("neither PostgreSQL nor Slack is set up")


def _newsroom(settings: Settings) -> str:
    """See that the bot is in the channels that it works in, and that there is an editor; raises SecondSourceError."""
    from bot.slack.clients import new_client
    from bot.slack.members import Members

    if settings.slack_bot_token is None:
        return Unchecked("there is no workspace to ask")
    database = Database(settings.url, settings.direct_url)
    try:
        if database.needs_upgrade():
            return Unchecked("there are no settings yet; an admin makes them in App Home")
        with database.transaction(settings.workspace, read_only=True) as s:
            own = workspace_settings.get(s)
    finally:
        database.dispose()
    client, workspace = new_client(settings.slack_api_url, settings.slack_bot_token.get_secret_value()), settings.workspace
    members = Members(lambda _workspace: client, now)
    wanted = dict.fromkeys((*own.watched_channels, own.home_channel, own.reminder_channel, own.public_channel))
    channels = [channel for channel in wanted if channel]
    faults = [
        f"The bot is not in the channel {channel}: invite it there, or take the channel out of the settings in App Home."
        for channel in channels
        if not members.channel(workspace, channel).joined
    ]
    empty = [group for group in own.editor_groups if not members.group(workspace, group)]
    faults += [
        f"The editors' group {group} is empty or was deleted: add people in Slack, or choose another." for group in empty
    ]
    if not own.editors and len(empty) == len(own.editor_groups):
        faults.append("Nobody may decide: name editors, or a group of them, in the settings in App Home.")
    if faults:
        raise SecondSourceError(" ".join(faults))
    return f"the bot is in all {counted(len(channels), 'channel')} of the settings, and there are editors"


def _cards(settings: Settings) -> str:
    """Let Slack check our own cards; raises SecondSourceError with what it would refuse and what to do."""
    from bot.slack.clients import new_client
    from bot.slack.specimens import refused

    if settings.slack_bot_token is None:
        return Unchecked("there is no workspace to ask; set SLACK_BOT_TOKEN, and Slack itself checks the cards")
    if faults := refused(new_client(settings.slack_api_url, settings.slack_bot_token.get_secret_value())):
        raise SecondSourceError(
            f"{' '.join(faults)} Update Second Source: Slack's rules have changed. If this is the newest version, report it."
        )
    return "Slack takes all of ours"


def _model(settings: Settings) -> str:
    """Let the model read one sentence, and say what the endpoint can do; raises SecondSourceError with what to do."""
    if settings.openai_api_key is None:
        return Unchecked("no key is set, so the built-in reader works; set OPENAI_API_KEY for a model")
    database = Database(settings.url, settings.direct_url)
    try:
        # Before the first command there is no table for the costs, so this one call is not counted then.
        reader = make_model_reader(settings, None if database.needs_upgrade() else database, now)
        stamp = reader.read(PROBE, ()).stamp
    finally:
        database.dispose()
    calls = "1 call" if stamp.calls == 1 else f"{stamp.calls} calls"
    cost = "" if stamp.cost is None else f", at a cost of {stamp.cost:.4f}"
    return (
        f"{settings.model} answers in the agreed form, in {stamp.seconds:.1f} s and {calls} "
        f"({reader.dialect}; {stamp.tokens_in:,} tokens in, {stamp.tokens_out:,} out{cost})"
    )


def _budget(settings: Settings) -> str:
    """Say what the model may cost and has cost today, and how often it may be asked; raises SecondSourceError."""
    if settings.openai_api_key is None:
        return Unchecked("no model is set, so nothing is spent")
    minute = "any number" if settings.model_calls_per_minute is None else str(settings.model_calls_per_minute)
    limits = f"at most {settings.model_calls_at_once} calls at once, {minute} a minute"
    prices = make_prices(settings)
    if prices is None:
        return f"{limits}; no prices are set, so no costs are counted"
    database = Database(settings.url, settings.direct_url)
    try:
        spent = 0.0 if database.revision() is None else make_budget(settings, prices, database, now).spent_today()
    finally:
        database.dispose()
    budget = "no budget is set" if settings.daily_budget is None else f"the budget is {settings.daily_budget:.2f}"
    return f"{limits}; {spent:.4f} spent today (UTC), {budget}"


def _embeddings(settings: Settings) -> str:
    """Embed one word; raises SecondSourceError with what to do."""
    embedder = make_embedder(settings)
    if embedder is None:
        return Unchecked("none are set, so events are found by words alone; SECOND_SOURCE_EMBEDDING_MODEL adds meaning")
    (vector,) = embedder.embed(["fire"])
    return f"{embedder.model} answers, {len(vector)} dimensions"


def _pages(settings: Settings) -> str:
    """Say who sees the event pages, and where; raises SecondSourceError with what to do."""
    database = Database(settings.url, settings.direct_url)
    try:
        if database.needs_upgrade():
            return "off, until 'second-source pages set' opens them"
        with database.transaction(settings.workspace, read_only=True) as s:
            shown, opened = pages.default_access(s), pages.any_open(s)
            unlisted = shown is PageAccess.UNLISTED or pages.any_unlisted(s)
    finally:
        database.dispose()
    if unlisted and settings.pages_secret is None:
        raise SecondSourceError("Some pages are unlisted, but no link opens them: set SECOND_SOURCE_PAGES_SECRET.")
    if not opened:
        return "off, until 'second-source pages set' opens them"
    own = "" if settings.pages_url else "; set SECOND_SOURCE_PAGES_URL to their public address"
    return f"{shown}, at {settings.pages_address}/events{own}"


def _sources(settings: Settings) -> str:
    """Say where the public's sources go, and what may be spent on them; raises SecondSourceError with what to do."""
    database = Database(settings.url, settings.direct_url)
    try:
        if database.needs_upgrade():
            return "none are taken from the public, until 'second-source pages sources' names a channel"
        with database.transaction(settings.workspace, read_only=True) as s:
            channel, opened = workspace_settings.get(s).public_channel, pages.any_open(s)
        prices = make_prices(settings)
        paid = settings.openai_api_key is not None and settings.public_budget is not None and prices is not None
        spent = make_budget(settings, prices, database, now, public=True).spent_today() if paid and prices else 0.0
    finally:
        database.dispose()
    if channel is None:
        return "none are taken from the public, until 'second-source pages sources' names a channel"
    if settings.pages_secret is None:
        raise SecondSourceError("Readers' sources have a channel, but no form: set SECOND_SOURCE_PAGES_SECRET.")
    by_model = f"read by the model, {spent:.4f} of {settings.public_budget or 0:.2f} spent today (UTC)"
    read = by_model if paid else "read by the built-in reader"
    return f"go into channel {channel}, {read}{'' if opened else '; no page shows the form yet'}"


def _programs(settings: Settings) -> str:
    """Say by how many tokens programs come in, and where; raises SecondSourceError with what to do."""
    database = Database(settings.url, settings.direct_url)
    try:
        if database.needs_upgrade():
            return NO_TOKENS
        if settings.mcp_token is not None:
            try:
                admit(RecordServices(database=database, clock=now), settings.mcp_token.get_secret_value())
            except Refused as refused:
                raise SecondSourceError(f"SECOND_SOURCE_MCP_TOKEN: {refused.sentence}") from refused
        with database.transaction(settings.workspace, read_only=True) as s:
            live = sum(token.works(now()) for token in api_tokens.list_(s))
    finally:
        database.dispose()
    if not live:
        return NO_TOKENS
    return f"{counted(live, 'token')} in workspace '{settings.workspace}', at {settings.pages_address}/api/v1 and /mcp"


def _timestamps(settings: Settings) -> str:
    """Ask the timestamp authority for one; raises SecondSourceError with what to do."""
    authority = make_authority(settings)
    if authority is None:
        return Unchecked("nobody vouches for the time of packs of evidence; SECOND_SOURCE_TIMESTAMP_URL names an authority")
    authority.stamp(b"second-source doctor")
    return f"{authority.name} gives timestamps"


def _mail(settings: Settings) -> str:
    """Connect to the mail server; raises SecondSourceError with what to do."""
    mailer = make_mailer(settings)
    if mailer is None:
        return Unchecked("digests are posted only; SECOND_SOURCE_SMTP_URL sends them too")
    return mailer.check()
