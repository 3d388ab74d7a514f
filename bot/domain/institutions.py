"""What institutions, those who hold office in them, and documents are called."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from bot.domain.names import BODIES, COUNTRIES, SMALL_WORDS, TITLES
from bot.domain.terms import table, word_set


def _sides(rows: str) -> Iterator[tuple[str, str]]:
    """Yield the two sides of each row of a table."""
    for row in table(rows):
        one, _, other = row.partition(": ")
        yield one, other


def _by_word(rows: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Return for each word all that its lines say of it."""
    found = defaultdict[str, set[str]](set)
    for words, told in rows:
        for word in words.split():
            found[word].update(told.split())
    return {word: frozenset(told) for word, told in found.items()}


# What an institution is called, and those who hold office in it: the first word stands for all.
_INSTITUTION_ROWS = """
police policeman policewoman constable constabulary detective detectives
police sheriff deputies gendarmerie gendarmes pd homicide trooper troopers cid policing squad
fire firefighter firefighters rescue rescuer rescuers / lifeboat coxswain / airforce / theater / orchestra conductor
mosque imam / zoo zookeeper zookeepers / library librarian librarians / synagogue rabbi / ambulance paramedic paramedics
civilprotection / audit auditor auditors / inspectorate inspector inspectors inspection
prosecutor prosecutors prosecution prosecutorial prosecuting / ombudsman ombudswoman / inquiry / bank banks
organizer organizers organiser organisers
rebel rebels insurgents insurgency militants guerrilla guerrillas separatists fighters militia militias militiamen mutineers
court courts judge judges jury judiciary magistrate magistrates tribunal chamber registry / mayor mayoress
council councillor councillors councilor councilwoman councilman municipality municipal alderman
ministry minister ministers ministerial / presidency president presidential / government premier cabinet regime
chancellery chancellor / governor governors governorate / prefect prefecture / parliament parliamentary mp mps speaker
hospital clinic infirmary / army military troops soldiers brigade battalion regiment squadron / navy admiral fleet warship
coastguard coastguards / customs / harbour harbor harbourmaster port portmaster / airport / museum curator
coroner inquest autopsy postmortem toxicology / university rector dean faculty provost
union strikers picketers picket / plaintiff plaintiffs claimant claimants complainant complainants
school headteacher headmaster headmistress / embassy ambassador consulate consul consular
company firm manufacturer operator contractor airline airlines / church bishop archbishop diocese archdiocese parish vicar
church patriarch patriarchate
prison prisons jail penitentiary / borderguard
"""
# The commonest words for these in other languages, in Latin letters; those with a star are part of longer words too.
_FOREIGN_ROWS = """
police: polizei* polizia policia policja politsiia politsiya carabinieri / fire: feuerwehr* pompiers bomberos pozharnye
prosecutor: staatsanwalt* anwaltschaft* anwaltin* bundesanwalt* parquet procura fiscalia prokuratura prokuror
court: gericht* tribunale juzgado
ministry: ministerium* ministere ministerio ministero ministerstvo ministre ministro ministra
hospital: krankenhaus* klinikum* hopital ospedale szpital
mayor council: burgermeister* maire mairie alcalde alcaldesa sindaco rathaus* stadtverwaltung* ayuntamiento municipio
government: regierung* gouvernement gobierno governo / university: universitat* universite universidad universita uniwersytet
union: gewerkschaft* syndicat sindicato sindacato / customs: zoll douane aduana dogana
airport: flughafen* aeroport aeropuerto aeroporto / embassy: botschaft* ambassade embajada ambasciata
"""
_FOREIGN = _by_word((stems, sorts) for sorts, stems in _sides(_FOREIGN_ROWS))
_STEMS = [(stem.strip("*"), sorts) for stem, sorts in _FOREIGN.items() if stem.endswith("*")]


@lru_cache(maxsize=8192)
def foreign(word: str) -> frozenset[str]:
    """Return what sorts of institution a word of another language may be for: "Innenministerium", "Polizeisprecher"."""
    return _FOREIGN.get(word) or next((sorts for stem, sorts in _STEMS if stem in word), frozenset())


