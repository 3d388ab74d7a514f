import pytest

from bot.domain.model import Basis, OriginKind, Outlet, Tone
from bot.gateways.builtin.attribution import Attributor, source_of
from bot.gateways.builtin.people import Names
from bot.gateways.builtin.sentences import split
from bot.gateways.builtin.words import words

LEAD = (
    "Mayor Ilsa Brandt met Chief Inspector Tomas Reuel and Jonas Ferrow of the Lowland Water Board on Monday. "
    "The Institute of Coastal Research (ICR) took part. "
)


def source(sentence: str, about: str) -> tuple[str, str, str, Tone | None]:
    """Give kind, name, basis and tone of the source of the words `about` in a sentence after LEAD."""
    sentences = split(LEAD + "\n\n" + sentence)
    attributor = Attributor(Names(sentences), Outlet(name="Dunmore Gazette"))
    found = None
    for one in sentences[2:]:
        attributions = attributor.of(one.text, words(one.text))
        if about in one.text:
            at = one.text.index(about)
            found = source_of(attributions, range(at, at + len(about)))
    assert found is not None, "no source found"
    return found.origin.kind.value, found.origin.name, found.basis.value, found.tone


NAMED = [
    ("Ilsa Brandt said the bridge was closed.", "bridge", "person", "Ilsa Brandt", "on_record"),
    ("Brandt told reporters on Tuesday that the bridge was closed.", "bridge", "person", "Ilsa Brandt", "on_record"),
    ("The bridge was closed, Brandt said on Tuesday.", "bridge", "person", "Ilsa Brandt", "on_record"),
    ("“The bridge is closed,” said Brandt.", "bridge", "person", "Ilsa Brandt", "on_record"),
    ("“The bridge is closed,” added local trader Emil Sorg.", "bridge", "person", "Emil Sorg", "on_record"),
    ("According to Brandt, the bridge was closed.", "bridge", "person", "Ilsa Brandt", "on_record"),
    ("The bridge was closed, according to Brandt.", "bridge", "person", "Ilsa Brandt", "on_record"),
    ("Defence Minister Kurt Vale announced that the fleet had left.", "fleet", "person", "Kurt Vale", "on_record"),
    ("Secretary of State Nora Pell said the fleet had left.", "fleet", "person", "Nora Pell", "on_record"),
    ("Edda Moor, the head of the fishers' union, said the fleet had left.", "fleet", "person", "Edda Moor", "on_record"),
    ("Brandt told CNN that the bridge was closed.", "bridge", "person", "Ilsa Brandt", "on_record"),
    ("Lowland police said a man was arrested.", "arrested", "body", "Lowland police", "on_record"),
    ("Police said a man was arrested.", "arrested", "body", "Police", "on_record"),
    ("The Interior Ministry confirmed that a man was arrested.", "arrested", "body", "Interior Ministry", "on_record"),
    ("ICR said the sea had risen.", "sea", "body", "Institute of Coastal Research", "on_record"),
    ("A spokesman for the Interior Ministry said a man was arrested.", "arrested", "body", "Interior Ministry", "on_record"),
    ("According to court documents, the firm hid its debts.", "debts", "document", "court documents", "on_record"),
    ("The filing shows that the firm hid its debts.", "debts", "document", "filing", "on_record"),
    ("The firm hid debts, according to an audit report by Hale.", "debts", "document", "audit report", "on_record"),
    ("Officials said the talks had failed.", "talks", "unnamed", "Officials", "anonymous"),
    ("Two senior officials in Varn said the talks failed.", "talks", "unnamed", "senior officials in Varn", "anonymous"),
    ("People familiar with it said the talks failed.", "talks", "unnamed", "People familiar with it", "anonymous"),
    ("Some military bloggers claimed that the talks had failed.", "talks", "unnamed", "military bloggers", "relayed"),
    ("Some reports suggested that the talks had failed.", "talks", "unnamed", "reports", "relayed"),
    ("Reuters reported that the talks had failed.", "talks", "outlet", "Reuters", "relayed"),
    ("The Harbour Times reported that the talks had failed.", "talks", "outlet", "Harbour Times", "relayed"),
    ("Local newspaper the Lantern reported that the talks had failed.", "talks", "outlet", "Lantern", "relayed"),
    ("Reuters reported, citing two officials, that the talks had failed.", "talks", "outlet", "Reuters", "relayed"),
    ("Reuters reported that Brandt said the talks had failed.", "talks", "person", "Ilsa Brandt", "relayed"),
    ("Brandt said that Reuters reported the talks had failed.", "talks", "outlet", "Reuters", "relayed"),
    ("The talks had failed, Brandt said, according to Reuters.", "talks", "person", "Ilsa Brandt", "relayed"),
    ("Our reporter saw smoke over the port.", "smoke", "own", "", "witnessed"),
    ("A correspondent at the scene saw smoke over the port.", "smoke", "own", "", "witnessed"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "about", "kind", "name", "basis"), NAMED)
