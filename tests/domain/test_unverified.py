"""Where an article says that something could not be verified, whether its reader saw that or not."""

import pytest

from bot.domain.model import Basis, Hop, HopKind, Stance
from bot.domain.unverified import says_unverified, unverified_by
from tests.domain.lying import FALK, LEAD, proposed, read, says
from tests.domain.make import article, report


@pytest.mark.parametrize(
    "quote",
    [
        "The agency could not verify the footage",
        "The agency couldn’t immediately verify the footage",
        "said it could not independently verify whether the men were soldiers",
        "has not independently verified the claims",
        "The reports have not been independently confirmed.",
        "The figure could not be confirmed",
        "We were unable to confirm the account",
        "It was not immediately possible to verify the video",
        "The claim has yet to be verified",
        "There was no independent confirmation of the report",
        "Unconfirmed reports spoke of ten dead",
        "without independent verification",
        "The number is difficult to verify",
        "The ministry can neither confirm nor deny it",
        "The paper was not able to independently verify it",
        "No one denied it, but the video cannot be authenticated",
    ],
)
def test_says_unverified(quote: str) -> None:
    assert says_unverified(quote)


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "The agency verified the footage",
        "Two officials independently confirmed the account",
        "He denied that the footage could not be verified",
        "It is not true that the count could not be verified",
        "The video is no longer unverified",
        "The police have not only verified but also published it",
        "The ministry did not confirm the visit",
        "The army did not cross the border, a spokesman confirmed",
        "They could not cross the river",
        "She could not be reached; the mayor confirmed the figure",
    ],
)
def test_does_not_say_unverified(quote: str) -> None:
    assert not says_unverified(quote)


def test_the_commonest_forms_of_other_languages_are_known() -> None:
    doubtful = (
        "Die Angaben konnten zunächst nicht unabhängig überprüft werden.",
        "Das ließ sich zunächst nicht bestätigen.",
        "L’agence n’a pas pu vérifier ces images de façon indépendante.",
        "Este diario no pudo verificar la cifra.",
        "Non è stato possibile verificare la notizia.",
        "Não foi possível confirmar o número.",
        "Nie udało się zweryfikować tych informacji.",
        "Редакція не змогла перевірити ці дані.",
        "Подтвердить это независимо не удалось, агентство не смогло проверить данные.",
    )
    plain = ("Die Polizei bestätigte die Zahl.", "El alcalde confirmó la cifra.", "Поліція підтвердила дані.")
    assert [text for text in (*doubtful, *plain) if says_unverified(text) is not (text in doubtful)] == []


TEXT = """Nine boats sank, the guard said. The Alder Post could not verify the number.

Police had not confirmed any deaths. The claims have not been independently verified. He could not confirm it, he said."""


def test_who_could_not_verify_it_is_read_in_the_whole_text() -> None:
    assert unverified_by(article(TEXT), ()) == (
        "Alder Post: “The Alder Post could not verify the number.”",
        "Police: “Police had not confirmed any deaths.”",
        "Alder Post: “The claims have not been independently verified.”",
        "somebody in the article: “He could not confirm it, he said.”",
    )


def test_what_a_report_quotes_is_shown_once() -> None:
    quoted = report(
        "Alder Post",
        stance=Stance.CONTEXT,
        basis=Basis.WITNESSED,
        quote="The Alder Post could not verify the number.",
        origin=Hop(kind=HopKind.OWN),
    )
    found = unverified_by(article(TEXT), (quoted,))
    assert found[0] == "Alder Post: “The Alder Post could not verify the number.”"
    assert len(found) == 4


def test_a_proposal_shows_it_even_if_the_reader_left_it_out() -> None:
    proposal = proposed(read(says(LEAD, FALK)))
    assert proposal is not None
    assert proposal.unverified_by == ("Tarn Herald: “The Tarn Herald could not verify when the gate was opened.”",)
