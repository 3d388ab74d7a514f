"""The values that all other code works with; one word per thing."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Final, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

OneLine = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
Moment = Annotated[AwareDatetime, Field(ge=dt.datetime(1900, 1, 1, tzinfo=dt.UTC))]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=40)]
WebAddress = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^https?://[^\s<>|]+$", max_length=2000)]
Translation = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2500)]
UNKNOWN_OUTLET = "Unknown outlet"
"""The outlet's name where nothing shows who published a page."""
NOT_LISTED = "Not on the outlet list yet, so its reliability cannot be judged."
"""Why an outlet that nobody has graded has no grade."""


class Value(BaseModel):
    """A frozen, validated value; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class EventKind(StrEnum):
    """What sort of thing happened."""

    STATEMENT = "statement"
    ATTACK = "attack"
    ELECTION = "election"
    ACCIDENT = "accident"
    DISASTER = "disaster"
    PROTEST = "protest"
    COURT = "court"
    POLICY = "policy"
    BUSINESS = "business"
    HEALTH = "health"
    SCIENCE = "science"
    OTHER = "other"


class Layer(StrEnum):
    """Whether a claim says that something was said, or that it is so."""

    UTTERANCE = "utterance"
    SUBSTANCE = "substance"


class Stance(StrEnum):
    """What an article says about a claim; `open`: its words speak to the claim, and an editor says what they mean."""

    CONFIRMS = "confirms"
    DENIES = "denies"
    CONTEXT = "context"
    OPEN = "open"
    UNRELATED = "unrelated"


class Tone(StrEnum):
    """How sure the outlet's own language sounds; not a verification."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNCERTAIN = "uncertain"


class Basis(StrEnum):
    """How the outlet knows."""

    WITNESSED = "witnessed"
    ON_RECORD = "on_record"
    ANONYMOUS = "anonymous"
    RELAYED = "relayed"
    FORECAST = "forecast"
    UNSTATED = "unstated"


class HopKind(StrEnum):
    """Who or what passed information on: the outlet's own work, somebody or something named, or nobody named."""

    OWN = "own"
    PERSON = "person"
    BODY = "body"
    DOCUMENT = "document"
    OUTLET = "outlet"
    UNNAMED = "unnamed"


class Revision(StrEnum):
    """What a report does to earlier ones: a later figure replaces a former one; a correction or retraction withdraws it."""

    UPDATE = "update"
    WITHDRAWAL = "withdrawal"


class Genre(StrEnum):
    """What sort of piece an article is."""

    NEWS = "news"
    LIVE_BLOG = "live_blog"
    OPINION = "opinion"
    ANALYSIS = "analysis"
    FACT_CHECK = "fact_check"
    SATIRE = "satire"
    PRESS_RELEASE = "press_release"
    CORRECTION = "correction"
    INTERVIEW = "interview"
    SOCIAL_POST = "social_post"


class OutletKind(StrEnum):
    """What sort of publisher an outlet is."""

    WIRE = "wire"
    NATIONAL = "national"
    LOCAL = "local"
    THINK_TANK = "think_tank"
    OFFICIAL = "official"
    TRADE = "trade"
    BLOG = "blog"
    SOCIAL = "social"
    UNKNOWN = "unknown"


