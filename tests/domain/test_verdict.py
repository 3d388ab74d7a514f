"""The one sentence that comes first, and where information comes from."""

from collections.abc import Sequence

from bot.domain.confidence import assess_event
from bot.domain.model import Basis, Grade, Hop, HopKind, Report, Stance
from bot.domain.verdict import name_of, traced, verdict, verdict_on_draft
from tests.domain.make import EVENT, UNNAMED, outlet, person, report


def said(new: Sequence[Report], standing: Sequence[Report] = ()) -> str:
    return verdict(EVENT, new[0].outlet.name, assess_event(EVENT, standing), assess_event(EVENT, [*standing, *new]))


def from_holm(name: str = "Vera Holm", by: str = "Alder Post") -> Report:
    return report(by, origin=person(name), basis=Basis.ON_RECORD)


def test_a_first_report_moves_the_level() -> None:
    assert said([from_holm()]) == "Alder Post: that it is so goes from unverified to reported."


def test_another_spelling_of_a_name_is_no_new_origin() -> None:
    standing = [from_holm("Holm", by="Birch News")]
    assert said([from_holm("Mayor Vera Holm")], standing).startswith("No change: Alder Post repeats what is already on record")


def test_a_new_origin_that_moves_no_level_is_named() -> None:
    standing = [report("Alder Post"), report("Birch News"), report("Cedar Wire")]
    assert (
        said([report("Dogwood Daily")], standing) == "No change of level: Dogwood Daily adds its own work to what is on record."
    )


def test_unnamed_sources_are_no_new_origin() -> None:
    standing = [from_holm(by="Birch News")]
    assert "adds no new origin" in said([report("Alder Post", origin=UNNAMED, basis=Basis.ANONYMOUS)], standing)


def test_a_denial_is_called_one() -> None:
    board = Hop(kind=HopKind.BODY, name="Orrin Water Board")
    denial = report("Alder Post", stance=Stance.DENIES, origin=board, basis=Basis.ON_RECORD)
    assert "a denial by Orrin Water Board" in said([denial], [report("Birch News")])


def test_context_alone_changes_nothing() -> None:
    assert "nothing that it says bears on the claims" in said([report("Alder Post", stance=Stance.CONTEXT)])


def test_open_passages_are_counted_and_left_to_an_editor() -> None:
    left_open = [report("Alder Post", id=f"o{n}", stance=Stance.OPEN) for n in range(2)]
    assert said(left_open[:1]) == "1 passage open: Alder Post speaks to a claim, and an editor says what it means."
    assert said(left_open) == "2 passages open: Alder Post speaks to a claim, and an editor says what that means."
    both = [left_open[0], left_open[1].model_copy(update={"claim": "said"})]
    assert said(both) == "2 passages open: Alder Post speaks to the claims, and an editor says what that means."
    assert said([from_holm(), *left_open]) == ("Alder Post: that it is so goes from unverified to reported. 2 passages open.")
    found = traced(EVENT, [], left_open)
    assert (found.notes, found.remarks) == ((), ())
    after = assess_event(EVENT, left_open)
    assert verdict_on_draft("Alder Post", after).endswith("the first to report it here. 2 passages open.")


def test_notes_say_what_is_new_and_what_is_not() -> None:
    standing = [from_holm(by="Birch News")]
    new = [
        from_holm("Holm"),
        report("Alder Post"),
        report("Alder Post", origin=UNNAMED, basis=Basis.ANONYMOUS),
        report("Alder Post", basis=Basis.FORECAST),
    ]
    notes = "\n".join(traced(EVENT, standing, new).notes)
    assert "Alder Post has it from Vera Holm" in notes
    assert "on record already through Birch News: not counted again" in notes
    assert "Alder Post's own work, a new origin" in notes
    assert "unknown is not independent: not counted as an origin" in notes
    assert "forecasts it; that confirms nothing" in notes


def test_claims_of_one_layer_are_told_apart_by_their_words() -> None:
    second = EVENT.claims[1].model_copy(update={"key": "gate", "text": "The lower gate of the Orrin dam was open."})
    event = EVENT.model_copy(update={"claims": (*EVENT.claims, second)})
    assert name_of(EVENT, EVENT.claims[1]) == "That it is so"
    assert name_of(event, second) == "“The lower gate of the Orrin dam was open”"


def test_an_unjudged_outlet_that_repeats_the_speaker_adds_no_witness() -> None:
    blog = report(outlet("New Blog", Grade.F), claim="said", origin=person("Vera Holm"), basis=Basis.ON_RECORD)
    heard = report("Birch News", claim="said", origin=person("Vera Holm"), basis=Basis.ON_RECORD)
    (note,) = traced(EVENT, [heard], [blog]).notes
    assert "does not say how it heard this" in note


def test_a_partys_word_is_not_called_a_new_origin() -> None:
    (note,) = traced(EVENT, [], [from_holm()]).notes
    assert note == "That it is so: Alder Post has it from Vera Holm; Vera Holm has a stake in the claim: a party's own word."


def test_nobody_in_particular_is_not_called_a_new_origin() -> None:
    (note,) = traced(EVENT, [], [report("Alder Post", origin=person("officials"), basis=Basis.ON_RECORD)]).notes
    assert note.endswith("unknown is not independent: not counted as an origin.")


def test_a_note_says_only_once_that_unknown_is_not_independent() -> None:
    unnamed = report("Birch News", origin=UNNAMED, basis=Basis.ANONYMOUS)
    for note in traced(EVENT, [unnamed], [report("Alder Post", copy_of="Birch News"), report("Elm", origin=UNNAMED)]).notes:
        assert note.count("not independent") <= 1
