"""The scripted day as data: outlets, stored events, pages, and who does what.

Every place, person and outlet is invented. Host names end in `.example`, which no public name server resolves.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from bot.domain.model import Claim, Event, EventKind, Grade, Layer, OneLine, Outlet, OutletKind, Value

ORIGINAL = "http://harbour-courier.example/2026/10/06/ferry-terminal-fire"
CRANES = "http://quayside-times.example/docks/crane-drivers-back"
MISSING = "http://harbour-courier.example/2026/10/06/ferry-fire-gallery"


class SandboxPage(Value):
    """One page of the sandbox; `file` is a name in `bot/sandbox/pages`."""

    file: str
    content_type: str = "text/html; charset=utf-8"
    status: int = 200


class Step(Value):
    """One step of the day, and what the reader of the transcript should look for.

    `by` brings `url`. If there is a `decision`, `editor` makes it, with `reason`, on every proposal of the link. `tries` first
    presses Approve without being allowed to; `undoes` undoes the decision, and the editor decides again. `means` has words of
    passages and what the editor says that they mean, where the reader leaves that open; others are filed as context.
    """

    said: OneLine
    by: OneLine
    url: str
    decision: Literal["approve", "reject"] | None = None
    editor: OneLine | None = None
    reason: str = ""
    tries: OneLine | None = None
    undoes: OneLine | None = None
    means: Mapping[str, Literal["confirms", "denies"]] = {}
    shows: OneLine


OUTLETS: tuple[Outlet, ...] = (
    Outlet(
        name="Harbour Courier",
        domains=("harbour-courier.example",),
        kind=OutletKind.LOCAL,
        grade=Grade.B,
        grade_reason="Maravale's daily, with reporters on the spot and a corrections address on every page.",
    ),
    Outlet(
        name="Coastal Press Agency",
        domains=("coastal-press.example",),
        kind=OutletKind.WIRE,
        grade=Grade.A,
        grade_reason="Cooperative wire of eleven newspapers that names the paper whose text it passes on.",
    ),
    Outlet(
        name="Orsany Public Radio",
        domains=("orsany-radio.example",),
        kind=OutletKind.NATIONAL,
        grade=Grade.A,
        grade_reason="Public foundation with an editorial code, its own correspondents and an office for complaints.",
    ),
    Outlet(
        name="Quayside Times",
        domains=("quayside-times.example",),
        kind=OutletKind.LOCAL,
        grade=Grade.B,
        grade_reason="Family-owned local paper that names its sources and says who has a stake.",
    ),
    Outlet(
        name="Daily Beacon",
        domains=("daily-beacon.example",),
        family="Lantern Media",
        kind=OutletKind.NATIONAL,
        grade=Grade.C,
        grade_reason="Popular daily that mostly retells other papers' reporting, with credit but with louder headlines.",
    ),
    Outlet(
        name="The Meridian",
        domains=("the-meridian.example",),
        family="Lantern Media",
        kind=OutletKind.NATIONAL,
        grade=Grade.B,
        grade_reason="Magazine of long, signed and researched articles; most of them can be read by subscribers only.",
    ),
    Outlet(
        name="Port & Freight Review",
        domains=("port-freight.example",),
        kind=OutletKind.TRADE,
        grade=Grade.B,
        grade_reason="Trade weekly whose writers know the ports; many of its figures are estimates.",
    ),
    Outlet(
        name="Tideline",
        domains=("tideline.example",),
        kind=OutletKind.BLOG,
        grade=Grade.D,
        grade_reason="One person's blog; honest about rumours, but it passes them on.",
    ),
    Outlet(
        name="Lowfield Gazette",
        domains=("lowfield-gazette.example",),
        kind=OutletKind.LOCAL,
        grade=Grade.B,
        grade_reason="Town weekly whose reporter sits in the council chamber.",
    ),
)
"""The outlets that the newsroom has graded. Open Harbour News is missing on purpose, so it gets the grade F."""

EVENTS: tuple[Event, ...] = (
    Event(
        slug="maravale-ferry-terminal-fire",
        kind=EventKind.ACCIDENT,
        headline="Fire destroys the passenger hall of the Maravale ferry terminal",
        place="Maravale",
        date=dt.date(2026, 10, 6),
        claims=(
            Claim(key="hall-destroyed", text="A fire destroyed the passenger hall of the Maravale ferry terminal."),
            Claim(key="four-injured", text="Four people were injured in the fire at the Maravale ferry terminal."),
        ),
        entities=("Maravale Harbour Authority", "Saint Brannoc Hospital", "Skerry Lines"),
        tags=("fire", "ferries"),
        extracted_at=dt.datetime(2026, 10, 6, 7, 30, tzinfo=dt.UTC),
        source_story="maravale-morning-notes-october-6-2026",
    ),
    Event(
        slug="mayor-quill-on-the-sprinklers",
        kind=EventKind.STATEMENT,
        headline="Mayor Ada Quill says that the ferry terminal's sprinklers had been switched off before the fire",
        place="Maravale",
        date=dt.date(2026, 10, 7),
        claims=(
            Claim(
                key="quill-said-so",
                text="Mayor Ada Quill said that the sprinklers of the Maravale ferry terminal had been switched off"
                " before the fire.",
                layer=Layer.UTTERANCE,
                speaker="Ada Quill",
            ),
            Claim(
                key="sprinklers-off",
                text="The sprinklers at the Maravale ferry terminal had been switched off before the fire.",
                speaker="Ada Quill",
                parties=("City of Maravale", "Maravale Harbour Authority", "Tomas Brack"),
            ),
        ),
        entities=("Ada Quill", "Maravale Harbour Authority", "Tomas Brack", "Orsany Fire Inspectorate"),
        tags=("fire", "ferries", "city hall"),
        extracted_at=dt.datetime(2026, 10, 7, 10, 5, tzinfo=dt.UTC),
        source_story="maravale-morning-notes-october-7-2026",
    ),
    Event(
        slug="maravale-dock-strike",
        kind=EventKind.PROTEST,
        headline="Crane drivers at Maravale's container port stop work for a day",
        place="Maravale",
        date=dt.date(2026, 9, 22),
        claims=(
            Claim(
                key="walkout",
                text="Crane drivers at Maravale's container port stopped work for 24 hours over night shifts.",
            ),
        ),
        entities=("Maravale Harbour Authority", "Union of Dock and Ferry Workers"),
        tags=("labour", "docks"),
        extracted_at=dt.datetime(2026, 9, 22, 15, 0, tzinfo=dt.UTC),
        source_story="maravale-morning-notes-september-22-2026",
    ),
)
"""The events on record at the start of the day; no reports are approved yet."""

PAGES: dict[str, SandboxPage] = {
    ORIGINAL: SandboxPage(file="ferry-fire.html"),
    "http://coastal-press.example/a/20261006-0412": SandboxPage(file="ferry-fire-wire.html"),
    "http://daily-beacon.example/news/ferry-inferno-maravale": SandboxPage(file="ferry-fire-rewrite.html"),
    "http://orsany-radio.example/news/2026/ferry-fire-chief-tal": SandboxPage(file="fire-chief.html"),
    "http://harbour-courier.example/2026/10/07/quill-sprinklers": SandboxPage(file="mayor-statement.html"),
    "http://daily-beacon.example/news/quill-sprinkler-bombshell": SandboxPage(file="mayor-rewrite.html"),
    "http://quayside-times.example/docks/norr-denies-sprinklers-off": SandboxPage(file="safety-office-denial.html"),
    CRANES: SandboxPage(file="dock-strike.html"),
    "http://tideline.example/2026/what-people-are-saying": SandboxPage(file="hedged-blog.html"),
    "http://port-freight.example/ferries/skerry-crossing-outlook": SandboxPage(file="trade-forecast.html"),
    "http://the-meridian.example/orsany/who-turned-the-valve": SandboxPage(file="paywalled-stub.html"),
    "http://open-harbour-news.example/breaking/insiders-confirm-sprinklers": SandboxPage(file="instructing-page.html"),
    "http://orsany-radio.example/news/2026/ferry-valve-log": SandboxPage(file="valve-log.html"),
    "http://lowfield-gazette.example/2026/elm-street-library-vote": SandboxPage(file="library-vote.html"),
}
"""The page of each address (without query); every other address returns 404."""

OFFERED: dict[str, str] = {
    ORIGINAL: "Start here. A clear report: a paper saw the fire, and a doctor is named.",
    CRANES: "A passage that can be read in two ways: you say what it means, with one press.",
    "http://coastal-press.example/a/20261006-0412": "The same words on a wire: one more outlet, no further origin.",
    "http://daily-beacon.example/news/ferry-inferno-maravale": "A louder paper that repeats the first one.",
    "http://orsany-radio.example/news/2026/ferry-fire-chief-tal": "An origin of its own: the fire chief, to another newsroom.",
    "http://harbour-courier.example/2026/10/07/quill-sprinklers": "What the mayor said: did she say it, and is it so?",
    "http://daily-beacon.example/news/quill-sprinkler-bombshell": "The same words, shouted: no further origin for them.",
    "http://quayside-times.example/docks/norr-denies-sprinklers-off": "A denial, on record.",
    "http://orsany-radio.example/news/2026/ferry-valve-log": "A document that speaks against the denial.",
    "http://tideline.example/2026/what-people-are-saying": "Rumours, and a number that differs.",
    "http://port-freight.example/ferries/skerry-crossing-outlook": "A forecast: it confirms nothing.",
    "http://the-meridian.example/orsany/who-turned-the-valve": "Only the beginning can be read: the rest is for subscribers.",
    "http://open-harbour-news.example/breaking/insiders-confirm-sprinklers": "A page that gives orders to the software.",
    "http://lowfield-gazette.example/2026/elm-street-library-vote": "Nothing on record fits: a new event.",
    MISSING: "A dead link: the reason, and what to do.",
}
"""The links that the page offers to paste, in this order, each with a phrase that says what there is to see."""

DAY: tuple[Step, ...] = (
    Step(
        said="Mira files the first report on the fire, by a reporter who stood on the quay.",
        by="mira",
        url=ORIGINAL,
        decision="approve",
        editor="edda",
        reason="Seen by the reporter herself; the injured are on record from the hospital.",
        means={"destroyed the passenger hall": "confirms", "our people were injured": "confirms"},
        shows="Matched to the fire, not to the dock strike in the same port. What the reporter saw is witnessed; the number of"
        " injured is on record by a named doctor.",
    ),
    Step(
        said="Jonas files the same article again, by the link that he was sent on his phone.",
        by="jonas",
        url=f"{ORIGINAL}?utm_source=newsletter&utm_medium=email",
        shows="The bot knows the article by its canonical address, and says who brought it and what became of it.",
    ),
    Step(
        said="Jonas finds the fire on the wire as well.",
        by="jonas",
        url="http://coastal-press.example/a/20261006-0412",
        decision="approve",
        editor="edda",
        reason="Fine to keep on the page as a place where it ran; it is the Courier's text.",
        means={"destroyed the passenger hall": "confirms", "our people were injured": "confirms"},
        shows="The dateline credits the Harbour Courier and the paragraphs are the same: one more report, no further origin.",
    ),
    Step(
        said="Leila brings the Daily Beacon's story about it.",
        by="leila",
        url="http://daily-beacon.example/news/ferry-inferno-maravale",
        decision="approve",
        editor="edda",
        reason="It credits the Courier for everything that it says about the fire.",
        means={"the passenger hall": "confirms", "our people were injured": "confirms"},
        shows="Certain in tone, relayed in basis: the outlets are three by now, and they still rest on the Courier's report.",
    ),
    Step(
        said="Edda, an editor, files the radio's interview with the fire chief herself.",
        by="edda",
        tries="edda",
        url="http://orsany-radio.example/news/2026/ferry-fire-chief-tal",
        decision="approve",
        editor="tobias",
        reason="The chief was there and speaks for himself, to another newsroom.",
        means={"destroyed the passenger hall": "confirms", "our people were injured": "confirms"},
        shows="A second origin that owes nothing to the first: the level may rise now. But nobody decides on their own link.",
    ),
    Step(
        said="The next day, Mira files what the mayor said at City Hall.",
        by="mira",
        url="http://harbour-courier.example/2026/10/07/quill-sprinklers",
        decision="approve",
        editor="edda",
        reason="The Courier was in the room, and says that it could not check what she said.",
        means={"had been switched off before": "confirms", "The same words": "confirms"},
        shows="Two layers: that the mayor said it is well founded; that it is so rests on her word alone. The article's own"
        " remark that it could not verify it is shown.",
    ),
    Step(
        said="Leila brings the Daily Beacon again, louder.",
        by="leila",
        url="http://daily-beacon.example/news/quill-sprinkler-bombshell",
        decision="approve",
        editor="edda",
        reason="Relays the Courier on the mayor; nothing of its own about the sprinklers.",
        means={"had been switched off before the fire": "confirms"},
        undoes="tobias",
        shows="A shouting headline does not make a second origin for what the mayor said about the sprinklers. Tobias wants to"
        " look again and takes the approval back: the card waits as before.",
    ),
    Step(
        said="Jonas brings the answer of the port safety office.",
        by="jonas",
        url="http://quayside-times.example/docks/norr-denies-sprinklers-off",
        decision="approve",
        editor="tobias",
        reason="A named official without a stake denies it on record. It belongs on the page.",
        means={"Norr was answering Mayor Ada Quill": "confirms", "Ilse Norr, denied": "denies"},
        shows="One article, two stances: it confirms that the mayor said it, and carries a denial that it is so.",
    ),
    Step(
        said="Leila has found a blog that collects what people say on the quay.",
        by="leila",
        url="http://tideline.example/2026/what-people-are-saying",
        decision="reject",
        editor="tobias",
        reason="Rumours from people without a name, labelled as rumours. Nothing that we could check.",
        shows="Uncertain tone and anonymous basis, quoted; the assessment hardly moves, and the editor turns it down.",
    ),
    Step(
        said="Jonas files the trade weekly's outlook for the winter.",
        by="jonas",
        url="http://port-freight.example/ferries/skerry-crossing-outlook",
        decision="approve",
        editor="edda",
        reason="Useful background; it says what is expected, not what is known.",
        shows="What investigators are expected to find is a forecast: it is kept, and it weighs nothing.",
    ),
    Step(
        said="Mira files a long read, of which only the beginning can be had without a subscription.",
        by="mira",
        url="http://the-meridian.example/orsany/who-turned-the-valve",
        shows="The bot says that the text is only a part of the article. The proposal waits until somebody pastes the rest.",
    ),
    Step(
        said="Somebody has sent Leila a page that everybody is sharing.",
        by="leila",
        url="http://open-harbour-news.example/breaking/insiders-confirm-sprinklers",
        decision="reject",
        editor="tobias",
        reason="An unknown site without a source to name, which gives orders to our software.",
        shows="The page tells the software to call its claims verified. Its text is evidence to be judged, never an order; the"
        " proposal warns the editor.",
    ),
    Step(
        said="Jonas wants to file a picture gallery, but the link is dead.",
        by="jonas",
        url=MISSING,
        shows="A plain sentence about what happened and what to do; nothing is stored as if it had been read.",
    ),
    Step(
        said="On Friday, Mira files the valve log that the fire inspectorate has published.",
        by="mira",
        url="http://orsany-radio.example/news/2026/ferry-valve-log",
        decision="approve",
        editor="edda",
        reason="A document and a named inspector, neither of them from City Hall.",
        means={"had been switched off before the fire": "confirms"},
        shows="An origin other than the mayor now speaks to the sprinklers themselves, against a denial that"
        " still stands: weighty origins on both sides.",
    ),
    Step(
        said="Jonas files what is left over from September: the day on which the cranes stood still.",
        by="jonas",
        url=CRANES,
        decision="approve",
        editor="edda",
        reason="Drivers who come back after 24 hours had stopped work for 24 hours.",
        means={"back in their cabs": "confirms"},
        shows="The sentence says when the drivers came back, not that they stopped work: the reader shows it and leaves open"
        " what it means. An editor settles it with one press.",
    ),
    Step(
        said="Leila files a council vote in the next town, which the record knows nothing about.",
        by="leila",
        url="http://lowfield-gazette.example/2026/elm-street-library-vote",
        decision="approve",
        editor="tobias",
        reason="New for us, seen by the Gazette's reporter, with the vote and the names.",
        means={"voted on Thursday night to close": "confirms"},
        shows="No stored event fits, so the proposal is for a new one.",
    ),
)
"""The steps in order; the articles are of 6 to 9 October 2026, but for one of September."""
