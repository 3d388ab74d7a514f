"""Says which matters belong to which department or regulator, whose job they are, and whose word a paper about them is.

A grouping of common words after the names that departments, ministers and regulators give themselves (gov.uk, europa.eu,
usa.gov, india.gov.in, bund.de), as of November 2026. It names no bodies, and two that it brings together are only perhaps one.
"""

from collections import defaultdict
from collections.abc import Set as AbstractSet

from bot.domain.plain_words import COUNTRY_MARKS, root_of
from bot.domain.terms import table, word_set

# First a word in the name of a body, behind the colon what its ministers, staff or work may be called by.
_SHORT = 3
"""Letters; the plural of a longer word ends in an s."""
_FIELD_ROWS = """
education: early school university college skill childcare child teacher student science research exam
health: care hospital medicine nursing disease hygiene elderly disability
transport: rail road air sea shipping port harbor bus traffic infrastructure ferry
transportation: rail road air sea shipping port harbor bus traffic transport / infrastructure: transport rail road digital
interior: police policing immigration border asylum security citizenship fire crime passport refugee
border: immigration customs / justice: prison court probation victim legal / finance: budget tax debt treasury economy
defense: army navy airforce veteran armed force procurement / labor: pension welfare work job workplace
work: labor job welfare benefit disability / social: welfare family pension equality labor care child
welfare: social pension benefit family / rural: agriculture / fishery: fish fishing / mine: mining mineral
religious: religion faith church / technology: digital it science / digital: technology it / science: technology
audit: spending budget / agriculture: fishery fish food forest rural livestock animal veterinary
food: agriculture restaurant hygiene
environment: climate water forest nature wildlife fishery pollution conservation waste flood river
energy: oil gas electricity nuclear power petroleum coal climate renewable / petroleum: oil gas
water: irrigation river flood / economy: trade industry business commerce
trade: export commerce industry business competition consumer / business: trade industry commerce enterprise consumer
industry: trade commerce business / commerce: trade business industry / foreign: europe eu africa asia development consular
culture: heritage art museum media sport tourism film library / housing: planning building community
planning: building construction zoning / council: planning building housing road park library licensing street
local: council community / communication: telecom telecommunication phone broadcasting media internet broadband post postal
information: data privacy / privacy: data / financial: bank banking insurance market security stock investment accounting
prudential: bank banking insurance / security: market stock investment financial / competition: consumer merger
consumer: competition / medicine: drug pharmaceutical vaccine / drug: medicine pharmaceutical vaccine
gambling: betting gaming casino lottery / air: flight airline airport plane aircraft
weather: forecast storm hurricane flood volcano / election: vote voting ballot / statistics: census population inflation
zoo: animal / geological: earthquake volcano / police: crime traffic / university: campus / hospital: patient
harbour: port dock
"""
# Whose word a paper or data is that is called by these words alone: by sort of body, or by a word in its name.
_PAPER_ROWS = """
census inflation unemployment jobless population gdp: statistics / accident crash collision: police accident safety transport
charge: prosecutor police court / crime arrest incident traffic: police / weather forecast rainfall temperature: weather
flood: environment weather / hygiene licensing: council
payroll profit revenue prospectus dividend passenger maintenance: company / hotel guest: hotel company / tide: harbour
pollution emission air: environment / radiation: nuclear / immigration asylum visa: interior immigration
earthquake seismic: geological / dental: dental / job retail: statistics / trade export import: customs statistics
gazette: government / budget: finance government council / planning zoning: council planning / patient medical: hospital
election ballot voter tally: election / exam: school education / phone: phone / procurement: procurement
flight aircraft cockpit: aircraft / ship vessel: ship
"""
# Who stands for a body: that has their matter, "tax inspectors"; that has their name, "IMF economists", "Norvik executives".
_STAFF_WORDS = """
official officer authority inspector investigator regulator commissioner examiner agent planner forecaster statistician
seismologist geologist meteorologist volcanologist epidemiologist zookeeper ranger
"""
_NAMED_STAFF_WORDS = """
negotiator administrator executive manager boss chief diplomat leader expert scientist engineer economist policymaker analyst
monitor lawyer attorney solicitor
"""
_EXPERT_WORDS = """
planner forecaster statistician seismologist geologist meteorologist volcanologist epidemiologist zookeeper ranger
"""
# Whoever deals with a body or its matter, and does not speak for it.
_OUTSIDER_WORDS = """
tenant inmate prisoner patient pupil student parent worker employee customer shareholder investor campaigner activist critic
supporter fan opponent rival resident voter passenger user victim family lawyer attorney solicitor observer expert analyst
professor lecturer economist historian independent
"""
_STAFF, _NAMED_STAFF, EXPERTS = (word_set(words) for words in (_STAFF_WORDS, _NAMED_STAFF_WORDS, _EXPERT_WORDS))
OUTSIDERS = word_set(_OUTSIDER_WORDS)
# They say of nobody for what he is there.
_GENERIC_WORDS = """
safety standard quality protection conduct control public city town county state national federal local regional government
affair
"""
_ABROAD = frozenset({"eu", "europ"})
_COUNTRIES = COUNTRY_MARKS - _ABROAD


_GENERIC = frozenset(map(root_of, _GENERIC_WORDS.split()))


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


def belongs(matters: AbstractSet[str], told: AbstractSet[str]) -> bool:
    """Say whether all these matters belong to a body of which these words are told; nothing may be said of its country."""
    own = _own(matters)
    countries, others = matters & _COUNTRIES, told & COUNTRY_MARKS
    if countries and others and countries.isdisjoint(others):
        return False
    return bool(own) and all(one in told or not told.isdisjoint(_FIELDS.get(one, ())) for one in own)


def _own(matters: AbstractSet[str]) -> AbstractSet[str]:
    """Leave out what says nothing, and what the others imply: the weather, of hurricanes."""
    own = matters - _COUNTRIES
    own = own - _GENERIC or own
    return own - {implied for one in own for implied in _FIELDS.get(one, ()) if implied != one} or own


def told_by_matters(matters: AbstractSet[str]) -> AbstractSet[str]:
    """Return words of which one is told of every body to which these matters belong."""
    first = min(_own(matters), default="")
    return {first, *_FIELDS.get(first, ())} if first else set()


def is_known_matter(matters: AbstractSet[str]) -> bool:
    """Say whether one of these is a matter, and no name."""
    return not _MATTERS.isdisjoint(_own(matters))


def is_staff(word: str) -> bool:
    """Say whether a plural is for those who stand for the body of their matter or name."""
    return _one_of(word) in _STAFF


def is_named_staff(word: str) -> bool:
    """Say whether a plural is for those who stand for the body that they have the name of."""
    return _one_of(word) in _NAMED_STAFF


def is_expert(word: str) -> bool:
    """Say whether a plural for staff tells their matter by itself."""
    return _one_of(word) in EXPERTS


def are_outsiders(word: str) -> bool:
    """Say whether a plural is for those who only deal with a body or its matter."""
    return _one_of(word) in OUTSIDERS


def _one_of(plural: str) -> str:
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if plural.endswith(ending):
            return plural.removesuffix(ending) + instead
    return ""


def issuers_of(words: AbstractSet[str]) -> frozenset[str]:
    """Return what may be told of those whose word a paper is."""
    return frozenset().union(*(_PAPERS[root] for root in map(matter, map(root_of, words)) if root in _PAPERS))
