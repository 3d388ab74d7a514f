"""The paths by which an article has its information: whom it heard, for whom they speak, which papers and outlets passed it on.

Each row has a sentence, or several, and the path of the words "dam broke" in the last one: hops with kind, name, role and body.
"""

from bot.domain.model import Basis, Hop, Outlet
from bot.gateways.builtin.attribution import Attributor, source_of
from bot.gateways.builtin.people import Names
from bot.gateways.english.sentences import split
from bot.gateways.english.words import words

SAID = "dam broke"


def path(text: str) -> str:
    """Write the path of the last "dam broke" as "outlet Reuters > person Ada Roe (mayor) of Dunmore Council"."""
    sentences = split(text)
    attributor = Attributor(sentences, Names(sentences), Outlet(name="Dunmore Gazette"))
    shown = ""
    for sentence in sentences:
        found = attributor.of(sentence.text, words(sentence.text))
        if SAID in sentence.text:
            at = sentence.text.index(SAID)
            source = source_of(found, range(at, at + len(SAID)))
            shown = " > ".join(_hop(hop) for hop in source.path) if source else "nobody"
    return shown


def _hop(hop: Hop) -> str:
    role, body = f" ({hop.role})" if hop.role else "", f" of {hop.body}" if hop.body else ""
    return f"{hop.kind.value} {hop.name}".strip() + role + body


