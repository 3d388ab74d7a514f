"""Says which matters belong to which department or regulator, whose job they are, and whose word a paper about them is.

A grouping of common words after the names that departments, ministers and regulators give themselves (gov.uk, europa.eu,
usa.gov, india.gov.in, bund.de), as of November 2026. It names no bodies, and two that it brings together are only perhaps one.
"""

from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from bot.domain.plain_words import COUNTRY_MARKS, root_of
from bot.domain.terms import table, word_set

_SHORT = 3
"""Letters; the plural of a longer word ends in an s."""
# First a word in the name of a body, behind the colon what its ministers, staff or work may be called by.
_FIELD_ROWS = """
agriculture: animal fish fishery food forest livestock rural veterinary / air: aircraft airline airport flight plane
animal: veterinary / audit: budget spending / bank: banking / border: customs immigration
business: commerce consumer enterprise industry trade / commerce: business industry trade
communication: broadband broadcasting internet media phone post postal telecom telecommunication
competition: consumer merger / consumer: competition / corruption: bribery graft
council: building housing library licensing park planning road street
culture: art film heritage library media museum sport tourism / defense: airforce armed army force navy procurement veteran
digital: it technology / drug: medicine pharmaceutical vaccine / economy: business commerce industry trade
education: child childcare college early exam research school science skill student teacher university
election: ballot poll vote voting / electricity: power
energy: climate coal electricity gas nuclear oil petroleum power renewable
environment: climate conservation fishery flood forest nature pollution river waste water wildlife
finance: budget debt expenditure spending tax treasury
financial: accounting bank banking insurance investment market security stock / fire: arson / fishery: fish fishing
food: agriculture hygiene restaurant / foreign: africa asia consular development eu europe
gambling: betting casino gaming lottery / gaming: betting casino gambling / geological: earthquake volcano
harbour: dock port / health: care disability disease elderly hospital hygiene medicine nursing / hospital: patient
housing: building community planning / industry: business commerce trade / information: data privacy
infrastructure: digital rail road transport
interior: asylum border citizenship crime fire immigration passport police policing refugee security
justice: court legal prison probation victim / labor: job pension welfare work workplace / local: community council
medicine: drug pharmaceutical vaccine / mine: mineral mining / petroleum: gas oil / planning: building construction zoning
police: crime traffic / privacy: data / prudential: bank banking insurance / religious: church faith religion
rural: agriculture / science: technology / sea: ferry ship shipping / security: financial investment market stock
social: care child equality family labor pension welfare / statistics: census inflation population
technology: digital it science / trade: business commerce competition consumer export industry
transport: air bus buses ferry harbor infrastructure port rail road sea shipping traffic transit
transportation: air bus buses harbor port rail road sea shipping traffic transit transport / university: campus
water: flood irrigation river / weather: flood forecast hurricane storm volcano / welfare: benefit family pension social
work: benefit disability job labor welfare
"""
# Whose word a paper or data is that is called by these words alone: by sort of body, or by a word in its name.
_PAPER_ROWS = """
accident collision crash: accident police safety / aircraft cockpit flight: aircraft
dividend maintenance passenger payroll profit prospectus revenue: company / guest hotel: company hotel
hygiene licensing permit: council / budget: council finance government / deed land property: council land registry
planning zoning: council planning / charge: court police prosecutor / cargo ship shipping vessel: customs harbour ship
export import trade: customs statistics / dental: dental / exam: education school / ballot election tally vote voter: election
air emission pollution: environment / flood: environment weather / earthquake seismic: geological / gazette: government
tide: harbour / medical patient: hospital / asylum immigration visa: immigration interior / lab laboratory: lab laboratory
radiation: nuclear / phone: phone / arrest crime incident traffic: police / procurement: procurement
census gdp inflation job jobless population price retail unemployment: statistics
forecast rainfall temperature weather: weather
"""
PUBLISHERS = frozenset(map(root_of, ("statistics", "weather", "environment", "geological", "nuclear")))
"""Of these, whose such papers are, there is one that makes them public."""
# Who stands for a body: that has their matter, "tax inspectors"; that has their name, "IMF economists", "Norvik executives".
_STAFF_WORDS = """
official officer authority inspector investigator regulator commissioner examiner agent
"""
_NAMED_STAFF_WORDS = """
negotiator administrator executive manager boss chief leader expert scientist engineer economist policymaker analyst
monitor lawyer attorney solicitor
"""
_SCIENTIST_WORDS = "statistician seismologist geologist meteorologist forecaster volcanologist epidemiologist"
_EXPERT_WORDS = f"{_SCIENTIST_WORDS} planner ranger"
# Whoever deals with a body or its matter, and does not speak for it.
_OUTSIDER_WORDS = """
consultant scientist adviser advisor tenant inmate prisoner patient pupil student parent worker employee customer shareholder
investor campaigner activist critic supporter fan opponent rival resident voter passenger user victim family lawyer attorney
solicitor observer expert analyst professor lecturer economist historian independent private
"""
_EXPERTS, OUTSIDERS, _NAMED_STAFF = map(word_set, (_EXPERT_WORDS, _OUTSIDER_WORDS, _NAMED_STAFF_WORDS))
_TRADES = frozenset(
    map(root_of, word_set("rail airline mine mining oil gas power electricity water ferry shipping bus telecom"))
)
"""Matters of companies, whose names often do not tell them."""
_OF_A_COMPANY = frozenset({"officials", "executives", "managers", "bosses", "chiefs"})
_WORKERS = word_set("""
employees staff dockers miners drivers pilots nurses teachers lecturers cleaners couriers porters crew crews controllers
firefighters postmen guards
""")
SCIENTISTS = word_set(_SCIENTIST_WORDS)
"""Each of them, named, mostly speaks for the body that their matter has; a named planner or ranger may be anybody's."""
_STAFF = _EXPERTS | word_set(_STAFF_WORDS)
# They say of nobody for what he is there.
_GENERIC_WORDS = """
anti safety standard quality protection conduct control public city town county state national federal local regional
government affair
"""
_ABROAD = frozenset({"eu", "europ"})
_COUNTRIES = COUNTRY_MARKS - _ABROAD
GENERIC = frozenset(map(root_of, _GENERIC_WORDS.split()))