# Words that tell this only where nothing else does: a captain may be of the police, a fire captain is not.
_ALONE_ROWS = """
police: officers investigator investigators inspector sergeant lieutenant captain colonel deputy superintendent commander
fire: captain station commander / army: general colonel captain lieutenant commander
hospital: doctor doctors surgeon surgery physician nurse nurses ward medic medics medical morgue
school: principal superintendent / college: principal / coroner: pathologist pathologists / commission: commissioner
company: ceo cfo coo founder owner owners executive executives / charity: trustee trustees / plaintiff: suing
company: manager management board shareholder earnings annual quarterly regulatory stock securities shareholders
prosecutor: da / club: coach / union: steward convenor convener
author: author authors coauthor researcher researchers scientist scientists
author: astronomers physicists biologists archaeologists geographers
family: family relative relatives mother father parents wife husband widow widower son daughter brother sister
family: cousin aunt uncle nephew niece
"""
ALONE = _by_word((words, sort) for sort, words in _sides(_ALONE_ROWS))
INSTITUTIONS = {word: row.split()[0] for row in table(_INSTITUTION_ROWS) for word in row.split()}
_PHRASES = """
executive member: councillor / prime minister: premier / vice chancellor: rector chancellor / internal affair: interior
her majesty: hm / his majesty: hm / state attorney: prosecutor / us attorney: prosecutor / chief justice: judge
sporting director: coach / shop steward: steward / guardia civil: police / town of: council of / city of: council of
air force: airforce / defense forces: army / elysee: france president government / statement of claim: lawsuit
highway patrol: police / patrol officer: police / holy see: vatican / emergency service: rescue / emergency services: rescue
emergency situation: emergency / regional administration: governor / regional military administration: governor
head of the region: governor / top diplomat: foreign minister / chief financial officer: cfo / chief operating officer: coo
battalion chief: fire chief / data protection: privacy / human right: right / aid group: charity / right group: right ngo
human right group: right ngo / advocacy group: ngo / campaign group: ngo / environmental group: environmental ngo
general secretary: secretary / secretary general: secretary / cabinet member: councillor
portfolio holder: councillor / town clerk: council / city manager: council / chief minister: premier / first minister: premier
home minister: interior minister / chief secretary: deputy secretary / council of minister: government
school superintendent: school head / superintendent of school: school head / knesset: israel parliament
bundestag: germany parliament / duma: russia parliament / rada: ukraine parliament / sejm: poland parliament
riksdag: sweden parliament / storting: norway parliament / folketing: denmark parliament / dail: ireland parliament
lok sabha: india parliament / congress: us parliament / house of common: uk parliament / private investigator: sleuth
private detective: sleuth / taoiseach: ireland premier / moncloa: spain premier government
palazzo chigi: italy premier government / matignon: france premier government / casa rosada: argentina president government
planalto: brazil president government / chief cabinet secretary: government secretary / cabinet secretary for: minister for
home affair: interior / external affair: foreign / senator for: minister for
finance director: cfo / border patrol: borderguard / border agent: borderguard / border officers: borderguard
border force: borderguard / border officials: borderguard / reserve bank: central bank
papal: vatican / pope: vatican / capitol hill: us parliament / holyrood: scotland parliament / director general: director
general director: director / general manager: manager / criminal complaint: indictment / charge sheet: indictment
post mortem: autopsy / incident report: police report / district attorney: prosecutor / attorney general: prosecutor
armed forces: army / law enforcement: police / think tank: thinktank / hospital trust: trust / nhs trust: trust
sec filing: company filing / emergency room: hospital / bodycam: police bodycam / body camera: police bodycam
body worn: police bodycam / bodyworn: police bodycam / investigating officer: police / investigating officers: police
senior officers: police / panel of judges: judges / officer in charge: police / senior officer: police
arrest report: police report / arrest affidavit: police report / probable cause: police / family doctor: practitioner
general practitioner: practitioner / mr justice: judge / lady justice: judge / lord justice: judge
da office: prosecutor office / department of justice: justice department prosecutor
justice department: justice department prosecutor / president and ceo: ceo / president and chief executive: ceo
united nation: un / united arab emirate: uae / saudi arabia: saudi / united nation: un / united kingdom: uk
great britain: uk / united states: us / euro zone: eurozone / european union: eu / european commission: eu commission
us administration: us government / cabinet member for: councillor for / coast guard: coastguard / general staff: army
civil defense: civilprotection / civil protection: civilprotection / treasury: finance ministry / exchequer: finance ministry
home office: interior ministry / foreign office: foreign ministry / secretary of state for: minister for
secretary of state: foreign minister / home secretary: uk interior minister / secretary of: minister of
secretary for: minister for / deputy secretary: deputy minister / permanent secretary: deputy minister
city hall: mayor council / town hall: mayor council / fire and rescue: fire / border guards: borderguard
border guard: borderguard / border police: borderguard / medical center: hospital / medical examiner: coroner
school district: school / school board: school / board of education: school
school committee: school / aid agency: charity / relief agency: charity / aid organization: charity
chancellor of the exchequer: finance minister / legal team: lawyers / defense team: defendant lawyers / striking: strikers
on strike: strikers / civil guard: police / eu executive: eu commission / eu commissioner: eu commission
head teacher: headteacher / peacekeepers: un mission / government forces: army
coastal guard: coastguard / regional president: governor government
defense lawyer: defendant lawyer / defense lawyers: defendant lawyers / defense attorney: defendant attorney
premier league: league / premier division: league division / death certificate: autopsy / trial result: company study
"""
PHRASE_ROWS = tuple(_sides(_PHRASES))
# A body of which only that is said which it is, such as "the watchdog", may be one with such a word in its name.
_STANDS_FOR_ROWS = """
regulator watchdog supervisor: agency organization authority administration bureau commission board directorate
regulator watchdog supervisor: inspectorate office service institute regulator / landlord: association trust council
agency: agency administration bureau service organization fund program / department: department ministry
office: office bureau agency ministry / investigators: board bureau police branch / branch: branch
monitor: observatory center network council association / service: service agency / force: police / lender bank: bank company
thinktank: institute center foundation council / hospital clinic infirmary: trust
carrier retailer supermarket maker miner platform line chain supplier utility developer builder brewer insurer: company
employer factory mine mill refinery brewery dairy quarry depot plant smelter store shop restaurant: company
hotel startup landlord shipowner broadcaster pollster corporation brand subsidiary: company
publisher giant business conglomerate group: company / fund program: fund program agency organization
club team side: club company
charity ngo nonprofit organization: foundation trust society association movement council center watch observatory company
rebel rebels insurgents insurgency militants guerrilla guerrillas: front movement alliance council party company
separatists fighters militia militias militiamen mutineers paramilitaries: front movement alliance council party company
league championship: league division association federation liga ligue
organizer organizers organiser organisers visitors hosts champions: company club
owners makers operators developers promoters: company
party: party alliance league front movement union company / alliance bloc: alliance union
union guild: union association federation guild syndicate / county city town municipality borough: council
"""
STANDS_FOR = _by_word(_sides(_STANDS_FOR_ROWS))
# Of which part of a country a police or a government is; a national one may be that of a state or of all.
_TIER_ROWS = """
county sheriff: county / city town village municipal borough local pd department: town
state provincial regional trooper: state / federal central: federal
national gendarmerie gendarmes carabinieri: federal state
"""
TIERS = _by_word(_sides(_TIER_ROWS))
OF_MEMBERS = word_set("association federation union party club league trust syndicate")
BARE = word_set("hospital school museum church prison airport club university theater orchestra zoo library mosque synagogue")
"""Sorts of what is called by its bare name as well: "Queensbridge"."""
ARMED = frozenset({"army", "navy", "airforce"})
OF_STATE = frozenset({"ministry", "government", "presidency", "premier", "embassy"})
_ABBREVIATION_ROWS = """
gov: governor / sgt: sergeant / lt: lieutenant / capt: captain / col: colonel / gen: general / theatre: theater
det: detective / planner: planning / forecaster: weather / ranger: park / insp: inspector / dci: detective
supt: superintendent
"""
ABBREVIATIONS = dict(_sides(_ABBREVIATION_ROWS))
# Words for one matter in the names of offices.
_MATTER_ROWS = """
district county / weather meteorological meteorology met meteorologist
geological geology geologist seismologist seismological / statistics statistical statistician
volcano volcanologist volcanological / health epidemiologist epidemiological / competition antitrust / accident accidents
emergency emergencies / rail railway railways railroad / road roads highway highways / sea maritime marine / air aviation
agriculture agricultural farm farming / forest forestry forests / labor employment / nuclear atomic / tax revenue
immigration migration / intelligence spy / education schools / election elections electoral
defendant accused suspect
"""
MATTERS = {word: row.split()[0] for row in table(_MATTER_ROWS) for word in row.split()}
# Societies and boards that have another institution's word in their name: the police federation is not the police.
SOCIETIES = word_set("""
federation union association trust foundation party committee commission inquiry inspectorate board college academy institute
league society fund
""")
# Words that say nothing of which institution it is.
LEAVES_OPEN = word_set("""
assistant source sources authorities office service services department dept agency spokesman spokeswoman spokesperson
spokespeople press chief head leadership deputy senior officer officers official officials director commissioner leader chairman
chairwoman chairperson chair secretary representative representatives local acting former presiding lawyer attorney aide
adviser advisor staff team teams brigade crew crews marshal commander captain investigators investigation investigative public
regional general executive ceo man woman boss then ex lead co branch unit member members inc ltd limited plc corp corporation
co gmbh ag sa llc group holding holdings nv ab oy as spa
""")
# What sort of unit or chamber it is tells it from others of the same army or court, and not from the army or court.
PARTS = word_set("""
first second third fourth fifth sixth 1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th mountain armoured armored infantry mechanised
mechanized airborne assault separate tank artillery special
""")
PORTFOLIOS = frozenset({"interior", "defence", "defense", "finance", "health", "foreign", "justice"})
NO_MARKS = LEAVES_OPEN | (TITLES - PORTFOLIOS)
NO_NAMES = TITLES | BODIES | COUNTRIES | LEAVES_OPEN | INSTITUTIONS.keys()
# Offices by which a person stands for a body of the same kind: the harbour master for the harbour office.
OFFICES = word_set("""
chief head director master officer minister secretary president manager warden commissioner chairman chairwoman chair leader
mayor governor judge prosecutor coroner superintendent inspector registrar curator principal rector spokesman spokeswoman
spokesperson commander captain administrator executive trustee
""")
OF_A_BODY = OFFICES | LEAVES_OPEN
"""Words of which whoever speaks for a body has one."""
AGENCIES = word_set("""
administration agency authority board bureau commission committee directorate inspectorate institute office organization
service survey
""")
"""Words for one body of the state in the names that several languages or reporters have for it."""
SAYS_LITTLE = OFFICES | LEAVES_OPEN | SMALL_WORDS
# Who stands for a member of the family, and who speaks for somebody.
KIN = frozenset(word for word, sorts in ALONE.items() if "family" in sorts)
_VOICE_WORDS = "lawyer attorney barrister solicitor counsel agent spokesman spokeswoman spokesperson publicist aide"
VOICES = frozenset(_VOICE_WORDS.split())
NO_LONGER = frozenset({"former", "formerly", "ex", "then", "retired", "shadow"})
# What a great many people are, so that it tells nobody from others.
STAFFED = frozenset({"hospital", "school", "ambulance", "company", "parliament"})
"""Sorts of which a claim may have several people who speak for themselves."""
COMMON_ROLES = frozenset(
    {"witness", "eyewitness", "resident", "neighbour", "neighbor", "passenger", "driver", "survivor", "man", "woman"}
)
VAGUE = word_set("""
official officials authority authorities source sources witness witnesses resident residents leader leaders ministers
lawmakers investigators experts expert analysts eyewitnesses neighbours neighbors locals people reports media insiders local
regional several some many unidentified unnamed senior top two three four five
""")
_DOCUMENT_ROWS = """
agreement contract deal lease treaty memorandum accord pact
permit licence license approval authorisation authorization decision / invoice receipt bill / minutes transcript recording
diary notebook journal / order ruling verdict decision judgment judgement injunction warrant sentence
study paper research findings analysis survey article thesis preprint report assessment review
report audit assessment review / letter memorandum cable telegram chat chats text texts
letter email mail message messages memo note correspondence statement petition complaint
filing lawsuit suit petition complaint / indictment charges charging filing summons / autopsy postmortem
video footage recording clip tape photo photos photograph photographs picture pictures image images audio cctv screenshot
video imagery / statement release announcement communique notice bulletin post posts posting tweet tweets / order notice summons
records record file files recorder recorders document documents log logs register data papers paperwork
"""
# A word may be in several rows: a transcript is of minutes, and of a recording.
DOCUMENTS = _by_word((row, row.split()[0]) for row in table(_DOCUMENT_ROWS))
# By what a picture was taken: two of different cameras are two.
_CAMERA_ROWS = """
cctv surveillance security closed / bodycam bodyworn body worn / dashcam dashboard dash / satellite satellites / drone aerial
phone cellphone mobile smartphone / doorbell
"""
CAMERAS = {word: row.split()[0] for row in table(_CAMERA_ROWS) for word in row.split()}
# Whose word a paper is where nobody says it: an order is a court's.
ISSUERS = {"order": "court", "indictment": "prosecutor", "study": "author"}
WHERE_STUDIED = frozenset({"university", "institute", "academy", "observatory"})
"""Sorts of bodies whose word a study may be."""
LAWYERS = frozenset({"lawyer", "attorney", "solicitor", "barrister", "counsel"})
ANYTHING = "*"
PAPERS = "records"
"""Documents of any sort, but no pictures."""
COMPANY = "company"
PRIVATE = frozenset({"author", "family"})
"""Sorts of which a claim has many people, each of whom stands for himself."""
