"""Claims that are written like headlines: what an article as a whole makes of them."""

import pytest

from bot.domain.answer import QuotedJudgement
from bot.domain.model import Basis, Claim, Event, EventKind, Stance, Tone
from tests.gateways.builtin.stories import on_candidates, read

C, D, X, O = Stance.CONFIRMS, Stance.DENIES, Stance.CONTEXT, Stance.OPEN  # noqa: E741

CRANE = "Harbour Crane Topples Onto Grain Barge in Port Hale"
TOLD = (
    "A harbour crane came down on a grain barge in Port Hale on Monday morning. Its boom broke the barge in two.\n\n"
    "“It fell slowly,” said Ada Roe, who sells tickets on the quay. The crane toppled as it was being oiled.\n\n"
    "The grain spread over the basin, and swans came from as far as the lock. The barge is to be lifted in May."
)
REPORTED = (
    "A harbour crane has reportedly toppled onto a grain barge in Port Hale, the Harbour Times said, citing a sailor.\n\n"
    "The sailor claimed that the crane fell at dawn. It was unclear whether the barge was loaded.\n\n"
    "The port could not be reached, and the Gazette could not verify the account."
)
DEBUNKED = (
    "A picture of a harbour crane on top of a grain barge in Port Hale has been shared ten thousand times since Monday.\n\n"
    "The picture is a fake. The crane stands where it stood, and no barge was in the basin, the port said.\n\n"
    "It was made by a student in Dunmore, who has put up many such hoaxes."
)
ELSEWHERE = (
    "The bakery on Mill Street won a prize for its rye bread. The judges praised the crust.\n\n"
    "Its owner, Tom Ilk, said that he would buy a second oven. The prize is worth two hundred crowns."
)


def judged(claim: str, text: str, *, title: str | None = None) -> list[QuotedJudgement]:
    event = Event(slug="crane", kind=EventKind.ACCIDENT, headline=claim, claims=(Claim(key="claim", text=claim),))
    found = on_candidates(read(text, event, title=title))
    assert all(judgement.quote in text for judgement in found)
    return found


def test_a_story_told_in_other_words_confirms_its_headline() -> None:
    assert {(j.stance, j.tone) for j in judged(CRANE, TOLD)} == {(C, Tone.CERTAIN)}


def test_a_story_that_is_only_passed_on_confirms_no_more_surely_than_it_says() -> None:
    found = [j for j in judged(CRANE, REPORTED) if j.stance is not X]
    assert found
    assert all(j.stance is O or (j.tone is not Tone.CERTAIN or j.basis is Basis.RELAYED) for j in found)
    assert D not in {j.stance for j in found}


def test_a_story_that_is_called_a_fake_is_never_confirmed() -> None:
    found = judged(CRANE, DEBUNKED)
    assert found
    assert {j.stance for j in found} <= {D, O}


@pytest.mark.parametrize(("text", "never"), [(DEBUNKED, D), (TOLD, C)])
def test_a_headline_that_calls_the_story_a_fake_is_not_taken_for_the_story(text: str, never: Stance) -> None:
    claim = "Picture of Harbour Crane on Port Hale Grain Barge Is a Fake"
    assert never not in {j.stance for j in judged(claim, text)}


def test_another_story_says_nothing() -> None:
    assert judged(CRANE, ELSEWHERE) == []


def test_a_headline_in_the_form_of_a_sentence_is_held_to_what_happened() -> None:
    text = "Tram drivers in Maravale danced for 24 hours in a night of song.\n\nTram bells rang all over Maravale."
    found = judged("Tram drivers in Maravale stopped work for 24 hours over night shifts", text)
    assert {j.stance for j in found} <= {X, O}


def test_a_differing_number_is_context_with_a_remark() -> None:
    claim = "40 sheep rescued from Tarn Dam flood"
    event = Event(slug="sheep", kind=EventKind.DISASTER, headline="Sheep", claims=(Claim(key="sheep", text=claim),))
    answer = read("Firefighters rescued 25 sheep from the flood below the Tarn Dam on Monday.", event)
    assert [j.stance for j in on_candidates(answer)] == [X]
    assert answer.remarks == (f"Another number: the article says 25 where the claim says 40: “{claim}”",)


def test_an_article_about_an_event_is_shown_even_where_it_tells_none_of_its_claims() -> None:
    event = Event(
        slug="quay",
        kind=EventKind.ACCIDENT,
        headline="Warehouse roof collapses at Port Hale",
        claims=(Claim(key="cause", text="The roof of the warehouse in Port Hale had been weakened by rain"),),
    )
    text = (
        "Three streets around the Port Hale warehouse were still closed on Tuesday, a day after its roof collapsed.\n\n"
        "Engineers took soil to Dunmore. “We shall know more next week,” said their head, Ivo Trent."
    )
    answer = read(text, event)
    assert [j.claim for j in on_candidates(answer)] == ["cause"]
    assert {j.stance for j in on_candidates(answer)} <= {X, O}
    assert answer.draft is None
    assert on_candidates(read(ELSEWHERE, event)) == []
