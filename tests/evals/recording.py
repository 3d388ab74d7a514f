"""Writes the questions for a careful reader to answer, and takes the answers in.

python -m tests.evals.recording ask FOLDER [MEASURE ...]   # PROMPT.md, SCHEMA.json and q001.txt … into a folder
python -m tests.evals.recording check FOLDER ANSWERS       # say what is wrong with the answers q001.json … so far
python -m tests.evals.recording take FOLDER ANSWERS        # replace the recorded answers to these questions

A question is written as the pipeline sends it, without labels. Nothing that is printed has words of an article.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.domain.quotes import ArticleText
from bot.gateways.llm import PROMPT
from bot.gateways.model.prompt_files import load_prompt
from bot.gateways.model.wire import SCHEMA, WireReading
from tests.evals.floors import MEASURES, measured
from tests.evals.recorded import ANSWERS, key_of

_LABEL = re.compile(r"^  (C\d+) \(", re.MULTILINE)
_ARTICLE = re.compile(r"<<<ARTICLE [0-9a-f]*>>>\n(.*)\n<<<END ", re.DOTALL)


def main(arguments: list[str]) -> int:
    """Return the exit code: 1 if an answer is missing or wrong, 2 if the arguments are."""
    match arguments:
        case ["ask", folder, *names]:
            print(f"{ask(Path(folder), names or [name for name, of in MEASURES.items() if of.recorded])} questions")
            return 0
        case ["check" | "take" as what, folder, answers]:
            good, faults = read_answers(Path(folder), Path(answers))
            print("\n".join(faults))
            print(f"{len(good)} answers can be taken, {len(faults)} questions have none.")
            if what == "take":
                take(good)
            return 1 if faults else 0
        case _:
            print(__doc__)
            return 2


def ask(folder: Path, names: list[str]) -> int:
    """Write the questions of some measures into a folder, each once, and return how many there are.

    Answers that are already recorded are given, so that each question comes up as it will when it is measured.
    """
    heard: list[str] = []
    measured(*names, heard=heard)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "PROMPT.md").write_text(load_prompt(PROMPT).text, encoding="utf-8")
    (folder / "SCHEMA.json").write_text(json.dumps(SCHEMA, indent=1), encoding="utf-8")
    questions = {key_of(question): question for question in heard}
    for number, question in enumerate(questions.values(), start=1):
        (folder / f"q{number:03}.txt").write_text(question, encoding="utf-8")
    return len(questions)


def read_answers(folder: Path, answers: Path) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Return the answers that can be taken by question's key, and a sentence for each question that has none."""
    good, faults = {}, []
    for asked in sorted(folder.glob("q*.txt")):
        file = answers / f"{asked.stem}.json"
        question = asked.read_text(encoding="utf-8")
        if not file.exists():
            faults.append(f"{asked.stem}: not answered")
        elif found := list(_faults(file.read_text(encoding="utf-8"), question)):
            faults.append(f"{asked.stem}: {'; '.join(found)}")
        else:
            good[key_of(question)] = json.loads(file.read_text(encoding="utf-8"))
    return good, faults


def take(good: dict[str, dict[str, Any]]) -> None:
    """Replace the recorded answers to these questions; those to others stay."""
    lines = {json.loads(line)["question"]: line for line in ANSWERS.read_text(encoding="utf-8").splitlines()}
    for key, answer in good.items():
        lines[key] = json.dumps({"question": key, "answer": answer}, ensure_ascii=False, separators=(",", ":"))
    ANSWERS.write_text("\n".join(lines.values()) + "\n", encoding="utf-8")


def _faults(answer: str, question: str) -> Iterator[str]:
    try:
        wire = WireReading.model_validate_json(answer)
    except ValidationError as error:
        places = {".".join(map(str, fault["loc"])): fault["type"] for fault in error.errors(include_input=False)}
        yield "does not fit the schema: " + ", ".join(f"{place} ({kind})" for place, kind in places.items())
        return
    labels = set(_LABEL.findall(question.partition("<<<ARTICLE")[0]))
    judged = {judgement.claim for judgement in wire.judgements}
    if unknown := sorted((judged | {*wire.unrelated}) - labels):
        yield "no such label: " + ", ".join(unknown)
    if left := sorted(labels - judged - {*wire.unrelated}):
        yield "not judged: " + ", ".join(left)
    if twice := sorted(judged & {*wire.unrelated}):
        yield "both judged and unrelated: " + ", ".join(twice)
    article = _ARTICLE.search(question)
    text = ArticleText(article.group(1) if article else "")
    for name, sightings in (("judgements", wire.judgements), ("draft.claims", wire.draft.claims if wire.draft else ())):
        for number, sighting in enumerate(sightings):
            if text.find(sighting.quote) is None:
                yield f"the quote of {name}[{number}] is not in the article"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
