"""Fit the built-in reader's weighing of signs, and write bot/gateways/builtin/coefficients.json.

python -m tests.evals.fitting                        # on the project's own cases
python -m tests.evals.fitting PATH/stance-train.jsonl   # and on a public set, of which no text enters the project

Every source is cross-validated by article; the thresholds come from the predictions on articles that were left out.
"""

import argparse
import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bot.domain.answer import NEW_EVENT, Answer
from bot.domain.model import Claim, Event, EventKind, Outlet, Stance
from bot.domain.reading import Article
from bot.evaluation.bringing import bring_all
from bot.evaluation.cases import read_cases
from bot.evaluation.clusters import read_clusters
from bot.evaluation.trial import Trial, open_trial
from bot.gateways.builtin import deciding
from bot.gateways.builtin.article import ReadyArticle
from bot.gateways.builtin.language import language_of
from bot.gateways.builtin.passages import Passage, beside
from bot.gateways.pages.page import page_of_text
from bot.gateways.screening.fields import without_orders
from bot.pipeline.ports import Reader
from tests.evals.recorded import recorded_readings

FOLDER = Path(__file__).parent
WRITTEN = Path(deciding.__file__).with_name("coefficients.json")
SIDES = deciding.SIDES
FOLDS = 10
RIDGE = 4.0
CLOSE = 1e-3
"""No point moves by more in the last step: the error that is left is smaller by far than the third decimal that is written."""
TINY = 1e-12
"""No odds are taken for less: an example that is all wrong costs much, and not everything."""
SURE = 0.86
"""Precision of own examples that were left out, at the lower end of its interval: half of them are made to mislead."""
IMPLIED = 0.92
"""The same for what is said in other words than the claim's, of which there are few."""
DEVIATIONS = 1.28
"""How far below the share found the lower end is: nine times of ten the true share is higher."""
LEAST = 0.5
"""No threshold is lower."""
SHOWN = 0.93
"""Share of the claims spoken to in whole articles of which a passage must be shown, on what was left out."""
WEIGHTS = {"tuning": 1.0, "wires": 1.0, "news": 1.0, "desks": 1.0, "clusters": 0.7, "stances": 1.0, "public": 0.35}
UNTOLD = 2.0
"""Weight of a claim of the article's own event on which it says nothing: few, and the hardest to tell."""
BESIDES = 0.3
"""Weight of the further passages of a claim: which of them says it, the labels do not tell."""
OWN = ("tuning", "wires", "news", "desks", "clusters", "stances")
ARTICLES = ("tuning", "wires", "news", "desks", "clusters")
_PUBLIC = {"agree": Stance.CONFIRMS, "disagree": Stance.DENIES, "discuss": Stance.OPEN, "unrelated": Stance.UNRELATED}


class Example(NamedTuple):
    """The passages of one article for one claim, nearest first, and what the article makes of the claim."""

    source: str
    group: str
    label: Stance
    passages: tuple[Passage, ...]
    name: str = ""


class Asked(NamedTuple):
    """What a reader was asked, and what it answered."""

    article: Article
    candidates: tuple[Event, ...]
    answer: Answer


@dataclasses.dataclass
class Listening:
    """A reader that keeps what another one is asked and answers."""

    reader: Reader
    heard: list[Asked] = dataclasses.field(default_factory=list)

    def read(self, article: Article, candidates: Sequence[Event]) -> Answer:
        """Let the other reader answer."""
        answer = self.reader.read(article, candidates)
        self.heard.append(Asked(article, tuple(candidates), answer))
        return answer


def examples(public: Path | None) -> list[Example]:
    """Collect the examples of all sources."""
    found = [
        *_of_cases("tuning"),
        *_of_cases("wires"),
        *_of_cases("news"),
        *_of_cases("desks"),
        *_of_clusters(),
        *_of_stances(),
    ]
    return [*found, *(_of_public(public) if public else ())]


def passages_of(article: Article, candidates: Sequence[Event]) -> dict[tuple[str, str], tuple[Passage, ...]]:
    """Find the passages of an article for each claim; none for an article that is not in English."""
    if language_of(article.text, article.language) != "en":
        return {}
    each = beside(ReadyArticle(without_orders(article)[0]), candidates)
    return {(one.event.slug, t.claim.key): p for one in each for t, p in zip(one.targets, one.passages, strict=True)}


def _listening(trial: Trial) -> tuple[Trial, Listening]:
    ear = Listening(trial.services.reader)
    return dataclasses.replace(trial, services=dataclasses.replace(trial.services, reader=ear, fallback=ear)), ear


