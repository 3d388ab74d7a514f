"""Settings and the addresses that follow from them."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.settings import Settings
from storage.db import Database


def test_sqlite_in_the_home_folder_unless_told_otherwise(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert settings.url == f"sqlite:///{tmp_path}/second-source.db"
    assert Database(settings.url).workflows_url == f"sqlite:///{tmp_path}/second-source-workflows.db"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_by_one_address(tmp_path: Path, scheme: str) -> None:
    settings = Settings(home=tmp_path, database_url=SecretStr(f"{scheme}://ann:hushhush@db.example/news"))
    assert "hushhush" not in repr(settings)
    assert settings.url == "postgresql+psycopg://ann:hushhush@db.example/news"
    assert Database(settings.url).workflows_url == "postgresql://ann:hushhush@db.example/news"


def test_names_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECOND_SOURCE_HOME", str(tmp_path))
    monkeypatch.setenv("SECOND_SOURCE_FETCH_ALLOW", "localhost:8000, pages.example:80,")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-hushhush")
    settings = Settings()
    assert settings.fetch_allow == ("localhost:8000", "pages.example:80")
    assert settings.openai_api_key is not None
    assert "sk-hushhush" not in repr(settings)


@pytest.mark.parametrize("blank", ["", "  ", "\t"])
def test_a_blank_key_is_no_key(monkeypatch: pytest.MonkeyPatch, blank: str) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", blank)
    monkeypatch.setenv("OPENAI_BASE_URL", blank)
    settings = Settings()
    assert (settings.openai_api_key, settings.openai_base_url) == (None, None)


def test_how_many_links_a_process_works_on_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().links_in_hand == 2
    monkeypatch.setenv("OPENAI_API_KEY", "sk-hushhush")
    assert Settings().links_in_hand == 8
    monkeypatch.setenv("SECOND_SOURCE_MODEL_CALLS_AT_ONCE", "3")
    assert Settings().links_in_hand == 3
    monkeypatch.setenv("SECOND_SOURCE_LINKS_AT_ONCE", "5")
    assert Settings().links_in_hand == 5


@pytest.mark.parametrize(
    ("name", "value"), [("SELF_APPROVAL", "perhaps"), ("LINKS_AT_ONCE", "0"), ("MODEL_TIMEOUT", "-1"), ("WORKSPACE", "")]
)
def test_a_wrong_setting_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"SECOND_SOURCE_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


def test_mail_needs_a_server_and_a_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECOND_SOURCE_SMTP_URL", "smtp://ann:hushhush@mail.example")
    with pytest.raises(ValidationError, match="set both SECOND_SOURCE_SMTP_URL and SECOND_SOURCE_MAIL_FROM"):
        Settings()
    monkeypatch.setenv("SECOND_SOURCE_MAIL_FROM", "nobody")
    with pytest.raises(ValidationError):
        Settings()
    monkeypatch.setenv("SECOND_SOURCE_MAIL_FROM", "digest@paper.example")
    monkeypatch.setenv("SECOND_SOURCE_MAIL_DOMAINS", "paper.example, night.example")
    settings = Settings()
    assert settings.mail_domains == ("paper.example", "night.example")
    assert "hushhush" not in repr(settings)
    monkeypatch.delenv("SECOND_SOURCE_SMTP_URL")
    with pytest.raises(ValidationError, match="set both"):
        Settings()
