"""Eight languages over the wire: the quote in the original, its translation beside it, origins known across scripts."""

import pytest

from bot.domain.grounding import ground
from bot.domain.model import Claim, Event, EventKind, HopKind, Layer, Stance
from tests.gateways.model_answers import ARTICLE, answer, judgement, read
from tests.openai_server import completion

MINE = Event(
    slug="kaltberg-mine",
    kind=EventKind.STATEMENT,
    headline="Viktor Rudenko says that the mine at Kaltberg is flooded",
    place="Kaltberg",
    claims=(
        Claim(
            key="said",
            text="Viktor Rudenko said that the mine at Kaltberg is flooded.",
            layer=Layer.UTTERANCE,
            speaker="Viktor Rudenko",
        ),
        Claim(key="so", text="The mine at Kaltberg is flooded.", speaker="Viktor Rudenko"),
    ),
)
# Language: the article's first sentence, its second, and the speaker as the article writes him.
TEXTS = {
    "en": (
        "The mine at Kaltberg is flooded, Viktor Rudenko said on Friday.",
        "The mining authority denied that there was water in the shaft.",
        "Viktor Rudenko",
    ),
    "uk": (
        "Шахту в Кальтберзі затоплено, заявив у п'ятницю Віктор Руденко.",
        "Гірниче відомство заперечило, що в стовбурі є вода.",
        "Віктор Руденко",
    ),
    "ru": (
        "Шахта в Кальтберге затоплена, заявил в пятницу Виктор Руденко.",
        "Горное ведомство опровергло, что в стволе есть вода.",
        "Виктор Руденко",
    ),
    "es": (
        "La mina de Kaltberg está inundada, dijo el viernes Viktor Rudenko.",
        "La autoridad minera negó que hubiera agua en el pozo.",
        "Viktor Rudenko",
    ),
    "de": (
        "Die Grube in Kaltberg steht unter Wasser, sagte Viktor Rudenko am Freitag.",
        "Das Bergamt bestritt, dass Wasser im Schacht steht.",
        "Viktor Rudenko",
    ),
    "fr": (
        "La mine de Kaltberg est inondée, a déclaré vendredi Viktor Rudenko.",
        "L'autorité des mines a nié qu'il y ait de l'eau dans le puits.",
        "Viktor Rudenko",
    ),
    "ar": (
        "غمرت المياه منجم كالتبرغ، بحسب ما قال فيكتور رودينكو يوم الجمعة.",
        "ونفت هيئة المناجم وجود مياه في البئر.",
        "فيكتور رودينكو",
    ),
    "zh": (
        "维克托·鲁登科周五表示，卡尔特贝格的矿井已被淹没。",
        "矿务局否认矿井内有水。",
        "维克托·鲁登科",
    ),
}
ENGLISH = ("The mine at Kaltberg is flooded, Viktor Rudenko said on Friday.", "The mining authority denied it.")


@pytest.mark.parametrize("code", TEXTS)
def test_an_article_in_any_of_eight_languages_is_read_against_an_english_event(code: str) -> None:
    said, denied, speaker = TEXTS[code]
    text = f"{said}\n\n{denied}"
    person, nobody = {"kind": "person", "name": speaker}, {"kind": "unnamed", "name": ""}
    script = answer(
        statements=[],
        judgements=[
            judgement("C1", quote=said, translation=ENGLISH[0], path=[person]),
            judgement("C2", quote=denied, translation=ENGLISH[1], stance="denies", path=[nobody]),
        ],
        unrelated=[],
    )
    result, server = read(completion(script), article=ARTICLE.model_copy(update={"text": text}), events=(MINE,))
    reading = ground(result, ARTICLE.model_copy(update={"text": text}), (MINE,))
    assert server.refused == []
    assert said in server.asked[0].user
    assert [(j.quote.text, j.stance) for j in reading.judgements] == [(said, Stance.CONFIRMS), (denied, Stance.DENIES)]
    assert [j.translation for j in reading.judgements] == ([None, None] if code == "en" else list(ENGLISH))
    assert (reading.judgements[0].origin.kind, reading.judgements[0].origin.name) == (HopKind.PERSON, speaker)
    assert (reading.dropped, reading.remarks) == (0, ())


@pytest.mark.parametrize("code", ["uk", "ru"])
def test_the_events_speaker_is_known_in_cyrillic(code: str) -> None:
    said, _, _ = TEXTS[code]
    english = {"kind": "person", "name": "Viktor Rudenko"}
    script = answer(statements=[], judgements=[judgement("C1", quote=said, path=[english])], unrelated=["C2"])
    result, _ = read(completion(script), article=ARTICLE.model_copy(update={"text": said}), events=(MINE,))
    (found,) = ground(result, ARTICLE.model_copy(update={"text": said}), (MINE,)).judgements
    assert found.origin.name == "Viktor Rudenko"


@pytest.mark.parametrize("code", sorted(set(TEXTS) - {"en"}))
def test_a_translation_given_as_the_quote_is_left_out(code: str) -> None:
    said, _, _ = TEXTS[code]
    script = answer(statements=[], judgements=[judgement("C1", quote=ENGLISH[0], translation=said)], unrelated=["C2"])
    result, _ = read(completion(script), article=ARTICLE.model_copy(update={"text": said}), events=(MINE,))
    reading = ground(result, ARTICLE.model_copy(update={"text": said}), (MINE,))
    assert (reading.judgements, reading.dropped) == ((), 1)