def _of_cases(source: str) -> Iterator[Example]:
    for case in read_cases((FOLDER / f"{source}.jsonl").read_bytes()):
        page = page_of_text(case.article.text or "", case.article.url, ())
        article = Article(
            canonical_url=page.canonical_url,
            outlet=Outlet(name=page.domain or source),
            title=case.article.title or page.title,
            text=page.text,
            language=page.language,
            published=case.article.published,
        )
        wanted: dict[tuple[str, str], set[Stance]] = {}
        for report in case.expect.reports if case.expect else ():
            for slug, claim in case.claims(report):
                if report.stance is not None:
                    wanted.setdefault((slug, claim.key), set()).add(report.stance)
        yield from _labelled(source, case.id, passages_of(article, [file.event() for file in case.events]), wanted)


def _of_clusters() -> Iterator[Example]:
    with recorded_readings() as (settings, _missing), open_trial(settings, "model") as trial:
        listened, ear = _listening(trial)
        for cluster in read_clusters((FOLDER / "clusters.jsonl").read_bytes()):
            ear.heard.clear()
            bring_all(listened, [cluster])
            for asked in ear.heard:
                made = passages_of(asked.article, asked.candidates)
                wanted: dict[tuple[str, str], set[Stance]] = {}
                for judgement in asked.answer.judgements:
                    if judgement.event != NEW_EVENT:
                        wanted.setdefault((judgement.event, judgement.claim), set()).add(judgement.stance)
                yield from _labelled("clusters", cluster.id, made, wanted)


def _labelled(
    source: str,
    group: str,
    made: Mapping[tuple[str, str], tuple[Passage, ...]],
    wanted: Mapping[tuple[str, str], set[Stance]],
) -> Iterator[Example]:
    """Label the passages of each claim; a claim on which both sides speak is no example."""
    for key, passages in made.items():
        stances = wanted.get(key, {Stance.UNRELATED})
        firm = stances & {Stance.CONFIRMS, Stance.DENIES}
        if len(firm) == 2:
            continue
        label = next(iter(firm)) if firm else Stance.UNRELATED if stances == {Stance.UNRELATED} else Stance.OPEN
        yield Example(source, f"{source} {group}", label, passages, " ".join(key))


def _of_stances() -> Iterator[Example]:
    for row in map(json.loads, (FOLDER / "stances.jsonl").read_text(encoding="utf-8").splitlines()):
        claims = [Claim(key=f"c{n}", text=text) for n, text in enumerate([row["claim"], *row.get("others", ())])]
        made = _passages(row["text"], row.get("title"), claims, row.get("headline", row["claim"]))
        yield Example("stances", "stances " + row["claim"], Stance(row["expected"]), made, f"{row['kind']}: {row['text']}")


def _of_public(path: Path) -> Iterator[Example]:
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        made = _passages(row["text"], None, [Claim(key="c0", text=row["claim"][:300])], row["claim"][:300])
        group = "public " + hashlib.sha256(row["claim"].encode()).hexdigest()
        yield Example("public", group, _PUBLIC[row["label"]], made, row["id"])


def _passages(text: str, title: str | None, claims: Sequence[Claim], headline: str) -> tuple[Passage, ...]:
    event = Event(slug="e", kind=EventKind.OTHER, headline=headline, claims=tuple(claims))
    article = Article(canonical_url="https://fit.example/", outlet=Outlet(name="Fit Example"), title=title, text=text)
    return passages_of(article, [event]).get(("e", "c0"), ())


class Rows(NamedTuple):
    """The passages of all examples as numbers: `owner` says to which example each belongs."""

    signs: Any
    sides: Any
    weights: Any
    owner: Any
    names: tuple[str, ...]


def rows_of(found: Sequence[Example]) -> Rows:
    """Make a row of each passage; the nearest one of a claim counts in full."""
    names = tuple(next(each.passages[0].signs for each in found if each.passages))
    signs, sides, weights, owner = [], [], [], []
    for at, each in enumerate(found):
        for nth, passage in enumerate(each.passages):
            signs.append([passage.signs[name] for name in names])
            sides.append(SIDES.index(each.label))
            weights.append(WEIGHTS[each.source] * (BESIDES if nth else 1.0) * (UNTOLD if _is_neighbour(each) else 1.0))
            owner.append(at)
    return Rows(np.array(signs), np.array(sides), np.array(weights), np.array(owner), names)


def _is_neighbour(example: Example) -> bool:
    return example.label is Stance.UNRELATED and example.source in OWN


