"""Bodies whose other names no rule can know: acronyms that are no initials, former names, seats and nicknames.

The names are those that the bodies give themselves and that news agencies use for them, as of November 2026.
"""

from bot.domain.names import taken_apart
from bot.domain.terms import table

# Names of one body; after the colon what it is, in words by which others may call it. A name that begins with "the" is one
# only where nothing else stands with it.
_ROWS = """
SBU / Security Service of Ukraine / Ukrainian Security Service: ukraine security service
GUR / HUR / Main Intelligence Directorate / Defence Intelligence of Ukraine: ukraine military intelligence
IDF / Israel Defense Forces / Israeli Defense Forces / Israel Defence Forces / Tsahal: israel army
FSB / Federal Security Service: russia security service
SVR / Foreign Intelligence Service: russia foreign intelligence service
IRGC / Revolutionary Guards / Islamic Revolutionary Guard Corps / Iran's Revolutionary Guards: iran revolutionary guard
PLA / People's Liberation Army: china army
Bundeswehr: germany army
MI5: mi5 intelligence service
MI6 / Secret Intelligence Service: mi6 intelligence service
GCHQ / Government Communications Headquarters: gchq intelligence agency
CENTCOM / US Central Command: us central command
CDC / Centers for Disease Control / Centers for Disease Control and Prevention / US Centers for Disease Control: cdc health
ATF / Bureau of Alcohol, Tobacco, Firearms and Explosives
Met Police / Metropolitan Police / Metropolitan Police Service / Scotland Yard / the Met: metropolitan police
Defra / Department for Environment, Food and Rural Affairs: uk environment food rural affairs ministry
CERN / European Organization for Nuclear Research
PSNI / Police Service of Northern Ireland: northern ireland police
RCMP / Royal Canadian Mounted Police / Mounties: canada police
Garda / Gardai / An Garda Siochana / Garda Siochana: garda ireland police
BKA / Bundeskriminalamt / Federal Criminal Police Office: germany criminal police
FDNY / New York City Fire Department / New York Fire Department: york fire
Downing Street / No 10 / Number 10 / 10 Downing Street: uk premier
White House: us president government
Biden administration / Trump administration: us president government
Kremlin: russia president government
Pentagon: us defense ministry army
Foggy Bottom / State Department / US State Department / Department of State / US Department of State: us foreign ministry
Federal Reserve / US Federal Reserve / Federal Reserve System / Fed: us central bank
Bank of England / BoE: uk central bank
European Central Bank / ECB: eurozone central bank
MSF / Medecins Sans Frontieres / Doctors Without Borders: msf charity
UNRWA / UN Relief and Works Agency: un palestine refugee agency
United Nations / UN / the world body: un
World Health Organization / WHO: un health agency
International Court of Justice / ICJ / World Court: un court
Europol: eu police agency
Frontex: eu borderguard agency
Eurostat: eu statistics office
Interpol: international police
Roscosmos: russia space agency
ESA / European Space Agency: europe space agency
IMF / International Monetary Fund: monetary fund
FBI / Federal Bureau of Investigation: us federal investigation bureau
NASA / National Aeronautics and Space Administration: us space agency
NTSB / National Transportation Safety Board: us transportation safety board
Ofcom: ofcom media communications agency
Ofgem: ofgem energy gas electricity agency
Ofwat: ofwat water agency
Ofsted: ofsted education school inspectorate
BP / British Petroleum
GM / General Motors
GE / General Electric
VW / Volkswagen
DB / Deutsche Bahn: deutsche germany rail company
J&J / Johnson & Johnson / Johnson and Johnson
P&G / Procter & Gamble / Procter and Gamble
Facebook / Meta / Meta Platforms
Google / Alphabet
Gaza Health Ministry / Hamas-run Health Ministry / Gaza Ministry of Health: gaza health ministry
Gazprom: gazprom russia gas company
the Moscow: russia government president ministry
the Kyiv / the Kiev: ukraine government president ministry
the Beijing: china government president ministry
the Tehran: iran government president ministry
the Pyongyang: korea government president ministry
the Brussels: eu government
the Berlin: germany government ministry
the Paris: france government president ministry
the Ankara: turkey government president ministry
"""


def _read() -> tuple[dict[str, int], dict[str, str], dict[str, str]]:
    of, told, alone = dict[str, int](), dict[str, str](), dict[str, str]()
    for number, row in enumerate(_ROWS.strip().splitlines()):
        names, _, what = row.partition(": ")
        first, *others = table(names)
        for name in (first, *others):
            key = " ".join(taken_apart(name).written)
            of[key] = number
            (alone if name.startswith("the ") else told)[key] = what or " ".join(taken_apart(first).written)
    return of, told, alone


BODY_OF, TOLD_BY, TOLD_ALONE = _read()
"""For a body's name its number, the words by which others may call it, and these for names that have to stand alone."""
