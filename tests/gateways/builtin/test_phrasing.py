"""What a pattern would find is not passed over because none of the words that tell it seems to stand there."""

import re

import pytest

from bot.gateways.builtin import attribution, presence
from bot.gateways.builtin.cues import negations, phrases
from bot.gateways.builtin.phrasing import Phrasing
from bot.gateways.english.words import lexicon

LISTS = {
    "stance": ["negation", "not_negation", "deny", "debunk", "doubt", "undecided", "hearsay", "blame", "pointer"],
    "tone": ["no_hedge", "before_noun", "uncertain", "uncertain_back", "likely", "likely_back", "forecast", "no_forecast"],
}
WRITTEN = {
    "_ACCORDING": "According to police|as per the Courier",
    "_CITING": "citing police|Quoting Roe|who cited a memo|based on a note|bases its figures on notes|had been told by Roe"
    "|were informed this by Roe|learned from Roe|heard it from Roe|knew this from Roe",
    "_FROM_HIM": "by him, she said|had it from them.",
    "_PASSIVE": "was first reported by Roe|CONFIRMED late on Monday by Roe",
    "_HANDED": "a memo seen by Roe|leaked to the Courier|shared with Roe|obtained exclusively by the Courier",
    "_TOLD": "told Roe|telling Roe|spoke to Roe|speaking on air|an interview with Roe|an e-mail to Roe|an email to Roe",
    "_ON_A_PAPER": "in a release on the new study|in its statement about a water audit",
    "_QUOTED_AS": "quoted Holm as saying|cited him as warning",
    "_WAS_QUOTED": "was widely quoted by Roe|were cited in it",
    "_HEARING": "the coroner inquest heard|A jury was told",
    "_BELIEVED": "if Roe is to be believed",
    "_AS_PUT": "As Roe has put it|as Roe puts it",
    "_FAMILIAR": "two people familiar with it, they say|An official with direct knowledge of it.|aides who asked that.",
    "_RUMOURED": "There are some reports that|it has been claimed that|Unverified accounts suggest that",
}
SEEN = "Our reporter saw it|witnessed by this newspaper|We were there|I stood among them|in the presence of our reporter"


@pytest.mark.parametrize("name", WRITTEN)
def test_a_pattern_is_told_by_a_word_wherever_it_fits(name: str) -> None:
    phrasing = getattr(attribution, name)
    for text in WRITTEN[name].split("|"):
        found = phrasing.pattern.search(text)
        assert found is not None, text
        assert found.span() in [each.span() for each in phrasing.finditer(text)], text


def test_what_a_reporter_saw_is_told_by_a_word() -> None:
    for text in SEEN.split("|"):
        assert presence.presence(text, lambda name: False) is not None, text


def test_every_listed_phrase_is_found_in_any_case_and_between_any_marks() -> None:
    for file, names in LISTS.items():
        for name in names:
            phrasing: Phrasing = phrases(file, name)
            for phrase in filter(None, map(str.strip, re.split(r"[|\n]", lexicon(file)[name]))):
                for text in (f"“{phrase}”", f"so {phrase.upper()}, they", phrase.replace("'", "’").replace(" ", "\n")):
                    assert phrasing.search(text), (file, name, text)


def test_a_contraction_negates() -> None:
    assert [cue.text for text in ("It isn't so.", "It DIDN’T burn.", "He can’t say.") for cue in negations(text)] == ["no"] * 3
