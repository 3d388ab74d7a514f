import pytest

from bot.domain.model import Basis, HopKind, Outlet, Tone
from bot.gateways.builtin.attribution import Attributor, source_of
from bot.gateways.builtin.people import Names
from bot.gateways.english.sentences import split
from bot.gateways.english.words import words

LEAD = (
    "Mayor Ilsa Brandt met Chief Inspector Tomas Reuel and Jonas Ferrow of the Lowland Water Board on Monday. "
    "The Institute of Coastal Research (ICR) took part. "
)


def source(sentence: str, about: str, lead: str = LEAD) -> tuple[str, str, str, Tone | None]:
    """Return kind, name, basis and tone of the source of the words `about` in a sentence after LEAD."""
    sentences = split(lead + "\n\n" + sentence)
    attributor = Attributor(sentences, Names(sentences), Outlet(name="Dunmore Gazette"))
    found = None
    for one in sentences[len(split(lead)) :]:
        attributions = attributor.of(one.text, words(one.text))
        if about in one.text:
            at = one.text.index(about)
            found = source_of(attributions, range(at, at + len(about)))
    assert found is not None, "no source found"
    return found.path[-1].kind.value, found.path[-1].name, found.basis.value, found.tone


NAMED = [
    ("One of them said the bridge was closed.", "bridge", "unnamed", "", "anonymous"),
    ("One of them, Emil Sorg, said the bridge was closed.", "bridge", "person", "Emil Sorg", "on_record"),
    ("Two of the traders said the bridge was closed.", "bridge", "unnamed", "traders", "anonymous"),
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
    ("Brandt told CNN that the bridge was closed.", "bridge", "person", "Ilsa Brandt", "relayed"),
    ("Lowland police said a man was arrested.", "arrested", "body", "Lowland police", "on_record"),
    ("12.10 Police: a man was arrested.", "arrested", "body", "Police", "on_record"),
    ("14:05 – Mayor Ilsa Brandt: the bridge is closed.", "bridge", "person", "Ilsa Brandt", "on_record"),
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
    ("Reuters reported, citing two officials, that the talks had failed.", "talks", "unnamed", "officials", "relayed"),
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
    assert Attributor(sentences, Names(sentences), Outlet(name="Dunmore Gazette")).of(sentence, words(sentence)) == []


def test_the_own_outlet_is_not_relayed() -> None:
    sentence = "The Dunmore Gazette reported that the dam held."
    found = Attributor(split(sentence), Names(split(sentence)), Outlet(name="Dunmore Gazette")).of(sentence, words(sentence))
    assert [(a.hop.kind, a.basis) for a in found] == [(HopKind.OWN, Basis.UNSTATED)]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("The bridge was closed, the town hall said on Monday.", "the town hall"),
        ("The palace said that the bridge was closed.", "the palace"),
    ],
)
def test_a_house_speaks_for_those_who_work_in_it(sentence: str, name: str) -> None:
    kind, said = source(sentence, "bridge")[:2]
    assert (kind, said.lower().removeprefix("the ")) == ("body", name.removeprefix("the "))


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