def fit(rows: Rows, chosen: Any, near: tuple[Any, Any] | None = None) -> tuple[Any, Any]:
    """Fit a multinomial logistic regression with a ridge to some rows; returns where sides start, and the points of signs.

    It begins at a fit that is `near`: that of all rows is, to one that leaves a tenth out.
    """
    signs, weights = rows.signs[chosen], rows.weights[chosen]
    scale = signs.std(axis=0)
    scale[scale == 0] = 1.0
    wide = np.hstack([np.ones((len(signs), 1)), signs / scale])
    wanted = np.eye(len(SIDES))[rows.sides[chosen]]
    sides, width = len(SIDES), wide.shape[1]
    points = np.zeros((width, sides)) if near is None else np.vstack([near[0], near[1] * scale[:, None]])
    ridge = np.full(width, RIDGE)
    ridge[0] = 1e-3

    def cost(at: Any) -> float:
        told = np.log((_softmax(wide @ at) * wanted).sum(axis=1).clip(TINY))
        return float((ridge[:, None] * at**2).sum() / 2 - weights @ told)

    for _ in range(30):
        odds = _softmax(wide @ points)
        slope = wide.T @ (weights[:, None] * (odds - wanted)) + ridge[:, None] * points
        bend = np.zeros((sides * width, sides * width))
        for one in range(sides):
            for other in range(one, sides):
                of = weights * odds[:, one] * ((one == other) - odds[:, other])
                block = (wide * of[:, None]).T @ wide + (np.diag(ridge) if one == other else 0)
                bend[one * width : (one + 1) * width, other * width : (other + 1) * width] = block
                bend[other * width : (other + 1) * width, one * width : (one + 1) * width] = block
        step = np.linalg.solve(bend, slope.T.ravel()).reshape(sides, width).T
        # A full step may overshoot for ever where some odds are near 1, and leaves odds that mean nothing.
        while cost(points - step) > cost(points) and np.abs(step).max() >= CLOSE:
            step /= 2
        points -= step
        if np.abs(step).max() < CLOSE:
            break
    return points[0], points[1:] / scale[:, None]


def _softmax(sums: Any) -> Any:
    parts = np.exp(sums - sums.max(axis=1, keepdims=True))
    return parts / parts.sum(axis=1, keepdims=True)


def left_out(found: Sequence[Example], rows: Rows) -> Any:
    """Return the odds of every row from a fit that did not see its article."""
    folds = np.array([int(hashlib.sha256(each.group.encode()).hexdigest(), 16) % FOLDS for each in found])[rows.owner]
    odds = np.zeros((len(rows.sides), len(SIDES)))
    near = fit(rows, folds >= 0)
    for fold in range(FOLDS):
        start, points = fit(rows, folds != fold, near)
        odds[folds == fold] = _softmax(start + rows.signs[folds == fold] @ points)
    return odds


def decide(found: Sequence[Example], rows: Rows, odds: Any, thresholds: deciding.Thresholds) -> list[Stance]:
    """Decide each example as the reader does: by its surest passage, else open where one is shown."""
    best: list[tuple[float, Stance]] = [(-1.0, Stance.UNRELATED)] * len(found)
    nth = dict.fromkeys(range(len(found)), 0)
    for at, each in zip(rows.owner.tolist(), odds.tolist(), strict=True):
        weighed = deciding.Odds(*each)
        passage = found[at].passages[nth[at]]
        nth[at] += 1
        made = (0.0, Stance.OPEN) if weighed.speaks >= thresholds.shown else (-1.0, Stance.UNRELATED)
        if passage.surely_confirms(weighed, thresholds):
            made = (weighed.confirms, Stance.CONFIRMS)
        elif passage.surely_denies(weighed, thresholds):
            made = (weighed.denies, Stance.DENIES)
        if best[at][1] is not made[1] and best[at][0] > 0 < made[0]:
            made = (0.5, Stance.OPEN) if abs(best[at][0] - made[0]) < 0.2 else made
        best[at] = max(best[at], made, key=lambda each: each[0])
    return [stance for _, stance in best]


class Figures(NamedTuple):
    """How well a source is decided: precision of sure sides, the share that is sure, what is shown, and accuracy."""

    of: int
    confirms: float
    denies: float
    sure_confirms: float
    sure_denies: float
    shown: float
    shown_wrongly: float
    accuracy: float


