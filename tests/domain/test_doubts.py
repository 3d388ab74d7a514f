"""Which questions an event asks about who is one origin, in which order, and what each answer does."""

import itertools

from bot.domain.confidence import assess_event
from bot.domain.doubts import MOST_ASKED, doubts, question_about
from bot.domain.mentions import Mention
from bot.domain.model import Basis, Claim, Doubt, Event, EventKind, Grade, Hop, HopKind, Level, Report, Ruling
from bot.domain.verdict import traced, verdict
from bot.domain.wording import listed, origins_said
from tests.domain.make import outlet, person, report

DEAD, CAUSE = Claim(key="dead", text="Five people died."), Claim(key="cause", text="A boiler burst.", speaker="Ida Berg")
MILL = Event(slug="mill-fire", kind=EventKind.ACCIDENT, headline="Fire at the mill", claims=(DEAD, CAUSE))


def said(paper: str, origin: Hop, claim: str = "dead", grade: Grade = Grade.A) -> Report:
    return report(outlet(paper, grade), origin=origin, basis=Basis.ON_RECORD, claim=claim)


def body(name: str) -> Hop:
    return Hop(kind=HopKind.BODY, name=name)


def document(name: str) -> Hop:
    return Hop(kind=HopKind.DOCUMENT, name=name)


def ruled(*rulings: tuple[str, str, bool]) -> Event:
    made = tuple(Ruling(one=one, other=other, same=same) for one, other, same in rulings)
    return MILL.model_copy(update={"rulings": made})


def counts(event: Event, reports: list[Report]) -> tuple[int, int, Level]:
    dead = assess_event(event, reports)[0]
    return dead.origins, dead.origins_at_most, dead.level


LYSAK = [said("Courier", person("Evgeny Lysak")), said("Northwire", person("Yevhenii Lysak"))]


def test_a_question_says_what_each_answer_would_change_and_an_answer_settles_it() -> None:
    (doubt,) = doubts(MILL, LYSAK)
    assert doubt == Doubt(
        one="Evgeny Lysak",
        other="Yevhenii Lysak",
        question="Are Evgeny Lysak and Yevhenii Lysak one person?",
        if_different="“Five people died” goes from reported to verified",
    )
    assert counts(MILL, LYSAK) == (1, 2, Level.REPORTED)
    for one, other in itertools.permutations((doubt.one, doubt.other)):
        for same, expected in ((True, (1, 1, Level.REPORTED)), (False, (2, 2, Level.VERIFIED))):
            event = ruled((one, other, same))
            assert (counts(event, LYSAK), doubts(event, LYSAK)) == (expected, ())


def test_a_ruling_holds_for_every_spelling_of_its_names() -> None:
    event = ruled(("Dr. Yevhenii Lysak", "evgeny lysak", False))
    assert counts(event, LYSAK) == (2, 2, Level.VERIFIED)


def test_the_question_fits_what_the_names_are() -> None:
    for one, other, question in (
        (document("the contract"), document("the signed deal"), "Are the contract and the signed deal one document?"),
        (body("Brackwell"), body("Brackwell Textiles"), "Are Brackwell and Brackwell Textiles one body?"),
        (body("Orrin police"), person("the police chief"), "Do Orrin police and the police chief speak for one body?"),
        (body("Orrin police"), document("police log"), "Are Orrin police and police log one origin?"),
    ):
        asked = doubts(MILL, [said("Courier", one), said("Northwire", other)])
        assert [doubt.question for doubt in asked] == [question]
    own = [report("The Echo", claim="dead"), report("Westfield Echo", claim="dead")]
    assert [doubt.question for doubt in doubts(MILL, own)] == ["Are The Echo and Westfield Echo one outlet?"]


def test_two_people_whose_names_are_no_spellings_of_one_may_speak_for_one_body() -> None:
    one, other = (Mention(name=name, kind=HopKind.PERSON) for name in ("Ada Quill", "Leo Brandt"))
    assert question_about(one, other) == "Do Ada Quill and Leo Brandt speak for one body?"


def test_long_names_leave_the_question_readable() -> None:
    tail = "of the northern and southern district " * 6
    (doubt,) = doubts(
        MILL, [said("Courier", document(f"the contract {tail}")), said("Northwire", document(f"the deal {tail}"))]
    )
    assert len(doubt.question) < 200
    assert doubt.question.endswith("one document?")
    assert len(doubt.one) > 200


def test_what_would_change_the_core_claims_level_is_asked_first_then_another_claims() -> None:
    reports = [
        said("A", document("the contract"), grade=Grade.F),
        said("B", document("the deal"), grade=Grade.F),
        said("C", person("John Smith"), "cause"),
        said("D", person("J. Smith"), "cause"),
        *LYSAK,
    ]
    asked = [doubt.one for doubt in doubts(MILL, reports)]
    assert asked == ["Evgeny Lysak", "J. Smith", "the contract"]
    # The core claim is verified already without the answer, so that the other claim's question comes first.
    more = [*reports, said("E", person("Ann Vole")), said("F", person("Rolf Stein"))]
    assert next(doubt.one for doubt in doubts(MILL, more)) == "J. Smith"


