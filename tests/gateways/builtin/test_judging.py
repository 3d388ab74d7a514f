import pytest

from bot.domain.grounding import ground
from bot.domain.model import Basis, Claim, Event, EventKind, HopKind, Stance, Tone
from tests.domain.make import article
from tests.gateways.builtin.stories import DAM, FERRY, RATES, on_candidates, only, read

C, D, X, O = Stance.CONFIRMS, Stance.DENIES, Stance.CONTEXT, Stance.OPEN  # noqa: E741

STANCES = [
    (FERRY, "sank", "The ferry Osprey sank off Calder Point on Friday night.", C),
    (FERRY, "sank", "The Osprey, a car ferry, has sunk near Calder Point, the coast guard said.", C),
    (FERRY, "sank", "The ferry Osprey did not sink off Calder Point, the coast guard said.", D),
    (FERRY, "sank", "The owner denied that the ferry Osprey sank off Calder Point.", D),
    (FERRY, "sank", "The coast guard rejected claims that the ferry Osprey had sunk off Calder Point.", D),
    (FERRY, "sank", "Reports that the ferry Osprey sank off Calder Point are false.", D),
    (FERRY, "sank", "There is no evidence that the ferry Osprey sank off Calder Point.", D),
    (FERRY, "sank", "The owner did not deny that the ferry Osprey sank off Calder Point.", O),
    (FERRY, "sank", "Engineers cast doubt on whether the ferry Osprey sank off Calder Point.", O),
    (FERRY, "sank", "The owner denied responsibility after the ferry Osprey sank off Calder Point.", C),
    (FERRY, "sank", "The ferry Osprey not only sank off Calder Point but took two cranes with it.", C),
    (FERRY, "toll", "The sinking of the ferry Osprey killed 14 passengers, police said.", C),
    (FERRY, "toll", "The sinking of the ferry Osprey killed 22 passengers, police said.", X),
    (FERRY, "toll", "Fourteen passengers died when the ferry Osprey sank.", C),
    (RATES, "raised", "The Lowland central bank raised its interest rate to 4.5 percent on Thursday.", C),
    (RATES, "raised", "Lowland's central bank lifted its key interest rate to 4.5 percent.", C),
    (RATES, "raised", "The Lowland central bank cut its interest rate to 4.5 percent on Thursday.", D),
    (RATES, "raised", "The Lowland central bank raised its interest rate to 5 percent on Thursday.", X),
    (RATES, "raised", "The Lowland central bank has never raised its interest rate to 4.5 percent.", D),
    (DAM, "so", "Varnian forces struck the Tarn Dam with drones at dawn.", C),
]  # fmt: skip


@pytest.mark.parametrize(("event", "claim", "sentence", "stance"), STANCES)
def test_stance(event: Event, claim: str, sentence: str, stance: Stance) -> None:
    found = only(sentence, event, claim)
    assert found is not None
    assert found.stance is stance
    assert found.quote in sentence


@pytest.mark.parametrize(
    "text",
    [
        "The bakery on Mill Street won a prize for its rye bread. The judges praised the crust.",
        "A ferry company opened a new terminal in Port Hale. Passengers welcomed it.",
        "Varnian troops attacked the Orr Bridge with drones. The bridge stands, the army said.",
        "The ferry Kestrel sank in Lake Moor on Friday, and its crew swam to the shore.",
        "The town council approved a budget of 4.5 million for new schools on Thursday.",
    ],
)
@pytest.mark.parametrize("event", [FERRY, DAM, RATES])
def test_an_unrelated_article_is_sure_of_nothing(event: Event, text: str) -> None:
    assert [j for j in on_candidates(read(text, event)) if j.stance not in (X, O)] == []