GUEST = "Nora Holm came later. "
NESTED = [
    ("Brandt said the ministry reported the dam broke.", "dam", "body", "ministry", "on_record"),
    ("According to the ministry, cited by Reuters, the dam broke.", "dam", "body", "ministry", "relayed"),
    ("Reuters, citing a police statement, said the dam broke.", "dam", "document", "police statement", "relayed"),
    ("The dam broke, Reuters reported, citing a police statement.", "dam", "document", "police statement", "relayed"),
    ("The Harbour Times, citing two officials, reported that the dam broke.", "dam", "unnamed", "officials", "relayed"),
    ("The dam broke, according to a report seen by Reuters.", "dam", "document", "report", "relayed"),
    ("In a report seen by the Dunmore Gazette, the water board said the dam broke.", "dam", "body", "water board", "on_record"),
    ("In an audit report seen by AFP, inspectors warned that the dam broke.", "dam", "document", "audit report", "relayed"),
    ("An internal memo seen by Reuters says the dam broke.", "dam", "document", "internal memo", "relayed"),
    ("According to a memo obtained by the Harbour Times, the dam broke.", "dam", "document", "memo", "relayed"),
    ("Documents reviewed by AFP show that the dam broke.", "dam", "document", "Documents", "relayed"),
    ("The chief engineer of Ormond Dams said the dam broke.", "dam", "body", "Ormond Dams", "on_record"),
    ("A spokesman for Ormond Dams said the dam broke.", "dam", "body", "Ormond Dams", "on_record"),
    ("A spokeswoman for the Lowland Water Board told AFP the dam broke.", "dam", "body", "Lowland Water Board", "relayed"),
    ("The dam broke, a water board spokesman said.", "dam", "body", "water board", "on_record"),
    ("The chief engineer of the Lowland Water Board, Pia Rusk, said the dam broke.", "dam", "person", "Pia Rusk", "on_record"),
    ("Pia Rusk, the chief engineer of Ormond Dams, said the dam broke.", "dam", "person", "Pia Rusk", "on_record"),
    ("“The dam failed,” said Ms Holm.", "dam", "person", "Nora Holm", "on_record"),
    ("“The dam failed at dawn,” Ms. Holm told the Gazette. “We had no warning.”", "dam", "person", "Nora Holm", "on_record"),
    ("Holm said: “The dam failed at dawn.”", "dam", "person", "Nora Holm", "on_record"),
    ("The dam, as Holm put it, failed at dawn.", "failed", "person", "Nora Holm", "on_record"),
    ("As Holm put it, the dam failed at dawn.", "dam", "person", "Nora Holm", "on_record"),
    ("The dam failed at dawn, as Holm put it.", "dam", "person", "Nora Holm", "on_record"),
    ("In a statement, the Lowland Water Board said the dam broke.", "dam", "body", "Lowland Water Board", "on_record"),
    ("The Lowland Water Board said in a statement that the dam broke.", "dam", "body", "Lowland Water Board", "on_record"),
    ("“The dam failed,” the Lowland Water Board said in a statement.", "dam", "body", "Lowland Water Board", "on_record"),
    ("A statement by the Lowland Water Board said the dam broke.", "dam", "body", "Lowland Water Board", "on_record"),
    ("A statement from the ministry said the dam broke.", "dam", "body", "ministry", "on_record"),
    ("Prosecutors wrote in a court filing that the dam broke.", "dam", "body", "Prosecutors", "on_record"),
    ("A court filing said the dam broke.", "dam", "document", "court filing", "on_record"),
    ("According to court filings, the dam broke.", "dam", "document", "court filings", "on_record"),
    ("The indictment alleges that the dam broke.", "dam", "document", "indictment", "on_record"),
    ("According to people familiar with it, the dam broke.", "dam", "unnamed", "people familiar with it", "anonymous"),
    ("Two men who spoke anonymously said the dam broke.", "dam", "unnamed", "Two men who spoke anonymously", "anonymous"),
    ("The dam broke, said a man who spoke anonymously.", "dam", "unnamed", "a man who spoke anonymously", "anonymous"),
    ("An official, speaking on condition of anonymity, said the dam broke.", "dam", "unnamed", "official", "anonymous"),
    ("The dam broke, a source close to the board told Reuters.", "dam", "unnamed", "a source close to the board", "relayed"),
    ("It was reported by Reuters that the dam broke.", "dam", "outlet", "Reuters", "relayed"),
    ("The failure of the dam was first reported by the Harbour Times.", "dam", "outlet", "Harbour Times", "relayed"),
    ("The failure of the dam was confirmed by Brandt.", "failure of the dam", "person", "Ilsa Brandt", "on_record"),
    ("The failure of the dam was announced by the ministry on Monday.", "failure of the dam", "body", "ministry", "on_record"),
    ("Reuel said little. He said the dam broke.", "dam broke", "person", "Tomas Reuel", "on_record"),
    ("Holm wrote on Telegram that the dam broke.", "dam", "person", "Nora Holm", "on_record"),
    ("“The dam failed,” Holm wrote on X.", "dam", "person", "Nora Holm", "on_record"),
    ("In a post on Telegram, Holm said the dam broke.", "dam", "person", "Nora Holm", "on_record"),
    ("The dam broke, Governor Petra Lund wrote on her Telegram channel.", "dam", "person", "Petra Lund", "on_record"),
    ("Lund, the governor, posted on X that the dam broke.", "dam", "person", "Lund", "on_record"),
    ("Holm told a news conference that the dam broke.", "dam", "person", "Nora Holm", "on_record"),
    ("Holm told Reuters that the dam broke.", "dam", "person", "Nora Holm", "relayed"),
    ("Speaking to reporters in Orsany, Holm said the dam broke.", "dam", "person", "Nora Holm", "on_record"),
    ("Citing police, the Harbour Times reported that the dam broke.", "dam", "body", "police", "relayed"),
    ("The Harbour Times quoted Holm as saying the dam broke.", "dam", "person", "Nora Holm", "relayed"),
    ("Holm was quoted by Reuters as saying the dam broke.", "dam", "person", "Nora Holm", "relayed"),
    ("Holm was quoted as saying by Reuters that the dam broke.", "dam", "person", "Nora Holm", "relayed"),
    ("State media reported that the dam broke.", "dam", "unnamed", "State media", "relayed"),
    ("The news agency Interfax reported that the dam broke.", "dam", "outlet", "Interfax", "relayed"),
    ("Police sources said the dam broke.", "dam", "unnamed", "Police sources", "anonymous"),
    ("A senior government official said the dam broke.", "dam", "unnamed", "senior government official", "anonymous"),
    ("Holm, who is the mayor, said the dam broke.", "dam", "person", "Nora Holm", "on_record"),
    ("In an interview with Reuters, Holm said the dam broke.", "dam", "person", "Nora Holm", "relayed"),
    ("The board's own log shows the dam broke.", "dam", "document", "log", "on_record"),
    ("A study published in the journal Rivers found that the dam broke.", "dam", "document", "study", "on_record"),
    ("The dam broke, the board's report found.", "dam", "document", "board's report", "on_record"),
    ("Holm's lawyer said the dam broke.", "dam", "person", "Nora Holm", "on_record"),
    ("The ministry's spokesman, Kurt Vale, said the dam broke.", "dam", "person", "Kurt Vale", "on_record"),
    ("Ministry spokeswoman Ada Finch said the dam broke.", "dam", "person", "Ada Finch", "on_record"),
    ("Asked about it, Holm said the dam broke.", "dam", "person", "Nora Holm", "on_record"),
    ("It is understood that the dam broke.", "dam", "unnamed", "", "anonymous"),
    ("The dam broke, multiple outlets reported.", "dam", "unnamed", "outlets", "relayed"),
    ("The Gazette has learned that the dam broke.", "dam", "own", "", "unstated"),
    ("The Gazette has learned from two officials that the dam broke.", "dam", "unnamed", "officials", "anonymous"),
    ("Several officials told the Gazette that the dam broke.", "dam", "unnamed", "officials", "anonymous"),
    ("The dam broke, the Ormond News Agency reported.", "dam", "outlet", "Ormond News Agency", "relayed"),
    ("Holm confirmed to Reuters that the dam broke.", "dam", "person", "Nora Holm", "relayed"),
    ("Holm, quoting the ministry, said the dam broke.", "dam", "body", "ministry", "on_record"),
    ("Reuters said Holm believed the dam broke.", "dam", "person", "Nora Holm", "relayed"),
    ("The White House said the dam broke.", "dam", "body", "White House", "on_record"),
    ("The Kremlin said the dam broke.", "dam", "body", "Kremlin", "on_record"),
    ("Kyiv says the dam broke.", "dam", "body", "Kyiv", "on_record"),
    ("Hospital director Ines Call said the dam broke.", "dam", "person", "Ines Call", "on_record"),
    ("Residents said the dam broke.", "dam", "unnamed", "Residents", "anonymous"),
    ("A witness, Ola Berg, said the dam broke.", "dam", "person", "Ola Berg", "on_record"),
    ("Local resident Ola Berg said the dam broke.", "dam", "person", "Ola Berg", "on_record"),
    ("Ola Berg, 43, said the dam broke.", "dam", "person", "Ola Berg", "on_record"),
    ("Ola Berg, a 43-year-old teacher who lives nearby, said the dam broke.", "dam", "person", "Ola Berg", "on_record"),
    ("The Lowland Water Board's director general, Pia Rusk, said the dam broke.", "dam", "person", "Pia Rusk", "on_record"),
    ("Ferrow, speaking through a lawyer, said the dam broke.", "dam", "person", "Jonas Ferrow", "on_record"),
    ("The dam broke, Ferrow told the Lantern newspaper.", "dam", "person", "Jonas Ferrow", "relayed"),
    ("The dam broke, according to a statement from Ormond Dams.", "dam", "body", "Ormond Dams", "on_record"),
    ("The dam broke, according to police.", "dam", "body", "police", "on_record"),
    ("The dam broke, according to people briefed on it.", "dam", "unnamed", "people briefed on it", "anonymous"),
    ("The dam broke, per the Harbour Times.", "dam", "outlet", "Harbour Times", "relayed"),
    ("Per Reuters, the dam broke.", "dam", "outlet", "Reuters", "relayed"),
    ("The dam broke, sources told the Gazette.", "dam", "unnamed", "sources", "anonymous"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "about", "kind", "name", "basis"), NESTED)
