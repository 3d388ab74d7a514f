"""What SECURITY.md and OPERATIONS.md name exists, and the files for servers have their form."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.settings import Settings
from tests.test_documents import commands

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / ".deploy"
SECURITY, OPERATIONS = (ROOT / "SECURITY.md").read_text(), (ROOT / "OPERATIONS.md").read_text()
TESTS = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))


def test_each_threat_names_a_test_that_there_is() -> None:
    section = SECURITY.partition("## Threats")[2].partition("##")[0]
    threats = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert len(threats) > 15
    for threat in threats:
        assert (named := re.findall(r"`(test_\w+)`", threat)), threat
        assert [name for name in named if f"def {name}(" not in TESTS] == [], threat


def test_each_command_and_path_that_is_named_exists() -> None:
    known = {tuple(command.split()) for command in commands()}
    for text in (SECURITY, OPERATIONS):
        for words in re.findall(r"second-source ((?:[a-z-]+ ?){1,2})", text):
            first = tuple(words.split())
            assert first[:2] in known or first[:1] in known, words
        for path in re.findall(r"`((?:bot|storage|tests|\.deploy)/[\w./-]+)`", text):
            assert (ROOT / path).exists(), path
        for name in re.findall(r"`SECOND_SOURCE_(\w+)`", text):
            assert name.lower() in Settings.model_fields, name


@pytest.mark.parametrize("unit", sorted(path.name for path in DEPLOY.glob("*.service")))
def test_units_run_our_commands(unit: str, tmp_path: Path) -> None:
    read = configparser.ConfigParser(interpolation=None, strict=False)
    read.optionxform = str  # type: ignore[assignment,method-assign]  # names of settings have capitals
    read.read(DEPLOY / unit)
    program, *arguments = read["Service"]["ExecStart"].split()
    assert program == "/srv/second-source/.venv/bin/second-source"
    assert arguments[0] in commands()
    if verify := shutil.which("systemd-analyze"):
        here = tmp_path / unit
        here.write_text((DEPLOY / unit).read_text().replace(program, "/bin/true").replace("User=second-source", "User=root"))
        checked = subprocess.run([verify, "verify", str(here)], capture_output=True, text=True, check=False, timeout=60)
        assert unit not in checked.stderr, checked.stderr


def test_containers_run_our_commands() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert set(services) == {"database", "bot", "worker"}
    for name in ("bot", "worker"):
        assert services[name]["command"][0] in commands()
        assert services[name]["build"] == {"context": "..", "dockerfile": ".deploy/Dockerfile"}
    lines = re.sub(r"\\\n", " ", (DEPLOY / "Dockerfile").read_text()).splitlines()
    steps = [line.split()[0] for line in lines if line.strip() and not line.startswith("#")]
    known = {"FROM", "COPY", "WORKDIR", "RUN", "USER", "ENV", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"}
    assert set(steps) <= known
    copied = [source for line in lines if line.startswith("COPY ") and "--from" not in line for source in line.split()[1:-1]]
    assert [source for source in copied if not (ROOT / source).exists()] == []
    packaged = (ROOT / "pyproject.toml").read_text().partition("force-include]")[2].splitlines()[1].split('"')[1]
    assert {packaged, "uv.lock", "pyproject.toml", "bot", "prompts", "storage"} <= set(copied)
    assert steps.index("USER") < steps.index("ENTRYPOINT")
