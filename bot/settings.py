"""Settings from the environment, validated. Each command makes them once; they are never global."""

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import AliasChoices, Field, SecretStr, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError, PydanticUseDefault
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

LINKS_BUILTIN = 2
"""How many links a process takes with the built-in reader, which computes all the time."""
LINKS_WITH_MODEL = 8
"""With a model, which they mostly wait for."""


class Settings(BaseSettings):
    """All settings; their names are `SECOND_SOURCE_…`, or as the SDKs of Slack and OpenAI know them."""

    # With the aliases, an error names the setting as the environment has it. Without the prefix, MODEL or HOME would count too.
    model_config = SettingsConfigDict(
        alias_generator=lambda name: f"SECOND_SOURCE_{name.upper()}",
        env_prefix="SECOND_SOURCE_",
        populate_by_name=True,
        extra="ignore",
        frozen=True,
    )

    home: Path = Field(Path.home() / ".second-source", description="Folder of the database and its locks.")
    database_url: SecretStr | None = Field(None, description="postgresql://… ; unset for SQLite in the home folder.")
    database_direct_url: SecretStr | None = Field(
        None, description="PostgreSQL's own address, where that of the database is a pooler's such as PgBouncer; else unset."
    )
    workspace: str = Field("local", min_length=1, description="Workspace that the command line works in.")
    self_approval: bool = Field(False, description="Let editors approve their own submissions; the record says so.")

    links_at_once: int | None = Field(
        None,
        ge=1,
        description="How many links one process works on at a time; unset for 2, with a model for 8 or all calls at once.",
    )
    fetch_allow: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="host:port,… that may be fetched although private or on another port."
    )

    slack_bot_token: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("SLACK_BOT_TOKEN", "SLACK_CLI_XOXB"),
        description="Bot token (xoxb-…) of the one workspace to work in.",
    )
    slack_app_token: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("SLACK_APP_TOKEN", "SLACK_CLI_XAPP"),
        description="App-level token (xapp-…): Socket Mode, no public address needed.",
    )
    slack_signing_secret: SecretStr | None = Field(
        None, validation_alias="SLACK_SIGNING_SECRET", description="Signing secret: Slack over HTTP instead of Socket Mode."
    )
    slack_client_id: str | None = Field(
        None,
        validation_alias="SLACK_CLIENT_ID",
        description="With the client secret: several workspaces install the app by OAuth.",
    )
    slack_client_secret: SecretStr | None = Field(
        None, validation_alias="SLACK_CLIENT_SECRET", description="See SLACK_CLIENT_ID."
    )
    token_keys: SecretStr | None = Field(
        None, description="Keys that seal stored tokens, separated by commas, the newest first; OAuth needs one."
    )
    slack_api_url: str = Field(
        "https://slack.com/api/",
        validation_alias="SLACK_API_URL",
        description="Where Slack's Web API is; another one for tests.",
    )
    host: str = Field(
        "127.0.0.1", description="Address to listen on for HTTP: Slack's requests, OAuth, /healthz and event pages."
    )
    port: int = Field(3000, ge=0, le=65535, description="Port to listen on for HTTP.")

    metrics: Literal["off", "loopback", "all"] = Field(
        "loopback", description="Who may read /metrics: nobody, this machine alone, or whoever reaches the address."
    )
    pages_url: str | None = Field(
        None, pattern=r"^https?://[^\s/?#]+$", description="Public address of the event pages, such as https://verify.example."
    )
    pages_secret: SecretStr | None = Field(
        None, min_length=16, description="Key of the signed links to unlisted event pages; another one ends all of them."
    )
    pages_name: str = Field("Second Source", min_length=1, description="The newsroom's name on the event pages.")

    mcp_token: SecretStr | None = Field(None, description="Token by which second-source mcp reads and brings sources.")

    pages_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="IP,… of the proxies before the event pages: what they add to X-Forwarded-For says who sends a source."
    )

    timestamp_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s@]+$",
        description="Address of a timestamp authority (RFC 3161), which then vouches for the time of each pack of evidence.",
    )

    smtp_url: SecretStr | None = Field(
        None, description="smtp://user:password@host:587 or smtps://…: digests are sent by e-mail too."
    )
    mail_from: str | None = Field(
        None, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", validate_default=True, description="Address that letters come from."
    )
    mail_domains: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="domain,… whose addresses may receive digests; unset for that of SECOND_SOURCE_MAIL_FROM."
    )

    openai_api_key: SecretStr | None = Field(
        None, validation_alias="OPENAI_API_KEY", description="Key of the model endpoint; unset for the built-in reader."
    )
    openai_base_url: str | None = Field(
        None, validation_alias="OPENAI_BASE_URL", description="Any OpenAI-compatible endpoint; unset for OpenAI."
    )
    model: str = Field("gpt-5-mini", description="Name of the model.")
    model_timeout: float = Field(90.0, gt=0, description="Longest wait for one model call, in seconds.")
    model_calls_at_once: int = Field(
        8, ge=1, description="How many calls of the model all processes on the database make at a time."
    )
    model_calls_per_minute: int | None = Field(
        None,
        ge=1,
        description="How many calls of the model all processes on the database make in a minute; unset for any number.",
    )
    prompt_cache_key: str | None = Field(
        "second-source", description="Key of the endpoint's prompt cache, where it takes one; empty for none."
    )
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"] | None = Field(
        None, description="How much the model is to reason, where the endpoint takes that; unset to leave it to the model."
    )
    price_in: float | None = Field(
        None, ge=0, allow_inf_nan=False, description="What a million tokens of a question cost, in any currency."
    )
    price_out: float | None = Field(
        None, ge=0, allow_inf_nan=False, validate_default=True, description="What a million tokens of an answer cost."
    )
    price_cached: float | None = Field(
        None,
        ge=0,
        allow_inf_nan=False,
        description="What a million tokens cost that the endpoint had in its prompt cache; unset for the price of the others.",
    )
    price_cache_write: float | None = Field(
        None,
        ge=0,
        allow_inf_nan=False,
        description="What a million tokens cost that the endpoint writes into its prompt cache; unset for the price of others.",
    )
    daily_budget: float | None = Field(
        None, gt=0, allow_inf_nan=False, description="What the model may cost in a day (UTC); then the built-in reader works."
    )
    public_budget: float | None = Field(
        None,
        gt=0,
        allow_inf_nan=False,
        description="What the model may cost in a day for what readers bring; unset: the built-in reader reads that.",
    )
    embedding_model: str | None = Field(
        None, description="Embedding model at the endpoint, or fastembed:NAME or fastembed:FOLDER for one in this process."
    )

    keep_texts_days: int | None = Field(
        None, ge=1, description="After how many days an article's text goes, with its archived page; unset for never."
    )
    keep_pages_days: int | None = Field(
        None, ge=1, description="After how many days an archived page goes; its hash stays. Unset for never."
    )
    keep_answers_days: int = Field(30, ge=1, description="For how many days the model's answers are kept.")

    @field_validator("home", mode="before")
    @classmethod
    def _a_folder(cls, value: object) -> object:
        if isinstance(value, str) and not value.strip():
            raise PydanticUseDefault
        if isinstance(value, str) and not value.isprintable():
            raise PydanticCustomError("no_folder", "write a folder's path without line breaks and control characters")
        return Path(value).expanduser() if isinstance(value, str) else value

    @field_validator("mail_from")
    @classmethod
    def _both_for_mail(cls, value: str | None, info: ValidationInfo) -> str | None:
        if "smtp_url" in info.data and (value is None) != (info.data["smtp_url"] is None):
            raise PydanticCustomError("half_mail", "set both SECOND_SOURCE_SMTP_URL and SECOND_SOURCE_MAIL_FROM, or neither")
        return value

    @field_validator(
        "database_direct_url",
        "timestamp_url",
        "openai_api_key",
        "openai_base_url",
        "prompt_cache_key",
        "reasoning_effort",
        mode="before",
    )
    @classmethod
    def _blank_is_unset(cls, value: object) -> object:
        # An environment file often has the name with nothing after it.
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("fetch_allow", "mail_domains", "pages_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("pages_proxies")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        try:
            return tuple(str(ip_address(each)) for each in value)
        except ValueError as error:
            raise PydanticCustomError("no_address", "write IP addresses such as 10.0.0.7, separated by commas") from error

    @field_validator("price_out")
    @classmethod
    def _both_prices(cls, value: float | None, info: ValidationInfo) -> float | None:
        if "price_in" in info.data and (value is None) != (info.data["price_in"] is None):
            raise PydanticCustomError("one_price", "set both SECOND_SOURCE_PRICE_IN and SECOND_SOURCE_PRICE_OUT, or neither")
        return value

    @field_validator("price_cached", "price_cache_write", "daily_budget", "public_budget")
    @classmethod
    def _needs_prices(cls, value: float | None, info: ValidationInfo) -> float | None:
        if value is not None and info.data.get("price_out", 0.0) is None:
            raise PydanticCustomError(
                "no_prices", "without prices nothing can be counted: set SECOND_SOURCE_PRICE_IN and SECOND_SOURCE_PRICE_OUT too"
            )
        return value

    @property
    def links_in_hand(self) -> int:
        """Return how many links one process works on at a time."""
        unset = LINKS_BUILTIN if self.openai_api_key is None else min(LINKS_WITH_MODEL, self.model_calls_at_once)
        return self.links_at_once or unset

    @property
    def pages_address(self) -> str:
        """Return where the event pages are for their readers."""
        return self.pages_url or f"http://{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """Return the database address for SQLAlchemy."""
        if self.database_url:
            return _for_sqlalchemy(self.database_url)
        # In an address, '?', '#' and '%' of a path would mean something else.
        return f"sqlite:///{quote(str(self.home / 'second-source.db'), safe='/ ')}"

    @property
    def direct_url(self) -> str | None:
        """Return the database's address past its pooler; None if there is none."""
        return _for_sqlalchemy(self.database_direct_url) if self.database_direct_url else None


def _for_sqlalchemy(url: SecretStr) -> str:
    address = url.get_secret_value()
    scheme, _, rest = address.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else address
