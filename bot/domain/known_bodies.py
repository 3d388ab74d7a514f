"""Bodies whose other names no rule can know: acronyms that are no initials, former names, seats and nicknames.

The names are those that the bodies give themselves and that news agencies use for them, as of November 2026.
"""

from bot.domain.names import taken_apart
from bot.domain.terms import table

# Names of one body; after the colon what it is, in words by which others may call it; after the bar where the names stand: on
# the body's own site, in a reference work, or in what news agencies write. A row may go on in an indented line. A name that
# begins with "the" is one only where nothing else stands with it.
_ROWS = """
SBU / Security Service of Ukraine / Ukrainian Security Service: ukraine security service | ssu.gov.ua
GUR / HUR / Main Intelligence Directorate / Defence Intelligence of Ukraine: ukraine military intelligence | gur.gov.ua
IDF / Israel Defense Forces / Israeli Defense Forces / Israel Defence Forces / Tsahal: israel army | idf.il
FSB / Federal Security Service: russia security service | fsb.ru
SVR / Foreign Intelligence Service: russia foreign intelligence service | svr.gov.ru
IRGC / Revolutionary Guards / Islamic Revolutionary Guard Corps /
  Iran's Revolutionary Guards: iran revolutionary guard | britannica.com
PLA / People's Liberation Army: china army | mod.gov.cn
Bundeswehr: germany army | bundeswehr.de
MI5: mi5 intelligence service | mi5.gov.uk
MI6 / Secret Intelligence Service: mi6 intelligence service | sis.gov.uk
GCHQ / Government Communications Headquarters: gchq intelligence agency | gchq.gov.uk
CENTCOM / US Central Command: us central command | centcom.mil
CDC / Centers for Disease Control / Centers for Disease Control and Prevention /
  US Centers for Disease Control: cdc health | cdc.gov
ATF / Bureau of Alcohol, Tobacco, Firearms and Explosives | atf.gov
Met Police / Metropolitan Police / Metropolitan Police Service / Scotland Yard / the Met: metropolitan police | met.police.uk
Defra / Department for Environment, Food and Rural Affairs: uk environment food rural affairs ministry | gov.uk
CERN / European Organization for Nuclear Research | home.cern
PSNI / Police Service of Northern Ireland: northern ireland police | psni.police.uk
RCMP / Royal Canadian Mounted Police / Mounties: canada police | rcmp.ca
Garda / Gardai / An Garda Siochana / Garda Siochana: garda ireland police | garda.ie
BKA / Bundeskriminalamt / Federal Criminal Police Office: germany criminal police | bka.de
FDNY / New York City Fire Department / New York Fire Department: york fire | nyc.gov
Downing Street / No 10 / Number 10 / 10 Downing Street: uk premier | gov.uk
White House: us president government | whitehouse.gov
Biden administration: us president government | agency use
Trump administration: us president government | agency use
Federal Council / Swiss Federal Council: switzerland government | admin.ch
Generalitat / Catalan government / Government of Catalonia: catalonia government | web.gencat.cat
Kremlin: russia president government | kremlin.ru
Pentagon: us defense ministry army | war.gov
Foggy Bottom / State Department / US State Department / Department of State /
  US Department of State: us foreign ministry | state.gov
Federal Reserve / US Federal Reserve / Federal Reserve System / Fed: us central bank | federalreserve.gov
Bank of England / BoE: uk central bank | bankofengland.co.uk
European Central Bank / ECB: eurozone central bank | ecb.europa.eu
MSF / Medecins Sans Frontieres / Doctors Without Borders: msf charity | msf.org
UNRWA / UN Relief and Works Agency: un palestine refugee agency | unrwa.org
United Nations / UN / the world body: un | un.org
World Health Organization / WHO: un health agency | who.int
International Court of Justice / ICJ / World Court: un court | icj-cij.org
Europol: eu police agency | europol.europa.eu
Frontex: eu borderguard agency | frontex.europa.eu
Eurostat: eu statistics office | ec.europa.eu/eurostat
Interpol: international police | interpol.int
Roscosmos: russia space agency | roscosmos.ru
ESA / European Space Agency: europe space agency | esa.int
IMF / International Monetary Fund: monetary fund | imf.org
FBI / Federal Bureau of Investigation: us federal investigation bureau | fbi.gov
NASA / National Aeronautics and Space Administration: us space agency | nasa.gov
NTSB / National Transportation Safety Board: us transportation safety board | ntsb.gov
Ofcom: ofcom media communications agency | ofcom.org.uk
Ofgem: ofgem energy gas electricity agency | ofgem.gov.uk
Ofwat: ofwat water agency | ofwat.gov.uk
Ofsted: ofsted education school inspectorate | gov.uk
BP / British Petroleum | bp.com
GM / General Motors | gm.com
GE / General Electric | ge.com
VW / Volkswagen | volkswagen-group.com
DB / Deutsche Bahn: deutsche germany rail company | bahn.de
J&J / Johnson & Johnson / Johnson and Johnson | jnj.com
P&G / Procter & Gamble / Procter and Gamble | pg.com
Facebook / Meta / Meta Platforms | about.meta.com
Google / Alphabet | abc.xyz
Gaza Health Ministry / Hamas-run Health Ministry / Gaza Ministry of Health: gaza palestine health ministry | apnews.com
Gazprom: gazprom russia gas company | gazprom.com
the Moscow: russia government president ministry | agency use
the Kyiv / the Kiev: ukraine government president ministry | agency use
the Beijing: china government president ministry | agency use
the Tehran: iran government president ministry | agency use
the Pyongyang: korea government president ministry | agency use
the Brussels: eu commission government | agency use
the EU / the European Union: eu commission government | agency use
the bloc: eu commission government | agency use
the Berlin: germany government ministry | agency use
the Paris: france government president ministry | agency use
the Ankara: turkey government president ministry | agency use
Republican Party / GOP / Republicans / Grand Old Party: us republican party | gop.com
Democratic Party / Democrats: us democratic party | democrats.org
Conservative Party / Conservatives / Tory Party / Tories: uk conservative party | conservatives.com
Houthis / Houthi / Houthi movement / Ansar Allah / Houthi rebels: houthi rebel | britannica.com
Mossad: israel intelligence service agency | mossad.gov.il
Shin Bet / Israel Security Agency: israel security service | shabak.gov.il
Destatis / Statistisches Bundesamt: germany statistics office | destatis.de
INSEE: france statistics institute office | insee.fr
Istat: italy statistics institute office | istat.it
Rosstat: russia statistics service office | rosstat.gov.ru
Deutscher Wetterdienst / DWD: germany weather service office | dwd.de
Meteo-France / Meteo France: france weather service office | meteofrance.com
BaFin: germany financial authority | bafin.de
FINMA: switzerland financial authority | finma.ch
Consob: italy market security authority | consob.it
SEBI / Securities and Exchange Board of India: india market security board | sebi.gov.in
Bundesnetzagentur / Federal Network Agency: germany energy telecommunication communication rail agency | bundesnetzagentur.de
Bundeskartellamt / Federal Cartel Office: germany competition office | bundeskartellamt.de
TGA / Therapeutic Goods Administration: australia medicine drug administration | tga.gov.au
Swissmedic: switzerland medicine drug agency | swissmedic.ch
Crown Office / COPFS / Crown Office and Procurator Fiscal Service: scotland prosecutor office | copfs.gov.uk
NHS / National Health Service: nhs | nhs.uk
EPA / Environmental Protection Agency: us environment agency | epa.gov
FDA / Food and Drug Administration: us food drug agency | fda.gov
FAA / Federal Aviation Administration: us aviation agency | faa.gov
NYPD / New York Police Department / New York City Police Department: york police | nyc.gov
HRW / Human Rights Watch: right ngo | hrw.org
UNICEF / UN Children's Fund: un children agency | unicef.org
UNHCR / UN refugee agency / United Nations High Commissioner for Refugees: un refugee agency | unhcr.org
NATO / North Atlantic Treaty Organization: nato alliance | nato.int
UEFA / Union of European Football Associations: uefa football union | uefa.com
FIFA: fifa football federation | fifa.com
OSCE / Organization for Security and Co-operation in Europe: osce observer mission | osce.org
IAEA / International Atomic Energy Agency / UN nuclear watchdog: un nuclear agency | iaea.org
"""