TONES = [
    ("The ferry Osprey sank off Calder Point.", Tone.CERTAIN),
    ("The coast guard confirmed that the ferry Osprey sank off Calder Point.", Tone.CERTAIN),
    ("The ferry Osprey probably sank off Calder Point.", Tone.LIKELY),
    ("The ferry Osprey appears to have sunk off Calder Point.", Tone.LIKELY),
    ("The ferry Osprey is believed to have sunk off Calder Point.", Tone.LIKELY),
    ("The ferry Osprey may have sunk off Calder Point.", Tone.UNCERTAIN),
    ("The ferry Osprey reportedly sank off Calder Point.", Tone.UNCERTAIN),
    ("The ferry Osprey allegedly sank off Calder Point.", Tone.UNCERTAIN),
    ("One sailor claimed that the ferry Osprey sank off Calder Point.", Tone.UNCERTAIN),
    ("It is unclear whether the ferry Osprey sank off Calder Point.", Tone.UNCERTAIN),
    ("The ferry Osprey sank off Calder Point, although the owner may sue.", Tone.CERTAIN),
    ("The ferry Osprey sank off Calder Point in May, police said.", Tone.CERTAIN),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "tone"), TONES)
def test_tone_follows_the_hedges_that_govern_the_claim(sentence: str, tone: Tone) -> None:
    found = only(sentence, FERRY, "sank")
    assert found is not None
    assert found.tone is tone


@pytest.mark.parametrize(
    ("sentence", "basis"),
    [
        ("Varnian troops attacked the Tarn Dam with drones.", Basis.UNSTATED),
        ("Varnian troops are likely to attack the Tarn Dam with drones in the near future.", Basis.FORECAST),
        ("Varnian troops will attack the Tarn Dam with drones, Petra Lund said.", Basis.FORECAST),
        ("Analysts expect Varnian troops to attack the Tarn Dam with drones.", Basis.FORECAST),
        ("Varnian troops are likely to have attacked the Tarn Dam with drones.", Basis.UNSTATED),
        ("Reuters reported that Varnian troops attacked the Tarn Dam with drones.", Basis.RELAYED),
        ("Two officials said Varnian troops attacked the Tarn Dam with drones.", Basis.ANONYMOUS),
    ],
)
def test_basis(sentence: str, basis: Basis) -> None:
    found = only(sentence, DAM, "so")
    assert found is not None
    assert found.stance is not D
    assert (found.stance is C) <= (found.basis is not Basis.FORECAST)
    assert found.basis is basis


def test_a_public_statement_confirms_that_it_was_said_and_names_its_speaker_for_what_it_says() -> None:
    answer = read("President Petra Lund announced on Sunday that Varnian troops had attacked the Tarn Dam with drones.", DAM)
    assert [(j.claim, j.stance, j.basis, j.origin.kind, j.origin.name) for j in on_candidates(answer)] == [
        ("said", C, Basis.ON_RECORD, HopKind.PERSON, "Petra Lund"),
        ("so", C, Basis.ON_RECORD, HopKind.PERSON, "Petra Lund"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Varnian troops attacked the Tarn Dam with drones.",
        "General Otto Rask said Varnian troops attacked the Tarn Dam with drones.",
        "A spokeswoman for Petra Lund said Varnian troops attacked the Tarn Dam with drones.",
    ],
)
def test_only_the_speaker_confirms_that_something_was_said(sentence: str) -> None:
    found = only(sentence, DAM, "said")
    assert found is None or found.stance is Stance.OPEN


def test_a_statement_passed_on_by_another_outlet_is_had_from_that_outlet() -> None:
    found = only("Reuters reported that Petra Lund said Varnian troops attacked the Tarn Dam with drones.", DAM, "said")
    assert found is not None
    assert (found.basis, [hop.name for hop in found.path]) == (Basis.RELAYED, ["Reuters", "Petra Lund"])


REMARKS = [
    ("The River Institute stated it could not independently verify the attack by Varnian troops.", "body", "River Institute"),
    ("Reuters could not immediately verify the attack on the Tarn Dam by Varnian troops.", "outlet", "Reuters"),
    ("The attack by Varnian troops on the Tarn Dam has not been independently confirmed.", "own", ""),
    ("The Dunmore Gazette was unable to verify that Varnian troops attacked the Tarn Dam.", "own", ""),
    ("The attack by Varnian troops could not be verified by the River Institute.", "body", "River Institute"),
]  # fmt: skip


