"""The wire, the schema, further tries, and a small eval, each against the real server."""

import time
from collections.abc import Iterator

import httpx2
import pytest

from bot.commands.doctor import PROBE
from bot.domain.errors import BadAnswer, BadInput
from bot.domain.grounding import ground
from bot.domain.reading import Reading
from bot.gateways.llm import ModelReader
from bot.settings import Settings
from tests.endpoint.cases import CASES, Case
from tests.endpoint.conftest import TIMEOUT, MakeReader
from tests.openai_server import Asked, OpenAIServer, Reply, error, raw


@pytest.fixture
def in_front(settings: Settings) -> Iterator[OpenAIServer]:
    """Stand in front of the real server: as strict as OpenAI, busy at first, overloaded then, and after that it passes on."""
    assert settings.openai_api_key is not None
    key = settings.openai_api_key.get_secret_value()
    troubles = [error(429, "Slow down.", headers={"retry-after-ms": "10"}), error(503, "No.", headers={"retry-after-ms": "10"})]

    def play(asked: Asked) -> Reply:
        if troubles:
            return troubles.pop(0)
        answer = httpx2.post(
            f"{str(settings.openai_base_url).rstrip('/')}/chat/completions",
            json=asked.body,
            headers={"Authorization": f"Bearer {key}"},
            timeout=TIMEOUT,
        )
        return raw(answer.content, status=answer.status_code)

    with OpenAIServer(play, models=(settings.model,), key=key) as server:
        yield server


def test_the_wire_and_the_schema(reader: ModelReader, capsys: pytest.CaptureFixture[str]) -> None:
    answer = reader.read(PROBE, ())
    assert reader.dialect.proven
    assert answer.judgements == () or answer.draft is not None
    assert answer.stamp.calls in (1, 2)
    with capsys.disabled():
        print(
            f"\n{reader.model}: {reader.dialect}; {answer.stamp.tokens_in} tokens in, {answer.stamp.tokens_out} out, ", end=""
        )
        print(f"{answer.stamp.calls} calls, {answer.stamp.seconds:.1f} s")


def test_a_short_outage_is_waited_out(make_reader: MakeReader, in_front: OpenAIServer) -> None:
    answer = make_reader(base_url=in_front.base_url, max_retries=2).read(PROBE, ())
    assert in_front.refused == []
    assert answer.stamp.calls <= 2
    assert len(in_front.asked) >= 3


def test_an_unknown_model_is_said_or_answered(make_reader: MakeReader) -> None:
    """Some servers know one model only, and answer by any name."""
    try:
        answer, said = make_reader(model="no-such-model-here").read(PROBE, ()), ""
    except BadInput as fault:
        answer, said = None, fault.sentence
    assert "SECOND_SOURCE_MODEL" in said or (answer and answer.stamp.model == "no-such-model-here")


def test_a_small_eval(reader: ModelReader, capsys: pytest.CaptureFixture[str]) -> None:
    usable, lines = 0, []
    for case in CASES:
        began = time.monotonic()
        try:
            answer = reader.read(case.article, case.events)
        except BadAnswer as fault:
            lines.append(f"{case.name:<24} no usable answer: {fault.sentence[:160]}")
            continue
        usable += 1
        reading = ground(answer, case.article, case.events)
        _holds(reading, case)
        said = (
            ", ".join(f"{j.claim} {j.stance}/{j.tone}/{j.basis}" for j in reading.judgements if j.event) or "nothing on record"
        )
        stamp = reading.stamp
        lines.append(
            f"{case.name:<24} {len(reading.judgements)} judgements, {len(reading.statements)} statements,"
            f" {reading.dropped} dropped, {'a draft' if reading.draft else 'no draft'};"
            f" {stamp.calls} calls, {stamp.tokens_in} + {stamp.tokens_out} tokens, {time.monotonic() - began:.1f} s: {said}"
        )
    with capsys.disabled():
        print("\n" + "\n".join(lines))
    assert usable >= len(CASES) / 2


def _holds(reading: Reading, case: Case) -> None:
    """Hold a reading to what every one must be: of what was shown, with quotes of the article's own characters."""
    text = case.article.text
    shown = {(event.slug, claim.key) for event in case.events for claim in event.claims}
    drafted = {("", claim.key) for claim in reading.draft.claims} if reading.draft else set()
    for sighting in (*reading.judgements, *reading.statements):
        assert text[sighting.quote.start : sighting.quote.end] == sighting.quote.text
    for judgement in reading.judgements:
        assert (judgement.event, judgement.claim) in shown | drafted