def test_finds_the_root_through_papers_relays_and_asides(sentence: str, about: str, kind: str, name: str, basis: str) -> None:
    found = source(sentence, about, LEAD + GUEST)
    assert (found[0], found[1], found[2]) == (kind, name, basis)


OFFICES = [
    ("The mayor of Orsany said the bridge was closed.", "person", "mayor of Orsany", "on_record"),
    ("A resident of Orsany said the bridge was closed.", "unnamed", "resident of Orsany", "anonymous"),
    ("The leader of Red Lantern said the bridge was closed.", "body", "Red Lantern", "on_record"),
]


@pytest.mark.parametrize(("sentence", "kind", "name", "basis"), OFFICES)
def test_an_office_is_somebody_and_a_resident_is_anybody(sentence: str, kind: str, name: str, basis: str) -> None:
    assert source(sentence, "bridge")[:3] == (kind, name, basis)


TRAILING = [
    ("The tank broke after drones hit it, officials in the province said on condition that they not be identified.", "tank"),
    ("Nine homes burned, more than ever, the fire authority's treasurer, Winifred Sacks, told members on Thursday.", "homes"),
    ("More than 310 goats were moved, the Hill Ministry said as its vans packed up on Sunday.", "goats"),
    ("The ground has been dredged away, conservation biologists working in the delta say.", "ground"),
    ("Geese have died of flu, the state veterinary institute has found after testing six of them.", "Geese"),
    ("Three guests had gone back for their bags, an inquest heard on Wednesday.", "guests"),
    ("The minister may have promised it, if the website Plain Words is to be believed.", "promised"),
    ("The gate was shut, the city's audit committee has established.", "gate"),
]