def test_finds_the_root_and_how_it_is_known(sentence: str, about: str, kind: str, name: str, basis: str) -> None:
    found = source(sentence, about)
    assert (found[0], found[1], found[2]) == (kind, name, basis)


@pytest.mark.parametrize(
    ("sentence", "tone"),
    [
        ("Brandt said the bridge was closed.", None),
        ("Brandt claimed the bridge was closed.", Tone.UNCERTAIN),
        ("Brandt alleged that the bridge was closed.", Tone.UNCERTAIN),
        ("Brandt believes the bridge was closed.", Tone.LIKELY),
    ],
)
def test_the_verb_sets_the_tone(sentence: str, tone: Tone | None) -> None:
    assert source(sentence, "bridge")[3] is tone


def test_a_pronoun_is_the_last_one_named() -> None:
    assert source("Ferrow said the dam held. He added that the gates were shut.", "gates")[1] == "Jonas Ferrow"


def test_a_title_is_the_one_who_bears_it() -> None:
    found = source("Governor Petra Lund said the dam held. Brandt said little. The governor said the gates were shut.", "gates")
    assert found[1] == "Petra Lund"


def test_while_parts_two_speakers() -> None:
    sentence = "While some sources claimed the dam broke, ICR stated the gates were shut."
    assert source(sentence, "dam broke")[0] == "unnamed"
    assert source(sentence, "gates were")[1] == "Institute of Coastal Research"


@pytest.mark.parametrize(
    "sentence",
    ["He refused to say more about the bridge.", "The report on the bridge is long.", "The bridge, they were told, is old."],
)
def test_a_verb_without_a_speaker_is_no_attribution(sentence: str) -> None:
    sentences = split(sentence)
    assert Attributor(Names(sentences), Outlet(name="Dunmore Gazette")).of(sentence, words(sentence)) == []


def test_the_own_outlet_is_not_relayed() -> None:
    sentence = "The Dunmore Gazette reported that the dam held."
    found = Attributor(Names(split(sentence)), Outlet(name="Dunmore Gazette")).of(sentence, words(sentence))
    assert [(a.origin.kind, a.basis) for a in found] == [(OriginKind.OWN, Basis.UNSTATED)]


APPOSED = [
    ("The director of the Port Safety Office, Edda Moor, denied that the bridge was closed.", "Edda Moor"),
    ("“The bridge is closed,” the mayor, Edda Moor, said at the town hall.", "Edda Moor"),
    ("“The bridge is closed,” said the mayor, Edda Moor, at the town hall.", "Edda Moor"),
    ("A spokesman for the Interior Ministry, Kurt Vale, said the bridge was closed.", "Kurt Vale"),
    ("Chief Inspector Maud Keller of the Orsany Fire Inspectorate said that the bridge was closed.", "Maud Keller"),
    ("They were answering Mayor Edda Moor, who said at noon that the bridge was closed.", "Edda Moor"),
    ("The bridge was closed, according to a pump log that the Lowland Water Board published.", "pump log"),
]


@pytest.mark.parametrize(("sentence", "name"), APPOSED)
def test_a_named_person_goes_before_the_office_in_apposition(sentence: str, name: str) -> None:
    assert source(sentence, "bridge")[1] == name