# By their capitals the governments of countries are called, in what agencies write.
_CAPITALS = """
Ottawa canada / Canberra australia / Madrid spain / Rome italy / Warsaw poland / Budapest hungary / Vienna austria
Prague czechia / Athens greece / Lisbon portugal / Dublin ireland / Stockholm sweden / Oslo norway / Helsinki finland
Copenhagen denmark / Belgrade serbia / Bucharest romania / Sofia bulgaria / Minsk belarus / Tbilisi georgia / Yerevan armenia
Baku azerbaijan / Chisinau moldova / Tokyo japan / Seoul korea / Taipei taiwan / Delhi india / Islamabad pakistan
Kabul afghanistan / Jakarta indonesia / Manila philippines / Hanoi vietnam / Bangkok thailand / Baghdad iraq / Damascus syria
Beirut lebanon / Cairo egypt / Doha qatar / Nairobi kenya / Abuja nigeria / Khartoum sudan / Caracas venezuela / Bogota colombia
Havana cuba / Santiago chile / Lima peru / London uk / Washington us
"""


def _read() -> tuple[dict[tuple[str, ...], int], dict[str, str], dict[str, str]]:
    of, told, alone = dict[tuple[str, ...], int](), dict[str, str](), dict[str, str]()
    for number, row in enumerate(_ROWS.replace("\n  ", " ").strip().splitlines()):
        names, _, what = row.partition(" | ")[0].partition(": ")
        first, *others = table(names)
        for name in (first, *others):
            written = taken_apart(name).written
            of[written] = number
            (alone if name.startswith("the ") else told)[" ".join(written)] = what or " ".join(taken_apart(first).written)
    for capital, country in map(str.split, table(_CAPITALS)):
        alone.setdefault(capital.lower(), f"{country} government president ministry")
    return of, told, alone


BODY_OF, TOLD_BY, TOLD_ALONE = _read()
"""For the words of a body's name its number; for the name the words by which others may call it, and these for one alone."""
