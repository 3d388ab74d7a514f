"""Answers of careful readers are checked before they are taken in."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.gateways.model.question import write_question
from bot.gateways.model.wire import Candidates
from tests.evals.recorded import key_of
from tests.evals.recording import read_answers
from tests.gateways.model_answers import ARTICLE, FERRY, MAYOR, answer, judgement

QUESTION = write_question(ARTICLE, Candidates((FERRY, MAYOR)), mark="ab12", article_tokens=1000).text


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (answer(), None),
        (answer(unrelated=["C2"]), "not judged: C3"),
        (answer(unrelated=["C1", "C2", "C3"]), "both judged and unrelated: C1"),
        (answer(unrelated=["C2", "C3", "C9"]), "no such label: C9"),
        (
            answer(judgements=[judgement(quote="Nobody printed this.")]),
            r"the quote of judgements\[0\] is not in the article",
        ),
        (answer(judgements=[judgement(stance="agrees")]), r"does not fit the schema: judgements\.0\.stance"),
        (None, "not answered"),
    ],
)
def test_an_answer_is_taken_if_it_fits_its_question(tmp_path: Path, given: dict[str, Any] | None, fault: str | None) -> None:
    (tmp_path / "q001.txt").write_text(QUESTION, encoding="utf-8")
    if given is not None:
        (tmp_path / "q001.json").write_text(json.dumps(given), encoding="utf-8")
    good, faults = read_answers(tmp_path, tmp_path)
    if fault is None:
        assert (good, faults) == ({key_of(QUESTION): given}, [])
    else:
        assert (good, len(faults)) == ({}, 1)
        assert re.search(fault, faults[0])