def wrong(table: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Return the rows that come out otherwise, with what is right and what came out."""
    return {text: (right, got) for text, right in table.items() if (got := path(text)) != right}


OFFICES = {
    "The dam broke, said Ada Roe, head of the Tarn Rescue Service.": "person Ada Roe (head) of Tarn Rescue Service",
    "The dam broke, police spokeswoman Ada Roe said.": "person Ada Roe (spokeswoman) of police",
    "The dam broke, fire chief Ada Roe said.": "person Ada Roe (fire chief)",
    "The dam broke, Ormond's managing director, Ada Roe, said.": "person Ada Roe (managing director) of Ormond",
    "The dam broke, Ada Roe, a lawyer for Ormond, said.": "person Ada Roe (lawyer) of Ormond",
    "The dam broke, Pentagon spokesman Ivo Trent said.": "person Ivo Trent (spokesman) of Pentagon",
    "The dam broke, a spokesman for Ormond Dams, Ivo Trent, said.": "person Ivo Trent (spokesman) of Ormond Dams",
    "Chief Inspector Ivo Trent of the river police said the dam broke.": "person Ivo Trent (Chief Inspector) of river police",
    "The dam broke, Governor Ivo Trent said.": "person Ivo Trent (Governor)",
    "Energy Minister Ivo Trent said the dam broke. The Energy Ministry has sent two engineers. Trent said the dam broke.": (
        "person Ivo Trent (Energy Minister) of Energy Ministry"
    ),
    "The mayor of Dunmore, Ada Roe, said the dam broke.": "person Ada Roe (mayor of Dunmore)",
    "Ivo Trent, secretary of the Anglers' Union, said little. Trent said the dam broke.": (
        "person Ivo Trent (secretary) of Anglers' Union"
    ),
    "Council leader Ada Roe said the dam broke. Tarn County Council met. Roe said the dam broke.": (
        "person Ada Roe (leader) of Tarn County Council"
    ),
    "Ormond Dams is silent. Its chairwoman, Ada Roe, said the dam broke.": "person Ada Roe (chairwoman) of Ormond Dams",
    "Ormond Dams is silent. The company's lawyer, Ada Roe, said the dam broke.": "person Ada Roe (lawyer) of Ormond Dams",
    # A spokesman is that of the body that the sentence before is about, and of none where that is about somebody else.
    "Tarn County Council denied this. “The dam broke,” said spokesman Ivo Trent.": (
        "person Ivo Trent (spokesman) of Tarn County Council"
    ),
    "Tarn County Council met. Then mayor Ada Roe left. “The dam broke,” said spokesman Ivo Trent.": (
        "person Ivo Trent (spokesman)"
    ),
    "Vera Holm denied this. “The dam broke,” said spokesman Ivo Trent.": "person Ivo Trent (spokesman)",
    # What a newsroom says of its own work changes nothing about whose company is meant.
    "Ormond Dams is silent. The Carrow Times asked it twice. The company's lawyer, Ada Roe, said the dam broke.": (
        "person Ada Roe (lawyer) of Ormond Dams"
    ),
    "The Dunmore Gazette saw no paper. The company's chief executive, Ada Roe, said the dam broke.": (
        "person Ada Roe (chief executive)"
    ),
    "Fire chief Ada Roe came late. The fire chief said the dam broke.": "person Ada Roe (Fire chief)",
    "Police chief Ada Roe came late. The fire chief said the dam broke.": "person fire chief (fire chief)",
    "Ida Quist, an engineer at the River Office, came. “The dam broke,” she said. Quist said that the dam broke.": (
        "person Ida Quist (engineer) of River Office"
    ),
    # These speak for nobody but themselves.
    "Hydrologist Ivo Trent of the University of Varn said the dam broke.": "person Ivo Trent (Hydrologist)",
    "Ivo Trent, former head of the River Office, said the dam broke.": "person Ivo Trent (former head)",
    "Local resident Ivo Trent said the dam broke.": "person Ivo Trent (Local resident)",
    "Ivo Trent, 51, a nurse at Tarn Hospital, said the dam broke.": "person Ivo Trent (nurse)",
}  # fmt: skip
BODIES = {
    "The dam broke, police said.": "body police",
    "The dam broke, prosecutors said.": "body prosecutors",
    "The dam broke, the coroner's office said on X.": "body coroner's office",
    "The dam broke, the flood warning service said.": "body flood warning service",
    "The dam broke, an Ormond Dams spokeswoman said.": "body Ormond Dams",
    "The dam broke, the secretary of the anglers' union told this paper last night.": "body anglers' union",
    "The dam broke, according to the head of the river network.": "body river network",
    "Solicitors for Ormond Dams said the dam broke.": "body Ormond Dams",
    "Ormond Dams' barrister said the dam broke.": "body Ormond Dams",
    "The River Office met the press. According to its statement, the dam broke. The River Office said that the dam broke.": (
        "body River Office"
    ),
    "The Office for Rivers announced it in a statement. According to the statement the dam broke.": "body Office for Rivers",
}  # fmt: skip
PAPERS = {
    "The dam broke, a police report seen by the Gazette says.": "document police report of police",
    "The dam broke, according to court documents.": "document court documents of court",
    "The dam broke, according to the signed purchase agreement.": "document signed purchase agreement",
    "A court order says the dam broke.": "document court order of court",
    "The dam broke, according to an order by Judge Roe.": "document order of Judge Roe",
    "The dam broke, a study by Dr. Ada Roe found.": "document study of Ada Roe",
    "The dam broke, according to research published in the Journal of River Science by Roe.": "document research of Roe",
    "The dam broke, an audit by the Court of Auditors found.": "document audit of Court of Auditors",
    "The dam broke, according to a notice that the River Office put on its site.": "document notice of River Office",
    "The dam broke, the ministry's report says.": "document ministry's report of ministry",
    "The figures, published by the River Office, show the dam broke.": "document figures of River Office",
    "The court papers, filed on Monday by Alder Bank, say the dam broke.": "document court papers of Alder Bank",
    "Nobody was hurt when the dam broke, the University of Varn said in a press release on the new study.": (
        "body University of Varn > document study"
    ),
}  # fmt: skip
CHAINS = {
    "The dam broke, Ada Roe told Reuters.": "outlet Reuters > person Ada Roe",
    "In an interview with the Harbour Times, Ada Roe said the dam broke.": "outlet Harbour Times > person Ada Roe",
    "The dam broke, Reuters reported, quoting the fire chief.": "outlet Reuters > person fire chief (fire chief)",
    "Reuters reported, citing the report by Channel Nine, that the dam broke.": "outlet Reuters > outlet Channel Nine",
    "The dam broke, AFP said, citing police spokesman Ivo Trent, who quoted Channel Nine.": (
        "outlet AFP > person Ivo Trent (spokesman) of police > outlet Channel Nine"
    ),
    "The dam broke, a neighbour told the Harbour Times.": "outlet Harbour Times > unnamed neighbour",
    "The dam broke, according to the weekly The Lantern, which bases its account on two employees.": (
        "outlet Lantern > unnamed employees"
    ),
    "Ada Roe said that she had been told by the rescue service that the dam broke.": "person Ada Roe > body rescue service",
    "Ivo Trent said little. Ada Roe said that she had heard it from him that the dam broke.": (
        "person Ada Roe > person Ivo Trent"
    ),
    "The dam broke, according to a letter seen by the Harbour Times.": "outlet Harbour Times > document letter",
    "The dam broke, Petra Lund was quoted as saying by the agency Nordlys on Monday.": "outlet Nordlys > person Petra Lund",
    "The Harbour Times reports it. Ada Roe told the paper that the dam broke.": "outlet Harbour Times > person Ada Roe",
    "The dam broke, the Nordlys agency reported this afternoon, quoting the head of the River Office.": (
        "outlet Nordlys > body River Office"
    ),
    # What the outlet was told itself has no hop of its own.
    "Ada Roe told the Gazette that the dam broke.": "person Ada Roe",
    "Ada Roe told this newspaper that the dam broke.": "person Ada Roe",
    "Ada Roe told reporters that the dam broke.": "person Ada Roe",
}  # fmt: skip
OUTLETS = {
    "The dam broke, the Echo reported.": "outlet Echo",
    "The dam broke, the Tarn Valley Herald reports.": "outlet Tarn Valley Herald",
    "The Tarn Valley Herald has a photograph. The dam broke, the Herald reported.": "outlet Tarn Valley Herald",
    "The dam broke, the Tarn Standard reports.": "outlet Tarn Standard",
    "The dam broke, according to Wikipedia.": "outlet Wikipedia",
    "The dam broke, its Wikipedia entry says.": "outlet Wikipedia",
    "The dam broke, Channel Nine said.": "outlet Channel Nine",
    "The dam broke, Radio Tarn has learned.": "outlet Radio Tarn",
    "The dam broke, Quay TV reported.": "outlet Quay TV",
    "The dam broke, according to a report in the trade weekly Stone & Water.": "outlet Stone & Water",
    "The Harbour Times reports it. The same paper also writes that the dam broke.": "outlet Harbour Times",
    "The dam broke, the Gazette has learned.": "own",
    "This newspaper has learned that the dam broke.": "nobody",
}  # fmt: skip


def test_people_have_their_offices_and_the_bodies_that_they_speak_for() -> None:
    assert wrong(OFFICES) == {}


def test_bodies_have_their_whole_names() -> None:
    assert wrong(BODIES) == {}


def test_papers_have_those_who_issued_them() -> None:
    assert wrong(PAPERS) == {}


def test_what_is_passed_on_is_followed_to_its_end() -> None:
    assert wrong(CHAINS) == {}


def test_outlets_are_known_by_their_names_and_are_never_people() -> None:
    assert wrong(OUTLETS) == {}


def test_what_another_outlet_was_told_is_relayed() -> None:
    text = "The dam broke, Ada Roe told Reuters."
    sentences = split(text)
    found = Attributor(sentences, Names(sentences), Outlet(name="Dunmore Gazette")).of(text, words(text))
    source = source_of(found, range(4, 9))
    assert source is not None
    assert source.basis is Basis.RELAYED
