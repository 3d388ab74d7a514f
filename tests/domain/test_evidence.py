"""Where names stand, to whom an article attributes what it says, and which days and corrections it names."""

import datetime as dt

from bot.domain.evidence.attribution import Attribution
from bot.domain.evidence.dates import is_date, stands_in
from bot.domain.evidence.own_work import shown_own_work
from bot.domain.evidence.sentences import Sentences, Span
from bot.domain.evidence.standing import NamesInText
from bot.domain.model import HopKind
from tests.domain.make import article

# ---------------------------------------------------------------- names

TEXT = (
    "The port authority of Norhaven, led by Vera Holm, closed the quay. The mayor, Tom Berg, agreed; the Fire Brigade, the "
    "River Board and Corvin Coatings did not. A notice by the road office hangs there. Father Jan Ek and his son, the younger "
    "Jan, saw it. Their lawyer Ida Kast left."
)


def test_a_name_stands_where_its_words_stand_together_and_in_order() -> None:
    names = NamesInText(TEXT)
    found = {
        "Vera Holm": "Vera Holm",
        "the port authority of Norhaven": "the port authority of Norhaven",
        "Norhaven port authority": "Norhaven port authority",
        "road office notice": "road office notice",
        "mayor Tom Berg": "mayor Tom Berg",
        "V. Holm": "Vera Holm",
        "Holm": "Holm",
        "Vera": "Vera Holm",
        "the younger Jan Ek": "the younger Jan Ek",
        "Tom Berg's office": "Tom Berg's office",
    }
    assert {name: (standing.name if (standing := names.find(name)) else None) for name in found} == found
    absent = (
        "Vera Berg",
        "Fire Board",
        "Brigade River",
        "River Coatings",
        "Norhaven Fire Brigade",
        "Vera Kast",
        "Anna Holm",
    )
    assert [name for name in absent if names.find(name)] == []


def test_a_surname_alone_stands_for_a_person_and_for_no_body() -> None:
    names = NamesInText("Radio Brask was quiet. “It is open,” Quist said at the Brask town hall.")
    assert names.find("Ines Quist") is not None
    assert names.find("Ines Quist", person=False) is None
    assert names.find("Tele Brask", person=False) is None


# ---------------------------------------------------------------- attribution

ATTRIBUTED = (
    ("The quay is shut, port director Ada Roos said on Monday.", "Ada Roos"),
    ("“The quay is shut,” said the head of the port, Ada Roos.", "Ada Roos"),
    ("Ada Roos of the Harbour Office, who has led it since May, told reporters that the quay is shut.", "Ada Roos"),
    ("Its director, Dr. Ada Roos, has confirmed that the quay is shut.", "Ada Roos"),
    ("According to the engineers of Ada Roos, the quay is shut.", "Ada Roos"),
    ("The quay is shut, the agency reported, quoting Ada Roos.", "Ada Roos"),
    ("The claim goes back to Ada Roos, who lives nearby.", "Ada Roos"),
    ("In a letter from Ada Roos it says that the quay is shut.", "Ada Roos"),
    ("Ada Roos's statement says that the quay is shut.", "Ada Roos"),
    ("The party said through its spokesman, Ada Roos, that the quay is shut.", "Ada Roos"),
    ("Ada Roos: “The quay is shut.”", "Ada Roos"),
    ("Das Ufer ist gesperrt, wie Ada Roos am Montag mitteilte, und es bleibt so.", "Ada Roos"),
    ("Le quai est fermé, selon Ada Roos, et il le reste pour la nuit.", "Ada Roos"),
    ("El muelle está cerrado, según Ada Roos, que es la directora del puerto.", "Ada Roos"),
    ("Il molo è chiuso, ha detto Ada Roos, che è la direttrice del porto.", "Ada Roos"),
    ("O cais está fechado, disse Ada Roos, que não quer mais navios.", "Ada Roos"),
    ("Nabrzeże jest zamknięte, jak podała Ada Roos, i nie jest to dla nas nowe.", "Ada Roos"),
    ("Причал закрито, повідомила Ада Роос, і це для міста не новина.", "Ада Роос"),
    ("Причал закрыт, сообщила Ада Роос, и это для города не новость.", "Ада Роос"),
)
NOT_ATTRIBUTED = (
    ("The quay is shut, Tom Berg said beside Ada Roos.", "Ada Roos"),
    ("Tom Berg, who stood with Lil Ek and Ada Roos, said that the quay is shut.", "Ada Roos"),
    ("Tom Berg said that the board, the guards and Ada Roos must explain why the quay is shut.", "Ada Roos"),
    ("The quay is shut, and Ada Roos was told on Monday.", "Ada Roos"),
    ("The quay behind Ada Roos was shut, Tom Berg said.", "Ada Roos"),
    ("Ada Roos came late; the quay is shut.", "Ada Roos"),
    ("Tom Berg told Ada Roos that the quay is shut.", "Ada Roos"),
    ("Tom Berg has accused Ada Roos of having shut the quay.", "Ada Roos"),
)