@pytest.mark.parametrize(("remark", "kind", "name"), REMARKS)
def test_every_remark_that_something_could_not_be_verified_is_shown(remark: str, kind: str, name: str) -> None:
    text = f"Petra Lund said Varnian troops attacked the Tarn Dam with drones. {remark}"
    found = [j for j in read(text, DAM).judgements if j.quote == remark]
    assert [(j.claim, j.stance, j.tone, j.origin.kind.value, j.origin.name) for j in found] == [
        ("so", X, Tone.UNCERTAIN, kind, name)
    ]


def test_a_denial_that_points_back_is_found() -> None:
    text = "A post said the ferry Osprey sank off Calder Point. That story is a hoax, harbour master Ivo Trent said."
    stances = {(j.stance, j.origin.name) for j in read(text, FERRY).judgements if j.claim == "sank"}
    assert (D, "Ivo Trent") in stances


def test_both_sides_are_shown() -> None:
    text = "Police said the ferry Osprey sank off Calder Point. Its owner, Jan Keel, denied that the ferry Osprey sank."
    stances = [j.stance for j in read(text, FERRY).judgements if j.claim == "sank"]
    assert len(stances) == 2
    assert D in stances
    assert {C, O} & set(stances)


def test_a_fact_checks_quoted_claim_does_not_confirm_it() -> None:
    text = "Claim: The ferry Osprey sank off Calder Point.\n\nFALSE\n\nThe ship is in dock and its crew are well."
    stances = [j.stance for j in read(text, FERRY).judgements if j.claim == "sank"]
    assert C not in stances
    assert D in stances
    reading = ground(read(text, FERRY), article(text), [FERRY])
    assert (reading.dropped, [j.quote.text for j in reading.judgements if j.stance is D]) == (0, [text[: text.find("\n\nThe")]])


def test_spellings_of_a_name_count_as_one() -> None:
    text = "Lundskyy said that Varnian troops attacked the Tarn Dam with drones"
    said = DAM.claims[0].model_copy(update={"speaker": "Petr Lundskyy", "text": text})
    event = DAM.model_copy(update={"claims": (said,)})
    found = only("Petr Lundsky said Varnian soldiers attacked the Tarn Dam using drones.", event, "said")
    assert found is not None
    assert found.stance is C


CROSSING = Event(
    slug="crossing",
    kind=EventKind.ACCIDENT,
    headline="Two dead as crossing gives way",
    place="Halden",
    claims=(Claim(key="fell", text="The Halden bridge collapsed"), Claim(key="dead", text="Two people died")),
)


@pytest.mark.parametrize(
    "post",
    [
        "halden bridge just went down, wow",
        "wtf. Halden bridge just went down, I was on it ten minutes ago",
        "omg the bridge in halden is gone",
    ],
)
def test_a_short_post_without_the_claims_verb_is_left_open(post: str) -> None:
    answer = read(post, CROSSING)
    assert [(j.event, j.claim, j.stance) for j in answer.judgements] == [("crossing", "fell", O)]
    assert answer.draft is None


def test_a_post_that_names_in_full_whom_a_claim_is_about_is_left_open() -> None:
    mayor = Event(
        slug="mayor", kind=EventKind.OTHER, headline="Marl mayor", claims=(Claim(key="gone", text="Tilda Vance has resigned."),)
    )
    assert [(j.claim, j.stance) for j in read("tilda vance is out", mayor, CROSSING).judgements] == [("gone", O)]
    assert on_candidates(read("vance street is closed today", mayor, CROSSING)) == []


@pytest.mark.parametrize(
    "post",
    [
        "Marl bridge just went down, I was on it ten minutes ago",
        "halden bakery won a prize for its bread, so happy for them",
        "The council of Halden votes on a new school on Monday evening.",
        "Some people in Halden won the lottery on Saturday.",
    ],
)
def test_a_short_post_on_another_place_or_thing_is_no_report_on_the_event(post: str) -> None:
    assert on_candidates(read(post, CROSSING)) == []
