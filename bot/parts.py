"""The parts that follow from the settings alone: the model's reader, prices, embedder, mailer.

Slow imports are inside the functions that need them. A command that needs none of them answers at once.
"""

import datetime as dt
import time
from functools import partial
from typing import TYPE_CHECKING

from bot.domain.errors import Cannot
from bot.domain.retention import Retention
from bot.domain.subscription import mail_domain_of
from bot.pipeline.ports import Clock, Embedder, Reader, TimestampAuthority
from bot.settings import Settings
from storage import endpoints, spending
from storage.db import Database

if TYPE_CHECKING:
    from bot.gateways.llm import ModelReader
    from bot.gateways.mail import SmtpMailer
    from bot.gateways.model.calls import Calls
    from bot.gateways.model.spending import Budget, Prices
    from storage.sealing import Keys

FASTEMBED = "fastembed:"


def make_keys(settings: Settings) -> "Keys":
    """Make the keys that seal stored tokens; raises Cannot without one, BadInput for what is none."""
    from storage.sealing import Keys

    named = settings.token_keys.get_secret_value() if settings.token_keys else ""
    if not (keys := [key.strip() for key in named.split(",") if key.strip()]):
        raise Cannot(
            "Installing by OAuth stores tokens, which are sealed: set SECOND_SOURCE_TOKEN_KEYS to the key that 'second-source"
            " tokens new-key' prints, and keep it apart from the database and its backups."
        )
    return Keys(keys)


def make_reader(settings: Settings, database: Database, clock: Clock) -> Reader | None:
    """Make the model's reader; None if no key is set."""
    return None if settings.openai_api_key is None else make_model_reader(settings, database, clock)


def make_public_reader(settings: Settings, database: Database, clock: Clock) -> Reader | None:
    """Make the model's reader for what the public brings; None if nothing may be spent on that."""
    paid = settings.openai_api_key is not None and settings.public_budget is not None
    return make_model_reader(settings, database, clock, public=True) if paid else None


def make_model_reader(settings: Settings, database: Database | None, clock: Clock, *, public: bool = False) -> "ModelReader":
    """Make the reader that all links of this process share; all on one database share its limits, breaker and budget.

    The one for what the `public` brings has a budget of its own.
    """
    from bot.gateways.llm import ModelReader

    assert settings.openai_api_key is not None, "asked for only where a key is set"  # noqa: S101 - for the type checker
    prices = make_prices(settings)
    return ModelReader(
        api_key=settings.openai_api_key.get_secret_value(),
        base_url=settings.openai_base_url,
        model=settings.model,
        timeout=settings.model_timeout,
        cache_key=settings.prompt_cache_key,
        effort=settings.reasoning_effort,
        calls=make_calls(settings, database),
        budget=make_budget(settings, prices, database, clock, public=public) if prices and database else None,
    )


def make_calls(settings: Settings, database: Database | None) -> "Calls":
    """Make the limits on the model's calls, kept with all other processes on the database, if there is one."""
    from bot.gateways.model.calls import Calls, InDatabase

    if database is None:
        return Calls(settings.model_calls_at_once, settings.model_calls_per_minute)
    return Calls(
        settings.model_calls_at_once,
        settings.model_calls_per_minute,
        longest=2 * settings.model_timeout,
        shared=InDatabase(partial(endpoints.change, database, settings.openai_base_url or "")),
        clock=time.time,
    )


def make_prices(settings: Settings) -> "Prices | None":
    """Return what tokens cost; None if no prices are set."""
    from bot.gateways.model.spending import Prices

    if settings.price_in is None or settings.price_out is None:
        return None
    return Prices(settings.price_in, settings.price_out, settings.price_cached, settings.price_cache_write)


def make_budget(settings: Settings, prices: "Prices", database: Database, clock: Clock, *, public: bool = False) -> "Budget":
    """Make a budget, the newsroom's or the public's: it counts the model's costs in the database, with a limit for a day."""
    from bot.gateways.model.spending import Budget

    return Budget(
        prices=prices,
        book=partial(spending.book, database, public=public),
        spent_since=partial(spending.since, database, public=public),
        clock=clock,
        daily_budget=settings.public_budget if public else settings.daily_budget,
        setting="SECOND_SOURCE_PUBLIC_BUDGET" if public else "SECOND_SOURCE_DAILY_BUDGET",
    )


def make_retention(settings: Settings) -> Retention:
    """Return for how long what was stored of articles stays."""

    def days(number: int | None) -> dt.timedelta | None:
        return None if number is None else dt.timedelta(days=number)

    answers = dt.timedelta(days=settings.keep_answers_days)
    return Retention(texts=days(settings.keep_texts_days), pages=days(settings.keep_pages_days), answers=answers)


def make_authority(settings: Settings) -> TimestampAuthority | None:
    """Make the timestamp authority that the settings name; None if they name none. Raises BadInput."""
    if settings.timestamp_url is None:
        return None
    from bot.gateways.authority import HttpAuthority

    return HttpAuthority(settings.timestamp_url)


def make_mailer(settings: Settings) -> "SmtpMailer | None":
    """Make the mailer; None if no mail server is set."""
    if settings.smtp_url is None or settings.mail_from is None:
        return None
    from bot.gateways.mail import SmtpMailer

    domains = settings.mail_domains or (mail_domain_of(settings.mail_from),)
    return SmtpMailer(
        settings.smtp_url.get_secret_value(), settings.mail_from, frozenset(domain.casefold() for domain in domains)
    )


def make_embedder(settings: Settings) -> Embedder | None:
    """Make the embedder that the settings name, or None if they name none; raises Cannot if its key is missing."""
    name = settings.embedding_model
    if name is None:
        return None
    from bot.gateways.embeddings import EndpointEmbedder, FastembedEmbedder

    if name.startswith(FASTEMBED):
        return FastembedEmbedder(name.removeprefix(FASTEMBED))
    if settings.openai_api_key is None:
        raise Cannot("SECOND_SOURCE_EMBEDDING_MODEL names a model at the endpoint, but OPENAI_API_KEY is not set.")
    return EndpointEmbedder(
        api_key=settings.openai_api_key.get_secret_value(),
        base_url=settings.openai_base_url,
        model=name,
        timeout=settings.model_timeout,
    )
