"""Whom else an article presents as the voice of a body, or as the author of a study."""

import pytest

from bot.domain.evidence.affiliation import affiliated
from bot.domain.evidence.prepared import Prepared
from bot.domain.evidence.sentences import Sentences
from bot.domain.evidence.voices import with_voices
from bot.domain.model import Hop, HopKind
from tests.domain.make import article

TEXT = """The Harbour Ministry said that the quay was safe. Captain Rika Voss, the ministry's spokeswoman, gave no figures.

Norvik denied it. Norvik spokesman Jan Ek and Otto Lund of Norvik met former Norvik director Bo Berg; Ida Kemp, head of
safety at Norvik, stayed away. Olga Pratt, who sells fish, saw nothing.

A study by Tarn University disagrees. Lead author Henrik Moe measured the cracks for a year, and Dr Greta Lintz, who had no
part in it, doubts him."""


@pytest.mark.parametrize(
    ("hop", "voices"),
    [
        (Hop(kind=HopKind.BODY, name="Harbour Ministry"), {"Rika Voss"}),
        (Hop(kind=HopKind.PERSON, name="Ada Quill", body="Harbour Ministry"), {"Rika Voss"}),
        (Hop(kind=HopKind.BODY, name="Norvik"), {"Jan Ek", "Otto Lund", "Ida Kemp"}),
        (Hop(kind=HopKind.PERSON, name="Jan Ek", body="Norvik"), {"Otto Lund", "Ida Kemp"}),
        (Hop(kind=HopKind.DOCUMENT, name="A study", body="Tarn University"), {"Henrik Moe"}),
        (Hop(kind=HopKind.PERSON, name="Olga Pratt"), set()),
        (Hop(kind=HopKind.OUTLET, name="Norvik"), set()),
        (Hop(kind=HopKind.BODY, name="Somewhere Else"), set()),
    ],
)
def test_voices(hop: Hop, voices: set[str]) -> None:
    assert set(with_voices(hop, Prepared(article(TEXT), [])).voices) == voices


@pytest.mark.parametrize(
    ("text", "belongs"),
    [
        ("Norvik spokeswoman Ida Kast said so.", True),
        ("Norvik's spokeswoman, Ida Kast, said so.", True),
        ("Ida Kast, a spokeswoman for Norvik, said so.", True),
        ("The court ruled against Norvik, court spokeswoman Ida Kast said.", False),
        ("Former Norvik director Ida Kast, a critic of Norvik, said so.", False),
    ],
)
def test_an_office_behind_a_comma_is_not_the_bodys_before_it(text: str, belongs: bool) -> None:
    prepared = Prepared(article(text), [])
    person, body = prepared.name("Ida Kast"), prepared.body("Norvik")
    assert person
    assert body
    assert (affiliated(text, person, body.places[-1:], Sentences(text)) is not None) is belongs