class Grade(StrEnum):
    """Reliability of a source on the NATO Admiralty scale (STANAG 2511); F means "cannot be judged"."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Level(StrEnum):
    """How well founded a claim is."""

    UNVERIFIED = "unverified"
    REPORTED = "reported"
    CORROBORATED = "corroborated"
    VERIFIED = "verified"
    DISPUTED = "disputed"
    RETRACTED = "retracted"


class Outlet(Value):
    """A publisher. `family` is its owner; `stands_alone` says that it has no owner but itself.

    `aliases` are its other names, each of one outlet only. `family_source` is the web address that shows who owns it, and
    `family_date` is the day on which the owner was entered.
    """

    name: OneLine
    aliases: tuple[OneLine, ...] = ()
    domains: tuple[str, ...] = ()
    family: OneLine | None = None
    stands_alone: bool = False
    family_source: WebAddress | None = None
    family_date: dt.date | None = None
    kind: OutletKind = OutletKind.UNKNOWN
    grade: Grade = Grade.F
    grade_reason: OneLine = NOT_LISTED

    @model_validator(mode="after")
    def _one_owner(self) -> Self:
        if self.stands_alone and self.family is not None:
            raise ValueError(f"the outlet '{self.name}' cannot have an owner and stand alone")
        return self

    @property
    def is_ungraded(self) -> bool:
        """Return whether nobody has graded this outlet yet."""
        return self.grade is Grade.F and self.grade_reason == NOT_LISTED

    @property
    def house(self) -> str:
        """Name the newsroom that answers for this outlet: the owner where known, else the outlet."""
        return self.family or self.name


ShortName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]


class Hop(Value):
    """One step of a path: who or what passed the information on; `own` and `unnamed` may go without a name.

    `role` is a person's office or part ("fire chief", "neighbour"). `body` is whom a person speaks for, or who issued a
    document; a private person, a witness and an independent expert have none. `also` is another name of the same, by which it
    can only be joined with others, and so are `voices`: whom else the article presents as speaking for the body, or as the
    author of a study. `words` are the article's own that show the hop; `vouched_by` is the editor who named it of their own
    knowledge, because the article does not.
    """

    kind: HopKind
    name: ShortName = ""
    role: ShortName = ""
    body: ShortName = ""
    also: ShortName = ""
    voices: tuple[ShortName, ...] = ()
    words: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""
    vouched_by: ShortName = ""

    @model_validator(mode="after")
    def _named_kinds_have_names(self) -> Self:
        if not self.name and self.kind not in (HopKind.OWN, HopKind.UNNAMED):
            raise ValueError(f"a hop of kind '{self.kind}' needs a name")
        return self

    @property
    def named(self) -> bool:
        """Tell whether it names a person, body or document."""
        return self.kind in (HopKind.PERSON, HopKind.BODY, HopKind.DOCUMENT)

    def __str__(self) -> str:
        if self.name:
            return self.name
        return "its own work" if self.kind is HopKind.OWN else "unnamed sources"


Path = Annotated[tuple[Hop, ...], Field(min_length=1, max_length=6)]
"""How information came to an article, nearest first; the last hop is where it really comes from."""
OWN_WORK: Final = Hop(kind=HopKind.OWN)
UNNAMED: Final = Hop(kind=HopKind.UNNAMED)


class Ruling(Value):
    """An editor's decision that two names are one origin, or that they are two."""

    one: OneLine
    other: OneLine
    same: bool


class Doubt(Value):
    """A question to an editor: whether two names are one origin.

    `if_same` and `if_different` say which levels each answer would change; empty where none.
    """

    one: OneLine
    other: OneLine
    question: OneLine
    if_same: str = ""
    if_different: str = ""

    @property
    def number(self) -> int:
        """Identify the question together with what its answers would change, by at most nine digits."""
        said = "\0".join((self.one, self.other, self.if_same, self.if_different))
        return int(hashlib.sha256(said.encode()).hexdigest()[:7], 16)


class Claim(Value):
    """One checkable sentence of an event.

    `speaker` is who said it first (an utterance always has one); `parties` are others with a stake in it. Neither
    confirms it independently. `replaced_by` is the key of the claim whose wording replaced this one ("five" for "three").
    """

    key: Key
    text: OneLine
    layer: Layer = Layer.SUBSTANCE
    speaker: OneLine | None = None
    parties: tuple[OneLine, ...] = ()
    replaced_by: Key | None = None

    @model_validator(mode="after")
    def _utterance_has_speaker(self) -> Self:
        if self.layer is Layer.UTTERANCE and self.speaker is None:
            raise ValueError(f"claim '{self.key}' is an utterance and needs a speaker")
        return self


