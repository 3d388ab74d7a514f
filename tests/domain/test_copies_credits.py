"""Credits of news agencies: whose words an article's words are, in the ways that newsrooms write it."""

import time

import pytest

from bot.domain.copies import wire_credit

BODY = (
    "The pilot boat left the quay at six and came back at nine with eleven sailors, none of them hurt.\n\n"
    "The owner of the line said the freighter would be towed to Orsany as soon as the wind allows it.\n\n"
    "A second tug is on its way. Divers will look at the hull on Thursday, and the harbour stays open until then."
)

DATELINES = [
    ("BRUSSELS (BELGA) – ", "Belga"),
    ("Berlin (dpa) - ", "dpa"),
    ("Hamburg (dpa/lno) - ", "dpa"),
    ("Wien (APA) - ", "Austria Presse Agentur"),
    ("Bern (sda/afp) - ", "Keystone-SDA"),
    ("(ANSA) - ROMA, 08 FEB - ", "ANSA"),
    ("Madrid, 8 feb (EFE).- ", "EFE"),
    ("Santiago de Chile, 8 de febrero (EFE). - ", "EFE"),
    ("Lisboa, 08 fev 2026 (Lusa) – ", "Agência Lusa"),
    ("OSLO (NTB): ", "NTB"),
    ("København /ritzau/: ", "Ritzau"),
    ("MOSCOW, February 8. /TASS/. ", "TASS"),
    ("МОСКВА, 8 фев — РИА Новости. ", "RIA Novosti"),
    ("Москва. 8 февраля. ИНТЕРФАКС - ", "Interfax"),
    ("KYIV. Feb 8 (Interfax-Ukraine) – ", "Interfax-Ukraine"),
    ("KYIV, February 8 (Ukrinform). - ", "Ukrinform"),
    ("TOKYO, Feb 8, Kyodo — ", "Kyodo News"),
    ("TOKYO, Feb. 8 (Jiji Press)--", "Jiji Press"),
    ("SEOUL, Feb. 8 (Yonhap) -- ", "Yonhap News Agency"),
    ("BEIJING, Feb. 8 (Xinhua) -- ", "Xinhua"),
    ("新华社北京2月8日电 ", "Xinhua"),
    ("New Delhi: Feb 8 (PTI) - ", "Press Trust of India"),
    ("New Delhi [India], February 8 (ANI): ", "ANI"),
    ("ANKARA (AA) - ", "Anadolu Agency"),
    ("SYDNEY (AAP) — ", "Australian Associated Press"),
    ("OTTAWA — (The Canadian Press) — ", "Canadian Press"),
    ("(CBS/AP) ORSANY - ", "Associated Press"),
    ("ORSANY (Reuters) ", "Reuters"),
    ("DUNMORE, Feb. 8, 2026 /PRNewswire/ -- ", "PR Newswire"),
    ("القاهرة (رويترز) - ", "Reuters"),
]


@pytest.mark.parametrize(("dateline", "credit"), DATELINES)
def test_datelines(dateline: str, credit: str) -> None:
    assert wire_credit(f"Eleven sailors brought ashore\n\n{dateline}{BODY}", (), ()) == credit


BYLINES = [
    ("By REUTERS", "Reuters"),
    ("By THE ASSOCIATED PRESS", "Associated Press"),
    ("AFP/Reuters", "Agence France-Presse"),
    ("JANE DOE Associated Press", "Associated Press"),
    ("Jane Doe, AP Sports Writer", "Associated Press"),
    ("Ida Kast and John Roe, The Canadian Press", "Canadian Press"),
    ("Ida Kast for Reuters", "Reuters"),
    ("Ida Kast via AP", "Associated Press"),
    ("Press Trust of India", "Press Trust of India"),
    ("Von dpa", "dpa"),
    ("Par Le Courrier avec AFP", "Agence France-Presse"),
    ("Harbour News with files from The Canadian Press", "Canadian Press"),
    ("Redacción/EFE", "EFE"),
    ("Interfax-Ukraine", "Interfax-Ukraine"),
    ("Associated Press reporters", "Associated Press"),
    ("Staff and AP reports", "Associated Press"),
]


@pytest.mark.parametrize(("byline", "credit"), BYLINES)
def test_bylines(byline: str, credit: str) -> None:
    assert wire_credit(BODY, (byline,), ()) == credit