def figures(found: Sequence[Example], made: Sequence[Stance], *sources: str) -> Figures:
    """Compare decisions with labels."""
    both = [(each.label, stance) for each, stance in zip(found, made, strict=True) if each.source in sources]

    def share(of: Callable[..., bool], right: Callable[..., bool]) -> float:
        chosen = [pair for pair in both if of(*pair)]
        return sum(right(*pair) for pair in chosen) / max(len(chosen), 1)

    C, D, U = Stance.CONFIRMS, Stance.DENIES, Stance.UNRELATED  # noqa: N806
    return Figures(
        len(both),
        share(lambda _, g: g is C, lambda w, _: w is C),
        share(lambda _, g: g is D, lambda w, _: w is D),
        share(lambda w, _: w is C, lambda _, g: g is C),
        share(lambda w, _: w is D, lambda _, g: g is D),
        share(lambda w, _: w is not U, lambda _, g: g is not U),
        share(lambda w, _: w is U, lambda _, g: g is not U),
        share(lambda *_: True, lambda w, g: w is g),
    )


def thresholds_of(found: Sequence[Example], rows: Rows, odds: Any) -> deciding.Thresholds:
    """Find the lowest thresholds whose precision is surely enough on own examples that were left out."""
    chosen = {}
    grid = [round(LEAST + 0.02 * n, 2) for n in range(20)]
    for side in ("confirms", "denies"):
        chosen[side] = next((each for each in grid if _lower_end(found, rows, odds, _only(side, each)) >= SURE), grid[-1])
    shown = 0.9
    while shown > 0.05:
        if figures(found, decide(found, rows, odds, deciding.Thresholds(9, 9, shown, 9)), *ARTICLES).shown >= SHOWN:
            break
        shown = round(shown - 0.02, 2)
    implied = (each for each in grid if _share_right(found, rows, odds, each) >= IMPLIED)
    return deciding.Thresholds(chosen["confirms"], chosen["denies"], shown, next(implied, grid[-1]))


def _share_right(found: Sequence[Example], rows: Rows, odds: Any, threshold: float) -> float:
    """Return the lower end of the precision's interval of what confirms in other words from a probability on."""
    nth = dict.fromkeys(range(len(found)), 0)
    right = []
    for at, each in zip(rows.owner.tolist(), odds.tolist(), strict=True):
        passage = found[at].passages[nth[at]]
        nth[at] += 1
        if passage.bars.confirms and passage.says_in_other_words and each[0] >= threshold and found[at].source in OWN:
            right.append(found[at].label is Stance.CONFIRMS)
    return _lower(right)


def _lower_end(found: Sequence[Example], rows: Rows, odds: Any, thresholds: deciding.Thresholds) -> float:
    """Return the lower end of the precision's interval (Wilson) of what is sure with some thresholds."""
    made = decide(found, rows, odds, thresholds)
    sure = (Stance.CONFIRMS, Stance.DENIES)
    return _lower([each.label is got for each, got in zip(found, made, strict=True) if got in sure and each.source in OWN])


def _lower(right: Sequence[bool]) -> float:
    times, square = len(right), DEVIATIONS**2
    if not times:
        return 0.0
    share = sum(right) / times
    spread = DEVIATIONS * ((share * (1 - share) + square / (4 * times)) / times) ** 0.5
    return float((share + square / (2 * times) - spread) / (1 + square / times))


def _only(side: str, threshold: float) -> deciding.Thresholds:
    return deciding.Thresholds(threshold if side == "confirms" else 9, threshold if side == "denies" else 9, 0.5, 9)


def main() -> None:
    """Fit, print the figures of what was left out, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("public", nargs="?", type=Path, help="stance-train.jsonl of the public set")
    given = parser.parse_args()
    found = examples(given.public)
    rows = rows_of(found)
    odds = left_out(found, rows)
    thresholds = thresholds_of(found, rows, odds)
    made = decide(found, rows, odds, thresholds)
    print(thresholds)
    for source in (*WEIGHTS, OWN):
        print(source, figures(found, made, *([source] if isinstance(source, str) else source)))
    start, points = fit(rows, np.ones(len(rows.sides), dtype=bool))
    WRITTEN.write_text(_written(found, rows, start, points, thresholds), encoding="utf-8")


def _written(found: Sequence[Example], rows: Rows, start: Any, points: Any, thresholds: deciding.Thresholds) -> str:
    times = {source: sum(each.source == source for each in found) for source in WEIGHTS}
    data = {
        "fitted_on": {source: number for source, number in times.items() if number},
        "fitted_by": "tests/evals/fitting.py",
        "sides": [side.value for side in SIDES],
        "thresholds": thresholds._asdict(),
        "start": [round(float(each), 3) for each in start],
        "points": {name: [round(float(each), 3) for each in of] for name, of in zip(rows.names, points, strict=True)},
    }
    return json.dumps(data, indent=1, ensure_ascii=False).replace("\n   ", " ").replace("\n  ]", "]") + "\n"


if __name__ == "__main__":
    main()