def _attributed(text: str, name: str) -> bool | None:
    standing = NamesInText(text).find(name)
    assert standing is not None, text
    return Attribution(text).names(Span(0, len(text)), standing.places, HopKind.PERSON)


def test_a_sentence_attributes_what_it_says_to_a_name() -> None:
    assert [text for text, name in ATTRIBUTED if _attributed(text, name) is not True] == []
    assert [text for text, name in NOT_ATTRIBUTED if _attributed(text, name) is not False] == []


def test_nothing_is_said_of_languages_that_are_not_known() -> None:
    assert (
        _attributed("Laituri on suljettu, kertoi Ada Roos maanantaina lehdelle. Hän ei pidä siitä lainkaan.", "Ada Roos")
        is None
    )


# ---------------------------------------------------------------- sentences and own work


def test_sentences_end_where_people_end_them() -> None:
    text = (
        "Dr. Ida Kast of St. Olaf’s met J. Reed at 3 p.m. on Monday. “Who shut it?” Ada Roos asked. Am 3. März war es zu. "
        "It rose by 2.3 per cent.\n\nThe next paragraph"
    )
    assert [span.of(text).strip() for span in Sentences(text)] == [
        "Dr. Ida Kast of St. Olaf’s met J. Reed at 3 p.m. on Monday.",
        "“Who shut it?” Ada Roos asked.",
        "Am 3. März war es zu.",
        "It rose by 2.3 per cent.",
        "The next paragraph",
    ]


def test_lines_of_a_wrapped_text_are_one_paragraph() -> None:
    text = "The quay was shut on Monday and the boats\nwent to the other side. Nobody was hurt.\nA new line begins."
    sentences = Sentences(text)
    assert sentences.paragraph(0, 3).of(text) == text[: text.index("\nA new")]
    assert len(list(sentences)) == 3


def test_own_work_is_what_the_outlet_saw_or_looked_at() -> None:
    shown = (
        "Our reporter saw the quay.",
        "We counted nine boats.",
        "The letter, seen by this newspaper, says so.",
        "The Post has verified the video.",
        "An Alder Post photographer stood there.",
        "Ich stehe am Ufer.",
        "Наш кореспондент бачив причал.",
    )
    not_shown = (
        "The quay is shut.",
        "“We saw it,” he said.",
        "She told this newspaper that it is shut.",
        "He said so in an interview with the Post.",
        "They told us about it.",
    )
    found = {text: shown_own_work(article(text), Span(0, len(text))) is not None for text in (*shown, *not_shown)}
    assert [text for text, own in found.items() if own is not (text in shown)] == []


# ---------------------------------------------------------------- dates


def test_a_date_is_no_name() -> None:
    dates = ("Wednesday", "on Wednesday", "3 May", "2026", "March 2026", "Mittwoch", "lunes", "середа", "two")
    names = ("the mayor", "May", "Theresa May", "Sunday Times", "Julius", "Marta", "April Jones", "St. Mary's")
    assert [name for name in (*dates, *names) if is_date(name) is not (name in dates)] == []


def test_a_date_stands_in_a_text_in_any_usual_spelling() -> None:
    date, published = dt.date(2026, 3, 3), dt.date(2026, 3, 4)
    spelt = (
        *("on 3 March", "March 3rd, 2026", "03.03.2026", "2026-03-03", "3/3/26", "on Tuesday", "yesterday", "am 3. März"),
        *("le 3 mars", "el martes", "3 березня", "во вторник", "3 marca", "ontem"),
    )
    other = ("on 4 March", "on Monday", "tomorrow", "in March", "13 March", "3 May", "2.3 million", "")
    assert [text for text in (*spelt, *other) if stands_in(date, text, published) is not (text in spelt)] == []
    assert not stands_in(date, "on Tuesday", dt.date(2026, 6, 1))


def test_an_address_that_is_written_in_capitals_stands_under_its_own_spelling() -> None:
    found = NamesInText("HARBOURTON (KQRST.com) — The ferry sank on Monday.").find("KQRST.com", person=False)
    assert found is not None
    assert found.name == "KQRST.com"