@pytest.mark.parametrize(("sentence", "about"), TRAILING)
def test_what_stands_before_a_trailing_speaker_is_said(sentence: str, about: str) -> None:
    assert source(sentence, about)


def test_she_is_whom_the_sentence_before_was_about() -> None:
    assert source("Nora Holm toured the quay on Monday. She said the bridge was closed.", "bridge")[1] == "Nora Holm"


def test_he_is_a_person_and_not_the_paper_between() -> None:
    said = "Ferrow said the dam held. Reuters reported the same. He said the gates were shut."
    assert source(said, "gates")[1] == "Jonas Ferrow"


def test_a_denial_in_the_passive_is_a_denial() -> None:
    text = "The closure of the bridge was denied by Brandt."
    (found,) = Attributor(split(LEAD + text), Names(split(LEAD + text)), Outlet(name="Dunmore Gazette")).of(text, words(text))
    assert found.denies
    assert found.hop.name == "Ilsa Brandt"


@pytest.mark.parametrize("start", ["Dunmore: ", "Correction: ", "Breaking: ", "09.15 Update: "])
def test_a_place_or_a_label_before_a_colon_says_nothing(start: str) -> None:
    sentences = split(LEAD + "\n\n" + start + "the bridge is closed.")
    attributor = Attributor(sentences, Names(sentences), Outlet(name="Dunmore Gazette"))
    assert attributor.of(sentences[-1].text, words(sentences[-1].text)) == []