def test_an_answer_that_changes_several_levels_says_how_many() -> None:
    both = [*LYSAK, *(said(r.outlet.name, r.origin, "cause") for r in LYSAK)]
    assert [d.if_different for d in doubts(MILL, both)] == ["each of 2 claims goes from reported to verified"]
    more = [*both, said("E", person("Ann Vole"))]
    assert [d.if_different for d in doubts(MILL, more)] == ["“A boiler burst” goes from reported to verified"]
    several = [*both, said("E", person("Ann Vole"), grade=Grade.F), said("F", person("Rolf Stein"), "cause", Grade.C)]
    assert [d.if_different for d in doubts(MILL, several)] == ["2 claims change their level"]


def test_order_of_reports_changes_nothing() -> None:
    reports = [*LYSAK, said("A", document("the contract")), said("B", document("the deal"))]
    asked = doubts(MILL, reports)
    assert all(doubts(MILL, order) == asked for order in itertools.permutations(reports))


def test_whoever_may_be_a_party_is_asked_about() -> None:
    reports = [said("A", person("I. Berg"), "cause"), said("B", person("Ann Vole"), "cause")]
    (doubt,) = doubts(MILL, reports)
    assert doubt.question == "Are I. Berg and Ida Berg one person?"
    assert "corroborated to verified" in doubt.if_different


def test_a_third_name_that_joins_two_is_asked_about_and_two_that_differ_are_not() -> None:
    reports = [said("A", person("Jane Smith")), said("B", person("John Smith")), said("C", person("J. Smith"))]
    assert {frozenset((d.one, d.other)) for d in doubts(MILL, reports)} == {
        frozenset(("Jane Smith", "J. Smith")),
        frozenset(("John Smith", "J. Smith")),
    }
    rulings = list[tuple[str, str, bool]]()
    while asked := doubts(ruled(*rulings), reports):
        rulings.append((asked[0].one, asked[0].other, False))
    assert counts(ruled(*rulings), reports)[:2] == (3, 3)


def test_what_is_ruled_apart_from_one_of_many_is_still_perhaps_one_of_the_others() -> None:
    names = ("the documents", "the records", "the files")
    reports = [said(f"{letter}-Post", document(name)) for letter, name in zip("ABC", names, strict=True)]
    assert counts(MILL, reports)[:2] == (1, 3)
    for first, *others in itertools.permutations(names):
        assert counts(ruled(*((first, other, False) for other in others)), reports)[:2] == (2, 3)
    assert counts(ruled(*((*pair, False) for pair in itertools.combinations(names, 2))), reports)[:2] == (3, 3)


def test_a_name_that_is_never_counted_is_not_asked_about() -> None:
    by_way = said("A", person("Ann Vole")).model_copy(update={"path": (person("J. Smith"), person("Ann Vole"))})
    assert doubts(MILL, [by_way, said("B", person("Rolf Stein")), said("C", person("J. Smith"), "cause")]) == ()


def test_what_an_article_says_of_whom_somebody_speaks_for_yields_to_a_ruling() -> None:
    spokesman = Hop(kind=HopKind.PERSON, name="Rolf Stein", body="Orrin Council")
    reports = [said("A", spokesman), said("B", body("Orrin Council"))]
    assert counts(MILL, reports)[0] == 1
    assert counts(ruled(("Rolf Stein", "Orrin Council", False)), reports)[0] == 2


def test_a_retracted_event_asks_nothing() -> None:
    assert doubts(MILL.model_copy(update={"retracted_because": "A hoax."}), LYSAK) == ()


def test_many_doubtful_names_are_asked_about_in_turns() -> None:
    reports = [said(f"Paper {n}", document(f"the contract no. {n % 40}")) for n in range(40)]
    reports += [said(f"Sheet {n}", document(f"the deal no. {n % 40}")) for n in range(40)]
    asked = doubts(MILL, reports)
    assert len(asked) == MOST_ASKED
    last = reports[-1].origin.name
    assert all(last in (doubt.one, doubt.other) for doubt in doubts(MILL, reports, about={last}))


def test_counts_and_reasons_say_what_is_in_doubt() -> None:
    assert [origins_said(*pair) for pair in ((0, 0), (1, 1), (1, 2), (2, 2), (2, 1200))] == [
        "0 origins", "1 origin", "1 origin, perhaps 2", "2 origins", "2 origins, perhaps 1,200",
    ]  # fmt: skip
    assert [listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    dead = assess_event(MILL, LYSAK)[0]
    assert dead.reasons[0] == ("Confirmed by 1 origin, perhaps 2: Evgeny Lysak (perhaps the same as Yevhenii Lysak).")
    (tally,) = dead.tallies
    assert tally.perhaps == ("Evgeny Lysak", "Yevhenii Lysak")
    assert tally.why == "perhaps the same as Yevhenii Lysak, so that they count once (Courier, Northwire)"


def test_a_report_that_perhaps_adds_an_origin_is_no_repetition_and_no_new_origin() -> None:
    old, new = LYSAK
    before, after = assess_event(MILL, [old]), assess_event(MILL, [old, new])
    assert verdict(MILL, "Northwire", before, after) == (
        "No change yet: Evgeny Lysak and Yevhenii Lysak may be the same, and count once until an editor says otherwise."
    )
    (note,) = traced(MILL, [old], [new]).notes
    assert "has it from Yevhenii Lysak, perhaps on record already as Evgeny Lysak: not counted beside it until" in note
    same = ruled(("Evgeny Lysak", "Yevhenii Lysak", True))
    before, after = assess_event(same, [old]), assess_event(same, [old, new])
    assert "repeats what is on record" in verdict(same, "Northwire", before, after)
    assert "on record already through Courier: not counted again" in traced(same, [old], [new]).notes[0]