class EventDraft(Value):
    """An event as somebody proposes it, before it has a place in the record."""

    kind: EventKind
    headline: OneLine
    place: OneLine | None = None
    date: dt.date | None = None
    claims: tuple[Claim, ...] = Field(min_length=1)
    entities: tuple[OneLine, ...] = ()
    rulings: tuple[Ruling, ...] = ()

    @model_validator(mode="after")
    def _claims_fit_together(self) -> Self:
        keys = [claim.key for claim in self.claims]
        if len(set(keys)) != len(keys):
            raise ValueError("two claims have the same key")
        for claim in self.claims:
            if claim.replaced_by == claim.key or claim.replaced_by not in (None, *keys):
                raise ValueError(f"claim '{claim.key}' is replaced by '{claim.replaced_by}', which is no other claim here")
        if not self.current:
            raise ValueError("each claim is replaced by another one, so that none is left")
        return self

    @property
    def current(self) -> tuple[Claim, ...]:
        """Return the claims that nothing replaced."""
        return tuple(claim for claim in self.claims if claim.replaced_by is None)

    @property
    def core(self) -> Claim:
        """Return the claim whose level the event shows: the first on substance that nothing replaced, else the first."""
        return next((c for c in self.current if c.layer is Layer.SUBSTANCE), self.current[0])

    def earlier(self, claim: Claim) -> tuple[Claim, ...]:
        """Return the earlier wordings of a claim, the latest first, without those that an editor took back."""
        # A new wording stands behind the one that it replaces; one that was taken back is replaced by one before it.
        found: list[Claim] = []
        for other in reversed(self.claims[: self.claims.index(claim)]):
            if other.replaced_by in (claim.key, *(later.key for later in found)):
                found.append(other)
        return tuple(found)

    def claim(self, key: str) -> Claim:
        """Find a claim by key; raises KeyError."""
        for claim in self.claims:
            if claim.key == key:
                return claim
        raise KeyError(key)


class Event(EventDraft):
    """Something that happened or was said, as the record knows it."""

    slug: Slug
    tags: tuple[OneLine, ...] = ()
    extracted_at: Moment | None = None
    source_story: OneLine | None = None
    retracted_because: OneLine | None = None


def origin_as_path(value: Any) -> Any:
    """Return what has an `origin` with a path of that one hop: the short form, in which older values are stored."""
    if isinstance(value, dict) and "origin" in value and "path" not in value:
        rest = {name: each for name, each in value.items() if name not in ("origin", "repeated_house")}
        return {**rest, "path": (value["origin"],)}
    return value


class Report(Value):
    """One article on one claim.

    `copy_of` names the newsroom whose words these are, where a credit or copied passages show it, and `copy_shown_by` has the
    words that show it; `UNKNOWN_OUTLET` stands for a newsroom that is not named. `houses` are the owners of the outlets that
    the report repeats, by their names, where the outlet list knows them. `id` orders reports stably and identifies them in
    amendments. `genre` is the article's. `translation` is the reader's, of a quote in another language than the claim's; nobody
    has checked it.
    """

    id: str
    claim: Key
    outlet: Outlet
    url: str
    published: dt.date | None = None
    stance: Stance
    tone: Tone
    basis: Basis
    path: Path
    quote: OneLine
    translation: Translation | None = None
    revises: Revision | None = None
    genre: Genre = Genre.NEWS
    copy_of: OneLine | None = None
    copy_shown_by: str = ""
    houses: Mapping[str, str] = Field(default_factory=dict)

    _short_form = model_validator(mode="before")(origin_as_path)

    @property
    def origin(self) -> Hop:
        """Return the end of the path."""
        return self.path[-1]

    @property
    def repeats(self) -> tuple[str, ...]:
        """Name the other outlets whose report this one repeats, nearest first."""
        cited = [hop.name for hop in self.path if hop.kind is HopKind.OUTLET]
        if not cited and not self.copy_of:
            return ()
        return tuple(dict.fromkeys(name for name in (self.copy_of, *cited) if name and name != self.outlet.name))


class OriginTally(Value):
    """One origin with the reports that collapse to it and what it weighs, in log-odds (below zero: denies).

    `known` says that it has a name. `perhaps` are the names that may be one origin, where an editor has not said so yet.
    """

    name: str
    known: bool = True
    independent: bool
    outlets: tuple[str, ...]
    supports: float = Field(ge=0)
    denies: float = Field(ge=0)
    why: str
    perhaps: tuple[str, ...] = ()


class Assessment(Value):
    """How well founded one claim is, why, and what was counted; computed, never set.

    `score` is a probability; `origins` counts the known roots among the reports that bear on the claim, names that may be one
    once; `origins_at_most` counts these apart. `open` counts the passages of which nobody has said yet what they mean.
    """

    claim: Key
    level: Level
    score: float = Field(ge=0, le=1)
    reports: int = 0
    outlets: int = 0
    origins: int = 0
    origins_at_most: int = 0
    open: int = 0
    tallies: tuple[OriginTally, ...] = ()
    not_counted: tuple[str, ...] = ()
    reasons: tuple[str, ...]
