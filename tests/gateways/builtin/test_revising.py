"""Corrections, retractions and later figures: what a piece does to earlier reports."""

from bot.domain.model import Basis, HopKind, Revision, Stance
from tests.gateways.builtin.stories import FERRY, on_candidates, read

# Text, title, and what it does to the claims that the ferry sank and that it killed 14: revision, stance, end of the path.
REVISIONS: list[tuple[str, str | None, dict[str, tuple[str | None, str, str]]]] = [
    (
        "A report published on Monday said that the ferry Osprey sank off Calder Point. That was wrong. It lay in the harbour.",
        "Correction: Osprey",
        {"sank": ("withdrawal", "denies", "own")},
    ),
    (
        "We reported on Monday that the ferry Osprey sank off Calder Point. That was incorrect, and we regret it.",
        None,
        {"sank": ("withdrawal", "denies", "own")},
    ),
    (
        "In our report we wrote that the ferry Osprey sank off Calder Point. That was wrong. We do not know where it is.",
        None,
        {"sank": ("withdrawal", "context", "own")},
    ),
    (
        "An earlier version of this story said that the sinking of the ferry Osprey killed 14 passengers. We have removed it.",
        None,
        {"toll": ("withdrawal", "denies", "own")},
    ),
    (
        "Captain Ole Rask withdrew his statement that the ferry Osprey sank off Calder Point.",
        None,
        {"sank": ("withdrawal", "denies", "Ole Rask")},
    ),
    (
        "The sinking of the ferry Osprey killed 16 passengers, two more than previously reported, the coastguard said.",
        None,
        {"toll": ("update", "context", "coastguard")},
    ),
    (
        "The sinking of the ferry Osprey killed 16 passengers, the coastguard said.",
        "Toll of Osprey sinking rises to 16",
        {"toll": ("update", "context", "coastguard")},
    ),
    # What the piece that was wrong says of one claim takes nothing back of another, whose act it does not tell.
    (
        "An article on Monday said the owner knew of a leak before the ferry Osprey sank off Calder Point. That was wrong.",
        "Correction: Osprey",
        {"sank": (None, "context", "own"), "toll": (None, "none", "none")},
    ),
    # Another number alone replaces nothing, and an error of others is no correction.
    ("The sinking of the ferry Osprey killed 16 passengers, police said.", None, {"toll": (None, "context", "police")}),
    (
        "The ferry Osprey sank off Calder Point, the coastguard said. It was wrong to sail, said the owner.",
        None,
        {"sank": (None, "confirms", "coastguard")},
    ),
]  # fmt: skip


def test_what_replaces_or_takes_back_earlier_reports_says_so() -> None:
    wrong = []
    for text, title, right in REVISIONS:
        judged = {judgement.claim: judgement for judgement in reversed(on_candidates(read(text, FERRY, title=title)))}
        for claim, expected in right.items():
            found = judged.get(claim)
            end = found.path[-1] if found else None
            got = (found.revises, found.stance.value, end and (end.name or end.kind.value)) if found else (None, "none", "none")
            if got != expected:
                wrong.append((text, claim, expected, got))
    assert wrong == []


def test_a_correction_is_the_outlets_own_word_and_is_quoted_with_the_words_that_make_it_one() -> None:
    text, title, _ = REVISIONS[0]
    (found,) = (judgement for judgement in on_candidates(read(text, FERRY, title=title)) if judgement.claim == "sank")
    assert (found.basis, found.path[-1].kind, found.revises) == (Basis.WITNESSED, HopKind.OWN, Revision.WITHDRAWAL)
    assert found.quote.endswith("That was wrong.")


def test_what_only_stands_beside_the_words_that_were_wrong_is_not_taken_back() -> None:
    text = (
        "An article published on Monday said that the owner had sold the boats before the ferry Osprey sank off Calder Point. "
        "That was wrong. He had sold the anchors."
    )
    found = [judgement for judgement in on_candidates(read(text, FERRY)) if judgement.claim == "sank"]
    assert [(judgement.stance, judgement.revises) for judgement in found] in ([], [(Stance.CONTEXT, None)])