ENDS = [
    ("— dpa", "dpa"),
    ("dpa/jra", "dpa"),
    ("Quelle: harbour.example, jwu/dpa", "dpa"),
    ("Fuente: EFE", "EFE"),
    ("Source : AFP", "Agence France-Presse"),
    ("Джерело: Укрінформ", "Ukrinform"),
    ("© 2026 AFP", "Agence France-Presse"),
    ("© Thomson Reuters 2026 All rights reserved.", "Reuters"),
    ("(©NTB)", "NTB"),
    ("/ritzau/", "Ritzau"),
    ("(ANSA).", "ANSA"),
    ("[AFP]", "Agence France-Presse"),
    ("burs-kl/mn", "Agence France-Presse"),
    ("Reuters", "Reuters"),
    ("Our Standards: The Thomson Reuters Trust Principles.", "Reuters"),
    ("Reporting by Ida Kast in Orsany; Writing by John Roe; Editing by Mara Lind", "Reuters"),
    ("Associated Press writer Ida Kast in Orsany contributed to this report.", "Associated Press"),
    ("More AP coverage: https://apnews.com/hub/ships", "Associated Press"),
    ("This story was provided by The Canadian Press.", "Canadian Press"),
    ("With files from The Canadian Press", "Canadian Press"),
    ("(With inputs from PTI)", "Press Trust of India"),
]


@pytest.mark.parametrize(("end", "credit"), ENDS)
def test_credits_at_the_end(end: str, credit: str) -> None:
    assert wire_credit(f"{BODY}\n\n{end}", (), ()) == credit


NO_CREDIT = [
    (BODY, ("Staff and wire reports",)),
    (BODY, ("Harbour Post staff and agencies",)),
    (BODY, ("Ida Kast, formerly of Reuters",)),
    (BODY, ("Photo: AP",)),
    (BODY, ("Beta Petra",)),
    (BODY, ("Ida Kast with files from The Canadian Press",)),
    (f"{BODY}\n\nWith files from The Canadian Press", ("Ida Kast",)),
    (f"{BODY}\n\nWith agency inputs", ()),
    (f"{BODY}\n\nSource: company filings, Reuters poll", ()),
    (f"{BODY}\n\nPhoto: AP", ()),
    (f"{BODY} “We saw it,” the mate told Reuters.", ()),
    (f"{BODY} [Bloomberg]", ()),
    (f"{BODY} The AP reported that a third ship was near.", ()),
    (f"{BODY} The report was first published by Reuters on Monday.", ()),
    (f"Analysts at the Middle East and North Africa (AFP) – a joke of a name – laughed.\n\n{BODY}", ()),
    (f"The freighter off Orsany on Monday. (Reuters)\n\n{BODY}", ()),
    (f"Figure 2 (map) – where it lay\n\n{BODY}", ()),
    (f"Reuters said on Monday - and the AP agreed - that it sank.\n\n{BODY}", ()),
    (f"Ida Kast | Orsany\n\n{BODY}\n\nIda Kast has worked for Reuters, AP and AFP.", ("Ida Kast",)),
]


@pytest.mark.parametrize(("text", "authors"), NO_CREDIT)
def test_no_credit(text: str, authors: tuple[str, ...]) -> None:
    assert wire_credit(text, authors, ()) is None


def test_an_outlets_own_service_is_no_wire_to_it() -> None:
    text = f"KYIV. Feb 8 (Interfax-Ukraine) – {BODY}"
    assert wire_credit(text, (), (), own=("Interfax-Ukraine",)) is None
    assert wire_credit(BODY, ("AFP",), ("AFP",), own=("Agence France-Presse",)) is None
    assert wire_credit(f"{BODY}\n\n— Reuters", ("AFP",), (), own=("AFP",)) == "Reuters"


def test_the_newsrooms_own_spelling_is_given_back() -> None:
    assert wire_credit(BODY, ("AFP",), ("A.F.P.",)) == "A.F.P."
    assert wire_credit(f"OSLO (Fjord Wire) – {BODY}", (), ("Fjord Wire",)) == "Fjord Wire"


def test_it_is_quick() -> None:
    text = "\n\n".join([BODY] * 20)
    began = time.process_time()
    for _ in range(20):
        wire_credit(text, ("Ida Kast",), ())
    assert (time.process_time() - began) / 20 < 0.01
