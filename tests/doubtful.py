"""An origin in doubt: on record is what Evgeny Lysak says of the bridge at Orrin, and an article has it from Yevhenii Lysak."""

import datetime as dt

from bot.domain.model import Basis, Grade, Hop, HopKind, Outlet, Report, Stance, Tone
from storage import outlets, reports
from storage.session import WorkspaceSession
from tests.newsroom import BRIDGE, HOST, page

ONE, OTHER = "Evgeny Lysak", "Yevhenii Lysak"
QUESTION = f"Are {ONE} and {OTHER} one person?"
STORY = f"""\
The old bridge at Orrin was closed on Monday, {OTHER}, an engineer who measured the crack, told the Courier.

He had gone there at first light with two lamps and a ladder. Nobody who lives by the river had slept, and the road to the mill
was full of carts that had to turn round. At the inn they made soup for everybody who came in wet.

The crack runs through the third pier, he said. It is as long as a man's arm, and it was not there in the autumn. He will
measure it again on Thursday, when the water is lower.
"""
SAID = f"The old bridge at Orrin was closed on Monday, {OTHER}, an engineer who measured the crack, told the Courier."
URL = f"http://{HOST}/bridge"
PAGE = page(STORY, "Orrin bridge is closed")
GRADED = {"grade": Grade.A, "grade_reason": "Corrects itself in public."}
COURIER = Outlet(name="Courier", domains=(HOST,), **GRADED)
NORTHWIRE = Outlet(name="Northwire", domains=("northwire.example",), **GRADED)


def report(name: str = ONE, outlet: Outlet = NORTHWIRE) -> Report:
    """Make a report on the bridge, by somebody with this name."""
    return Report(
        id=f"file-{outlet.name}",
        claim="closed",
        outlet=outlet,
        url=f"https://{outlet.domains[0]}/bridge",
        stance=Stance.CONFIRMS,
        tone=Tone.CERTAIN,
        basis=Basis.ON_RECORD,
        path=(Hop(kind=HopKind.PERSON, name=name),),
        quote=f"The bridge was closed, {name} said.",
    )


def on_record(s: WorkspaceSession, at: dt.datetime, *made: Report, slug: str = BRIDGE.slug) -> None:
    """Put reports on record (by default one), by outlets that can be judged."""
    for outlet in (COURIER, NORTHWIRE):
        outlets.save(s, outlet, "tests", at)
    reports.add(s, slug, made or (report(),), decision_id=None, at=at)
