"""Print how well the built-in reader tells on which side a text is of a headline: for, against, or observing.

python -m tests.evals.pairs PATH/stance-train.jsonl

A line has `claim` (a headline), `text` (an article) and `label`: agree, disagree, discuss or unrelated. Unrelated ones are left
out. A passage that is left open, and none, count as observing. Each headline is read beside the whole article, and beside what
a second headline would say: the article's first sentence.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from bot.domain.errors import Cannot
from bot.domain.model import Claim, Event, EventKind, Outlet, Stance
from bot.domain.reading import Article
from bot.gateways.builtin_reader import BuiltinReader
from bot.gateways.english.sentences import split

FOR, AGAINST, OBSERVING = "agree", "disagree", "discuss"
_SIDES = {Stance.CONFIRMS: FOR, Stance.DENIES: AGAINST}


def side_of(claim: str, text: str) -> str:
    """Return on which side a text is of a headline, as the built-in reader has it."""
    event = Event(slug="e", kind=EventKind.OTHER, headline=claim, claims=(Claim(key="c", text=claim),))
    try:
        article = Article(canonical_url="https://pair.example/", outlet=Outlet(name="Pair"), text=text)
        answer = BuiltinReader().read(article, [event])
    except Cannot:
        return OBSERVING
    sides = {_SIDES[j.stance] for j in answer.judgements if j.event == "e" and j.stance in _SIDES}
    return next(iter(sides)) if len(sides) == 1 else OBSERVING


def figures(made: Counter[tuple[str, str]]) -> str:
    """Return the accuracy, and how many of what is sure is right, as a line; `made` counts pairs of label and side."""
    total, right = made.total(), sum(times for (label, side), times in made.items() if label == side)
    sure = {side: sum(times for (_, got), times in made.items() if got == side) for side in (FOR, AGAINST)}
    parts = [f"{side} {made[side, side]} of {sure[side]} right" for side in sure]
    return f"accuracy {right / max(total, 1):.3f} ({total}); sure: {', '.join(parts)}"


def main(path: Path) -> None:
    """Read all pairs and print the figures."""
    whole, first = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        if row["label"] not in (FOR, AGAINST, OBSERVING):
            continue
        claim = row["claim"][:300]
        whole[row["label"], side_of(claim, row["text"])] += 1
        lead = next((each.text for each in split(row["text"]) if len(each.text.split()) > 5), row["text"][:200])
        first[row["label"], side_of(claim, lead)] += 1
    print(f"whole article   {figures(whole)}\nfirst sentence  {figures(first)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
