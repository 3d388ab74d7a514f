"""A reader that lies misleads nobody: what it makes up is cut, or the proposal shows the words and says what to look at."""

from typing import NamedTuple

from bot.domain.answer import QuotedJudgement
from bot.domain.model import Basis, Revision, Stance
from tests.domain.lying import (
    EVENT,
    FALK,
    LEAD,
    LEFT_OPEN,
    OWN,
    REPAINTING,
    added,
    body,
    document,
    outlet,
    person,
    proposed,
    read,
    says,
)


class Lie(NamedTuple):
    """What a reader says, and a part of a remark that must be there."""

    what: str
    judgements: tuple[QuotedJudgement, ...]
    told: str


SHORT = "The floodgate at Lower Brask had been left open"
NOBODY_SPOKE = "None of the three would speak"
WHOLE = (
    "Falk, who was flanked by Omar Lindt of the River Board and Greta Moss of the Rescue Service, said that the gate had been "
    "left open for repainting before the water came"
)
LIES = (
    Lie("own work", (says(LEFT_OPEN, OWN, basis=Basis.WITNESSED),), "the article has it from somebody"),
    Lie("own work on record", (says(LEFT_OPEN, OWN),), "the article has it from somebody"),
    Lie("own work behind a pronoun", (says(REPAINTING, OWN, basis=Basis.WITNESSED),), "the article has it from somebody"),
    Lie(
        "own work that nothing shows",
        (says("The River Road stays shut until Sunday", OWN, basis=Basis.WITNESSED),),
        "Nothing there shows that Tarn Herald saw or heard this itself",
    ),
    Lie("its own name", (says(LEFT_OPEN, outlet("Tarn Herald"), basis=Basis.WITNESSED),), "the article has it from somebody"),
    Lie("its reporter as a witness", (says(LEFT_OPEN, person("Jo Brandt")),), "the article has it from somebody"),
    Lie(
        "invented denial",
        (says(NOBODY_SPOKE, person("Greta Moss"), stance=Stance.DENIES),),
        "does not plainly attribute this to Greta Moss",
    ),
    Lie(
        "denial by a body",
        (says(NOBODY_SPOKE, body("River Board"), stance=Stance.DENIES),),
        "does not plainly attribute this to River Board",
    ),
    Lie(
        "overlapping quotes",
        (
            says(f"said that {REPAINTING}", person("Greta Moss")),
            says(REPAINTING, body("Corvin Coatings")),
            says("been left open for repainting before the water came", body("Rescue Service")),
        ),
        "One passage has one origin",
    ),
    Lie(
        "parts of one sentence",
        (
            says(f"said that {REPAINTING}", person("Ines Falk")),
            says("who was flanked by Omar Lindt", person("Omar Lindt")),
            says("Greta Moss of the Rescue Service", body("Rescue Service")),
        ),
        "One passage has one origin",
    ),
    Lie(
        "three names in one sentence",
        (says(WHOLE, FALK), says(WHOLE, person("Omar Lindt")), says(WHOLE, person("Greta Moss"))),
        "One passage has one origin",
    ),
    Lie("one bystander", (says(WHOLE, person("Greta Moss")),), "does not plainly attribute this to Greta Moss"),
    Lie("a bystander's body", (says(WHOLE, body("Rescue Service")),), "does not plainly attribute this to Rescue Service"),
    Lie("a name from another passage", (says(LEFT_OPEN, person("Omar Lindt")),), "names it elsewhere"),
    Lie("a place", (says(LEAD, body("Lower Brask")),), "does not plainly attribute this to Lower Brask"),
    Lie("a thing", (says(LEAD, body("floodgate")),), "does not plainly attribute this to floodgate"),
    Lie("a road", (says("The River Road stays shut until Sunday", body("River Road")),), "that is no name of anybody"),
    Lie("a day", (says(LEAD, document("Friday")),), "that is no name of anybody"),
    Lie("a day as a person", (says(LEAD, person("Friday")),), "that is no name of anybody"),
    Lie("party renamed", (says(LEAD, person("Falk Bugle")),), "does not stand in the article"),
    Lie("name from two", (says(WHOLE, person("Omar Moss")),), "does not stand in the article"),
    Lie("words near each other", (says(WHOLE, body("River Rescue Board")),), "does not stand in the article"),
    Lie("name across a list", (says(WHOLE, body("Board Rescue Service")),), "does not stand in the article"),
    Lie("party by what it is", (says(REPAINTING, body("paint firm")),), "does not plainly attribute this to Corvin Coatings"),
    Lie("speaker by the office", (says(LEAD, person("council leader")),), "stands for Ines Falk"),
    Lie("body of a party hidden", (says("stood at the back of the hall", person("Paul Ettel")),), "stands for Corvin Coatings"),
    Lie(
        "invented body",
        (says(LEAD, person("Ines Falk", body="Lower Brask Water Council")),),
        "“Lower Brask Water Council”; that does not stand",
    ),
    Lie(
        "invented role",
        (says(LEAD, person("Ines Falk", role="independent engineer")),),
        "“independent engineer”; that does not stand",
    ),
    Lie("invented person", (says(LEAD, person("Vera Quist")),), "“Vera Quist” as a source, but that name does not stand"),
    Lie("invented outlet on the way", (says(LEAD, outlet("Radio Brask"), FALK),), "“Radio Brask” as a source"),
    Lie(
        "outlet that only prints",
        (says("A report on the gate is due in spring", outlet("Brask Bugle")),),
        "does not plainly attribute this to Brask Bugle",
    ),
    Lie("document of the future", (says(LEAD, document("report on the gate")),), "names it elsewhere"),
    Lie("invented document", (says(LEAD, document("police report")),), "“police report” as a source"),
    Lie(
        "withdrawal",
        (says(LEAD, FALK, stance=Stance.DENIES, revises=Revision.WITHDRAWAL),),
        "withdrawal of an earlier report; no words there say so",
    ),
    Lie(
        "update",
        (says(LEAD, FALK, stance=Stance.CONTEXT, revises=Revision.UPDATE),),
        "update of an earlier report; no words there say so",
    ),
)


def test_no_lie_is_taken_without_a_word() -> None:
    silent = {}
    for lie in LIES:
        proposal = proposed(read(*lie.judgements))
        remarks = "\n".join(proposal.remarks if proposal else ())
        if lie.told not in remarks:
            silent[lie.what] = remarks
    assert silent == {}


def test_no_lie_makes_an_independent_origin_that_no_remark_names() -> None:
    misled = {}
    for lie in LIES:
        proposal = proposed(read(*lie.judgements))
        if proposal is None:
            continue
        independent = [root for roots in added(EVENT, (), proposal).values() for root, _ in roots if root.independent]
        unsaid = [r.name for r in independent if not any(r.name in remark for remark in proposal.remarks)]
        if unsaid:
            misled[lie.what] = unsaid
    assert misled == {}