def _by_root(rows: str, *, named_first: bool) -> dict[str, frozenset[str]]:
    found = defaultdict[str, set[str]](set)
    for row in table(rows):
        first, _, behind = row.partition(": ")
        names, called = (first, behind) if named_first else (behind, first)
        for word in called.split():
            found[root_of(word)] |= {*names.split(), *map(root_of, names.split())}
    return {word: frozenset(names) for word, names in found.items()}


_FIELDS = _by_root(_FIELD_ROWS, named_first=True)
_PAPERS = _by_root(_PAPER_ROWS, named_first=False)
_MATTERS = _FIELDS.keys() | {name for names in _FIELDS.values() for name in names}


def matter(root: str) -> str:
    """Return what the words for one matter share, of their roots; a plural is that of its singular."""
    plural = len(root) > _SHORT and root.endswith("s") and not root.endswith(("ss", "us", "is")) and root not in _MATTERS
    return root_of(root[:-1]) if plural else root


def is_matter(word: str) -> bool:
    """Say whether a word is that of a matter which has a department or a regulator."""
    return matter(root_of(word)) in _MATTERS


def fields_of(word: str) -> frozenset[str]:
    """Return the words for the fields to which a word belongs: corruption, for "graft"."""
    return _FIELDS.get(word, frozenset())


def belongs(matters: AbstractSet[str], told: AbstractSet[str]) -> bool:
    """Say whether all these matters belong to a body of which these words are told; nothing may be said of its country."""
    own = _own(matters)
    fitting = all(one in told or not told.isdisjoint(_FIELDS.get(one, ())) for one in own)
    return bool(own) and fitting and not are_abroad(matters, told)


def are_told(matters: AbstractSet[str], told: AbstractSet[str]) -> bool:
    """Say whether a body has all these matters in its name; nothing may be said of its country."""
    own = _own(matters)
    return bool(own) and own <= told and not are_abroad(matters, told)


def are_abroad(matters: AbstractSet[str], told: AbstractSet[str]) -> bool:
    """Say whether two are of different countries, if both tell of which."""
    countries, others = matters & _COUNTRIES, told & COUNTRY_MARKS
    return bool(countries and others) and countries.isdisjoint(others)


def _own(matters: AbstractSet[str]) -> AbstractSet[str]:
    """Leave out what says nothing, and what the others imply: the weather, of hurricanes."""
    own = matters - _COUNTRIES
    own = own - GENERIC or own
    return own - {implied for one in own for implied in _FIELDS.get(one, ()) if implied != one} or own


def told_by_matters(matters: AbstractSet[str]) -> AbstractSet[str]:
    """Return words of which one is told of every body to which these matters belong."""
    first = min(_own(matters), default="")
    return {first, *_FIELDS.get(first, ())} if first else set()


def is_known_matter(matters: AbstractSet[str]) -> bool:
    """Say whether one of these is a matter, and no name."""
    return not _MATTERS.isdisjoint(_own(matters))


def of_a_trade(staff: str, matters: AbstractSet[str]) -> bool:
    """Say whether staff with these matters may be a company's: "railway officials"."""
    return staff in _OF_A_COMPANY and not matters.isdisjoint(_TRADES)


def are_trades(matters: AbstractSet[str]) -> bool:
    """Say whether all of some matters are those of companies whose names often do not tell them."""
    return bool(matters) and matters <= _TRADES


def is_staff(word: str) -> bool:
    """Say whether a plural is for those who stand for the body of their matter or name."""
    return _one_of(word) in _STAFF


def is_named_staff(word: str) -> bool:
    """Say whether a plural is for those who stand for the body that they have the name of."""
    return _one_of(word) in _NAMED_STAFF


def is_expert(word: str) -> bool:
    """Say whether a plural for staff tells their matter by itself."""
    return _one_of(word) in _EXPERTS


def are_outsiders(word: str) -> bool:
    """Say whether a plural is for those who only deal with a body or its matter."""
    return _one_of(word) in OUTSIDERS


def are_workers(last: Sequence[str]) -> bool:
    """Say whether the last word of a name is for those who work somewhere, of whom most unions are."""
    return any(word.endswith("workers") or word in _WORKERS for word in last)


def _one_of(plural: str) -> str:
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if plural.endswith(ending):
            return plural.removesuffix(ending) + instead
    return ""


def issuers_of(words: AbstractSet[str]) -> frozenset[str]:
    """Return what may be told of those whose word a paper is."""
    return frozenset().union(*(_PAPERS[root] for root in map(matter, map(root_of, words)) if root in _PAPERS))
