"""Credits: whose words an article's words are, in the ways that newsrooms write it."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.credits import Credit, Place, credit
from bot.domain.model import UNKNOWN_OUTLET, Outlet
from bot.domain.newsrooms import Kind
from bot.domain.reading import Article
from bot.domain.releases import issuer
from storage.credits import credit_table
from tests.growth import superlinear

BODY = (
    "The pilot boat left the quay at six and came back at nine with eleven sailors, none of them hurt.\n\n"
    "The owner of the line said the freighter would be towed to Orsany as soon as the wind allows it.\n\n"
    "A second tug is on its way. Divers will look at the hull on Thursday, and the harbour stays open until then."
)
ECHO = Outlet(name="Harbour Echo", domains=("harbour-echo.example",))
FEED = "a feed"
"""Stands in the tables for a credit without a name."""

Row = tuple[str, str | None]


def found(text: str, authors: Iterable[str] = (), outlet: Outlet = ECHO, listed: Iterable[str] = ()) -> Credit | None:
    article = Article(canonical_url="https://x.example/a", outlet=outlet, authors=tuple(authors), text=text)
    made = credit(article, credit_table(), tuple(listed))
    if made is not None:
        assert made.words
        assert any(made.words in part for part in (text, *article.authors))
    return made


def name_of(made: Credit | None) -> str | None:
    return (made.author or FEED) if made else None


def wrong(rows: Iterable[Row], made: Iterable[Credit | None]) -> list[tuple[str, str | None, str | None]]:
    """Return the rows that came out otherwise, with what came out."""
    both = ((written, wanted, name_of(credited)) for (written, wanted), credited in zip(rows, made, strict=True))
    return [row for row in both if row[1] != row[2]]


DATELINES: list[Row] = [
    ("BRUSSELS (BELGA) – ", "Belga"),
    ("Berlin (dpa) - ", "dpa"),
    ("Berlin (dpa) ", "dpa"),
    ("Hamburg (dpa/lno) - ", "dpa"),
    ("Wien/Graz (APA) – ", "Austria Presse Agentur"),
    ("Bern (sda/afp) - ", "Keystone-SDA"),
    ("Zürich (awp) - ", "AWP"),
    ("Frankfurt/Main (epd). ", "epd"),
    ("(ANSA) - ROMA, 08 FEB - ", "ANSA"),
    ("Roma, 8 feb. (askanews) - ", "Askanews"),
    ("(AGI) - Roma, 8 feb. - ", "AGI"),
    ("Madrid, 8 feb (EFE).- ", "EFE"),
    ("Santiago de Chile, 8 de febrero (EFE). - ", "EFE"),
    ("MADRID, 8 Feb. (EUROPA PRESS) - ", "Europa Press"),
    ("La Habana, 8 feb (Prensa Latina) ", "Prensa Latina"),
    ("Lisboa, 08 fev 2026 (Lusa) – ", "Agência Lusa"),
    ("Paris, 14 déc 2024 (AFP) - ", "Agence France-Presse"),
    ("OSLO (NTB): ", "NTB"),
    ("København /ritzau/: ", "Ritzau"),
    ("Praha 8. února (ČTK) - ", "CTK"),
    ("Beograd, 8. februar (Tanjug) - ", "Tanjug"),
    ("Ljubljana, 08 February (STA) - ", "STA"),
    ("Athens, Feb. 8 (ANA-MPA) - ", "AMNA"),
    ("MOSCOW, February 8. /TASS/. ", "TASS"),
    ("МОСКВА, 8 фев — РИА Новости. ", "RIA Novosti"),
    ("Москва. 8 февраля. ИНТЕРФАКС - ", "Interfax"),
    ("МИНСК, 8 февраля (БелТА) — ", "BelTA"),
    ("KYIV. Feb 8 (Interfax-Ukraine) – ", "Interfax-Ukraine"),
    ("KYIV, February 8 (Ukrinform). - ", "Ukrinform"),
    ("TOKYO, Feb 8, Kyodo — ", "Kyodo News"),
    ("TOKYO, Feb. 8 (Jiji Press)--", "Jiji Press"),
    ("【ロンドン共同】", "Kyodo News"),
    ("[東京 8日 ロイター] - ", "Reuters"),
    ("【AFP=時事】", "Agence France-Presse"),
    ("SEOUL, Feb. 8 (Yonhap) -- ", "Yonhap News Agency"),
    ("(서울=연합뉴스) ", "Yonhap News Agency"),
    ("BEIJING, Feb. 8 (Xinhua) -- ", "Xinhua"),
    ("新华社北京2月8日电 ", "Xinhua"),
    ("（中央社記者台北8日電）", "Central News Agency (Taiwan)"),
    ("New Delhi: Feb 8 (PTI) - ", "Press Trust of India"),
    ("Chennai, Feb 8 (PTI) ", "Press Trust of India"),
    ("MUMBAI, Feb 8 (IANS) ", "Indo-Asian News Service"),
    ("New Delhi [India], February 8 (ANI): ", "ANI"),
    ("ISLAMABAD, Feb 8 (APP): ", "Associated Press of Pakistan"),
    ("DHAKA, Feb 8, 2026 (BSS) - ", "Bangladesh Sangbad Sangstha"),
    ("KUALA LUMPUR, Feb 8 (Bernama) -- ", "Bernama"),
    ("ANKARA (AA) - ", "Anadolu Agency"),
    ("أنقرة / الأناضول\n\n", "Anadolu Agency"),
    ("القاهرة (رويترز) - ", "Reuters"),
    ("القاهرة - رويترز: ", "Reuters"),
    ("TEHRAN, Feb. 08 (ISNA) - ", "ISNA"),
    ("ABU DHABI, 8th February, 2026 (WAM) -- ", "Emirates News Agency"),
    ("Damascus, SANA- ", "SANA"),
    ("Accra, Feb 8, GNA – ", "Ghana News Agency"),
    ("Abuja, Feb. 8, 2026 (NAN) ", "News Agency of Nigeria"),
    ("KINGSTON, Jamaica, CMC – ", "Caribbean Media Corporation"),
    ("SYDNEY (AAP) — ", "Australian Associated Press"),
    ("OTTAWA — (The Canadian Press) — ", "Canadian Press"),
    ("Orsany, Maine — (AP) ", "Associated Press"),
    ("STORD, Norway (AP) — ", "Associated Press"),
    ("UPI ― ", "UPI"),
    ("[Reuters] London – ", "Reuters"),
    ("London – (Reuters) – ", "Reuters"),
    ("(CBS/AP) ORSANY - ", "Associated Press"),
    ("ORSANY (Reuters) ", "Reuters"),
    ("(CNN) — ", "CNN"),
    ("(GRAY NEWS) - ", "Gray News"),
    ("SAN DIEGO (MarketWatch) -- ", "MarketWatch"),
    ("ORSANY, Feb. 8 (Quayside Courier) – ", "Quayside Courier"),
    ("ORSANY (Maine) — ", None),
    ("The freighter on Monday (file) – ", None),
    ("“It drifted,” he said (Reuters) – ", None),
    ("Reuters said on Monday - and the AP agreed - that it sank. ", None),
    ("The freighter off Orsany on Monday. (Reuters)\n\n", None),
    ("Figure 2 (map) – where it lay\n\n", None),
    ("Analysts at the Middle East and North Africa (AFP) – a joke of a name – laughed. ", None),
]


def test_datelines() -> None:
    made = [found(f"Eleven sailors brought ashore\n\n{dateline}{BODY}") for dateline, _ in DATELINES]
    assert wrong(DATELINES, made) == []
    assert {one.place for one in made if one} == {Place.DATELINE}
    assert name_of(found(f"AP — {BODY}")) == "Associated Press"


BYLINES: list[Row] = [
    ("By REUTERS", "Reuters"),
    ("By THE ASSOCIATED PRESS", "Associated Press"),
    ("AFP/Reuters", "Agence France-Presse"),
    ("JANE DOE Associated Press", "Associated Press"),
    ("Jane Doe, AP Sports Writer", "Associated Press"),
    ("Jane Doe | AP", "Associated Press"),
    ("Ida Kast and John Roe, The Canadian Press", "Canadian Press"),
    ("Ida Kast for Reuters", "Reuters"),
    ("Ida Kast via AP", "Associated Press"),
    ("AFP in Oslo", "Agence France-Presse"),
    ("Press Trust of India", "Press Trust of India"),
    ("Von dpa", "dpa"),
    ("Redazione Ansa", "ANSA"),
    ("Par Le Courrier avec AFP", "Agence France-Presse"),
    ("Harbour News with files from The Canadian Press", "Canadian Press"),
    ("Redacción/EFE", "EFE"),
    ("Associated Press reporters", "Associated Press"),
    ("Staff and AP reports", "Associated Press"),
    ("Ida Kast, CNN", "CNN"),
    ("CNN Newsource", "CNN"),
    ("Nexstar Media Wire staff", "Nexstar"),
    ("Gray News", "Gray News"),
    ("Scripps News Staff", "Scripps News"),
    ("The National Desk", "The National Desk"),
    ("TEGNA", "TEGNA"),
    ("PA Reporter", "PA Media"),
    ("Ida Kast - Local Democracy Reporter", "Local Democracy Reporting Service"),
    ("Ida Kast, Bloomberg News", "Bloomberg"),
    ("Stacker", "Stacker"),
    ("Local Democracy Reporter Ida Kast", "Local Democracy Reporting Service"),
    ("RFE/RL's Orsany Service", "Radio Free Europe/Radio Liberty"),
    ("Ida Kast, Report for America/The Orsany Herald", "The Orsany Herald"),
    ("Ida Kast, Virginia Mercury", "Virginia Mercury"),
    ("Ida Kast, The Mercury News", "The Mercury News"),
    ("Ida Kast, ProPublica", "ProPublica"),
    ("Ida Kast, Stateline", "Stateline"),
    ("Ida Kast, Washington Post", "The Washington Post"),
    ("Ida Kast, BBC News", "BBC"),
    ("Ida Kast, Quayside Courier", "Quayside Courier"),
    ("Ida Kast | Sound Harbour Post", "Sound Harbour Post"),
    ("Ida Kast of the Sound Post", "Sound Post"),
    ("Ida Kast, Quayside Courier Staff Writer", "Quayside Courier"),
    ("Ida Kast, Special to the Quayside Courier", "Quayside Courier"),
    ("Ida Kast Quayside Courier", "Quayside Courier"),
    ("Ida Kast, The (Orsany, Maine) Press-Herald", "The Press-Herald"),
    ("Ida Kast, The Herald", "The Herald"),
    ("Quayside Courier", "Quayside Courier"),
    ("Ida Kast, Quayside Courier (TNS)", "Tribune News Service"),
    ("Ida Kast, Local Journalism Initiative Reporter, Quayside Courier", "Quayside Courier"),
    ("Ida Kast, Local Journalism Initiative Reporter", "Local Journalism Initiative"),
    ("Ida Kast, Süddeutsche Zeitung", "Süddeutsche Zeitung"),
    ("Luis Rey, Diario de Orsany", "Diario de Orsany"),
    ("Ida Kast, Times of Orsany", "Times of Orsany"),
    ("Ida Kast, Orsany News Network", "Orsany News Network"),
    ("Wire services", FEED),
    ("Agencias", FEED),
    ("Ida Kast", None),
    ("Emily Post", None),
    ("Beta Petra", None),
    ("Pa Doe", None),
    ("Staff and wire reports", None),
    ("Harbour Echo staff and agencies", None),
    ("Ida Kast, formerly of Reuters", None),
    ("Ida Kast with files from The Canadian Press", None),
    ("Photo: AP", None),
    ("Ida Kast, Local Journalism Initiative Reporter, Harbour Echo", None),
    ("Ida Kast, Harbour Echo", None),
    ("Echo Reporter", None),
    ("National Desk", None),
    ("News Desk", None),
    ("Press Release", None),
    ("Ida Kast, Health Reporter", None),
    ("Ida Kast, News Editor", None),
    ("Ida Kast, Breaking News Reporter", None),
    ("Ida Kast, Social Media Manager", None),
    ("Ida Kast, Media Lawyer", None),
    ("Ida Kast, Press Officer", None),
    ("Ida Kast, White House Press Secretary", None),
    ("Ida Kast, Medical Examiner", None),
    ("Ida Kast, Patient Advocate", None),
    ("Ida Kast, Professor of Journalism, University of Orsany", None),
    ("Ida Kast, World Health Organization", None),
    ("Ida Kast, National Weather Service", None),
    ("Ida Kast, National Press Club", None),
    ("Ida Kast, Report for America", None),
    ("Ida Kast, Sunday Magazine", None),
]


def test_bylines() -> None:
    assert wrong(BYLINES, [found(BODY, (byline,)) for byline, _ in BYLINES]) == []


def test_a_byline_may_come_in_parts() -> None:
    assert name_of(found(BODY, ("Ida Kast", "Associated Press"))) == "Associated Press"
    assert name_of(found(BODY, ("Ida Kast", "Quayside Courier"))) == "Quayside Courier"
    assert name_of(found(BODY, ("Ida Kast", "Quayside Courier", "Harbour Echo"))) is None
    assert name_of(found(BODY, ("Ida Kast", "Emily Post"))) is None
    assert name_of(found(f"By Ida Kast\nThe Associated Press\n\n{BODY}")) == "Associated Press"
    made = found(f"By Ida Kast, Quayside Courier\n\n{BODY}")
    assert (name_of(made), made and made.place) == ("Quayside Courier", Place.HEAD)


SIGNATURES: list[Row] = [
    ("— dpa", "dpa"),
    ("-- BERNAMA", "Bernama"),
    ("==Jiji", "Jiji Press"),
    ("**ANI", "ANI"),
    ("dpa/jra", "dpa"),
    ("dpa lno kk", "dpa"),
    ("PTI ABC DE KL", "Press Trust of India"),
    ("— IANS\n\nsn/vd", "Indo-Asian News Service"),
    ("EFE abc/def", "EFE"),
    ("Quelle: harbour.example, jwu/dpa", "dpa"),
    ("Fuente: EFE", "EFE"),
    ("Source : AFP", "Agence France-Presse"),
    ("Źródło: PAP", "Polish Press Agency"),
    ("Джерело: Укрінформ", "Ukrinform"),
    ("来源：新华社", "Xinhua"),
    ("출처: 연합뉴스", "Yonhap News Agency"),
    ("(©NTB)", "NTB"),
    ("/ritzau/", "Ritzau"),
    ("(ANSA).", "ANSA"),
    ("[AFP]", "Agence France-Presse"),
    ("(AP)", "Associated Press"),
    ("burs-kl/mn", "Agence France-Presse"),
    ("Lusa/Fim", "Agência Lusa"),
    ("Enditem", "Xinhua"),
    ("Reuters", "Reuters"),
    ("Ida Kast, The Canadian Press", "Canadian Press"),
    ("Ida Kast, Quayside Courier", "Quayside Courier"),
    ("Reporting by Ida Kast in Orsany; Writing by John Roe; Editing by Mara Lind", "Reuters"),
    ("With files from The Canadian Press", "Canadian Press"),
    ("(With inputs from PTI)", "Press Trust of India"),
    ("With agency inputs", None),
    ("Source: company filings, Reuters poll", None),
    ("Source: Quayside Courier", None),
    ("h/t Quayside Courier", None),
    ("Photo: AP", None),
    ("AP via Getty", None),
    ("Additional reporting by Ida Kast", None),
    ("Ida Kast, a spokeswoman, declined to comment.", None),
]


def test_signatures() -> None:
    made = [found(f"{BODY}\n\n{written}") for written, _ in SIGNATURES]
    assert wrong(SIGNATURES, made) == []
    assert {one.place for one in made if one} <= {Place.TAIL, Place.FOOTER}
    assert [one.place for one in made if one][:3] == [Place.TAIL] * 3


NOTES: list[Row] = [
    ("© 2026 AFP", "Agence France-Presse"),
    ("© Thomson Reuters 2026 All rights reserved.", "Reuters"),
    ("Copyright 2026 The Associated Press. All rights reserved.", "Associated Press"),
    ("© dpa-infocom, dpa:260208-930-1234/1", "dpa"),
    ("Copyright 2026 dpa. All rights reserved", "dpa"),
    ("Tous droits de reproduction réservés. © (2026) Agence France-Presse", "Agence France-Presse"),
    ("RIPRODUZIONE RISERVATA © Copyright ANSA", "ANSA"),
    ("The-CNN-Wire™ & © 2026 Cable News Network, Inc. All rights reserved.", "CNN"),
    ("Copyright 2026 CNN Newsource. All rights reserved.", "CNN"),
    ("Copyright (c)2026 RFE/RL, Inc. Used with the permission of RFE/RL.", "Radio Free Europe/Radio Liberty"),
    ("(c) 2026, The New York Times", "The New York Times"),
    ("©2026 Quayside Courier. Visit at quayside.example.", "Quayside Courier"),
    ("© Provided by Quayside Courier", "Quayside Courier"),
    ("Copyright 2026 NPR. To see more, visit npr.example.", "NPR"),
    ("Our Standards: The Thomson Reuters Trust Principles.", "Reuters"),
    ("Associated Press writer Ida Kast in Orsany contributed to this report.", "Associated Press"),
    ("More AP coverage: https://apnews.com/hub/ships", "Associated Press"),
    ("To contact the reporter on this story: Ida Kast in Orsany at ikast@bloomberg.net", "Bloomberg"),
    ("Anadolu Agency website contains only a portion of the news stories that it sells.", "Anadolu Agency"),
    ("This report by The Canadian Press was first published Feb. 8.", "Canadian Press"),
    ("This story was provided by The Canadian Press.", "Canadian Press"),
    ("This Reuters article was shortened.", "Reuters"),
    ("Distributed by the Quayside Courier", "Quayside Courier"),
    ("All content created by the Quayside Courier is free to print.", "Quayside Courier"),
    ("The Associated Press receives support from foundations for its work on harbours.", "Associated Press"),
    ("This article was originally published by AFP.", "Agence France-Presse"),
    ("This story first ran in Grist. Read its newsletter.", "Grist"),
    ("This essay is republished from The Conversation, which explains why.", "The Conversation"),
    ("This piece originally appeared at Quayside Courier: Eleven sailors safe", "Quayside Courier"),
    ("This story, which first appeared in the Quayside Courier, has been shortened.", "Quayside Courier"),
    ("This report by Ida Kast originally appeared in the Quayside Courier.", "Quayside Courier"),
    ("This story was originally published on March 3 in Spanish by El Faro.", "El Faro"),
    ("This column was first published in the January 2026 issue of Quarry Magazine.", "Quarry Magazine"),
    ("A shorter version of this essay appeared in Boston Review.", "Boston Review"),
    ("Editor's note: The following story originally appeared in Signal Orsany.", "Signal Orsany"),
    ("Originally published under Creative Commons by 360info™.", "360info"),
    ("First published in The Tyee.", "The Tyee"),
    ("The Conversation originally published this article.", "The Conversation"),
    ("The post Eleven sailors safe appeared first on Quarry Hill Notes.", "Quarry Hill Notes"),
    ("Reprinted with the kind permission of the Sound Gazette", "Sound Gazette"),
    ("It is reprinted here with permission from The Texas Tribune.", "The Texas Tribune"),
    ("Published by arrangement with Project Syndicate.", "Project Syndicate"),
    ("This story is published in partnership with Inside Climate News.", "Inside Climate News"),
    ("This article appears courtesy of The Narwhal.", "The Narwhal"),
    ("This story comes from our partner, the Quayside Courier.", "Quayside Courier"),
    ("Cross-posted from Common Dreams", "Common Dreams"),
    ("Reposted from quayside-notes.com.", "quayside-notes.com"),
    ("Read the original article on Business Insider.", "Business Insider"),
    ("Story courtesy of Quayside Courier", "Quayside Courier"),
    ("Courtesy – Sound Gazette", "Sound Gazette"),
    ("(via Quayside Courier)", "Quayside Courier"),
    ("Copyright 2026 Gray Media Group, Inc. All rights reserved.", None),
    ("Copyright 2026 Nexstar Media Inc. All rights reserved.", None),
    ("© 2026 Westhaven Media Group Ltd.", None),
    ("© 2026 Harbour Echo. All rights reserved.", None),
    ("© REUTERS / Ida Kast", None),
    ("© AP PHOTO/ IDA KAST", None),
    ("Photo courtesy of the Quayside Courier", None),
    ("Video courtesy of the Quayside Courier", None),
    ("Courtesy of the Kast family", None),
    ("The chart is reprinted with permission from the Quayside Courier.", None),
    ("Reuters contributed to this report.", None),
    ("Quayside Courier's Ida Kast contributed to this report.", None),
    ("This story also appeared in The Guardian.", None),
    ("This story was originally published on March 3, 2024 at 5:00 AM.", None),
    ("This article was first published in Spanish.", None),
    ("This story first appeared in our newsletter.", None),
    ("This essay was originally published on LinkedIn.", None),
    ("This article originally appeared on Echo: Eleven sailors safe", None),
    ("This report was written by Ida Kast.", None),
    ("The story was first published by Reuters on Monday.", None),
    ("The New York Times article was shared widely.", None),
    ("The report by the BBC has prompted an inquiry.", None),
    ("The letter was published with the permission of the family.", None),
    ("This study was published in Nature.", None),
    ("Read more at the Quayside Courier.", None),
    ("Ida Kast is a reporter for the Quayside Courier.", None),
    ("“We saw it,” the mate told Reuters.", None),
    ("According to the Quayside Courier, it drifted.\n\nVia Quayside Courier", None),
]
IN_OTHER_LANGUAGES: list[Row] = [
    ("Dieser Bericht erschien zuerst bei Correctiv.", "Correctiv"),
    ("Zuerst erschienen bei Correctiv.", "Correctiv"),
    ("Mit freundlicher Genehmigung der Orsany Zeitung.", "Orsany Zeitung"),
    ("Das Schiff liegt mit Genehmigung der Stadt dort.", None),
    ("Ce texte a été initialement publié par The Conversation.", "The Conversation"),
    ("Avec l'aimable autorisation du Courrier d'Orsany", "Courrier d'Orsany"),
    ("Cette dépêche de La Presse Canadienne a été publiée initialement le 8 février.", "Canadian Press"),
    ("Este reportaje fue publicado originalmente en El Faro.", "El Faro"),
    ("Publicado originalmente por Animal Político.", "Animal Político"),
    ("Este texto foi publicado originalmente na Agência Pública.", "Agência Pública"),
    ("Questo articolo è stato pubblicato originariamente su Internazionale.", "Internazionale"),
    ("Il nome è tratto da una poesia.", None),
    ("Dit verhaal verscheen eerder in de Volkskrant.", "Volkskrant"),
    ("Denne saken ble først publisert i Bergens Tidende.", "Bergens Tidende"),
    ("Tekst ukazał się pierwotnie w Gazecie Orsany.", "Gazecie Orsany"),
    ("Статья впервые опубликована в «Медузе».", "Медузе"),
    ("Bu haber ilk olarak Anadolu Ajansı'nda yayımlandı.", "Anadolu Agency"),
    ("本文原载于《南方周末》", "南方周末"),
    ("この記事は共同通信の配信です。", "Kyodo News"),
    ("提供代步车。", None),
]


def test_notes() -> None:
    rows = [*NOTES, *IN_OTHER_LANGUAGES]
    made = [found(f"{BODY}\n\n{written}") for written, _ in rows]
    assert wrong(rows, made) == []
    assert {one.place for one in made if one} == {Place.FOOTER}
    above = found(f"This story was originally published by Global Press Journal.\n\n{BODY}")
    assert (name_of(above), above and above.place) == ("Global Press Journal", Place.HEAD)


FEEDS: list[Row] = [
    ("(This report has not been edited by our desk and is auto-generated from a syndicated newsfeed.)", FEED),
    ("This item has been taken over from a news agency feed without a change to its text.", FEED),
    ("This story was published from a wire feed; only the headline is ours.", FEED),
    ("(This is an unedited and auto-generated story.)", FEED),
    ("This story is auto-aggregated by a program.", FEED),
    ("This report is auto-generated from the PTI news service.", "Press Trust of India"),
    ("Diese Meldung wurde automatisch aus dem Ticker der Agentur übernommen.", FEED),
    ("Dieser Text wurde nicht von der Redaktion bearbeitet.", FEED),
    ("Cette dépêche n'a pas été modifiée par la rédaction.", FEED),
    ("Este conteúdo não foi editado pela redação.", FEED),
    ("Questo testo non è stato modificato dalla redazione.", FEED),
    ("यह खबर सिंडिकेट फीड से ली गई है।", FEED),
    ("Este contenido no ha sido editado por la redacción.", FEED),
    ("The report has not been independently verified by the BBC.", None),
    ("A statement published by the state news agency said so.", None),
    ("Das Protokoll wird automatisch erstellt.", None),
    ("El libro no ha sido editado por Anagrama.", None),
]


def test_a_feed_makes_the_words_a_strangers() -> None:
    assert wrong(FEEDS, [found(f"{BODY}\n\n{written}") for written, _ in FEEDS]) == []
    first = found(f"{BODY}\n\n{FEEDS[1][0]}")
    assert first is not None
    assert FEEDS[1][0].startswith(first.words)
    made = found(f"KOCHI, Feb 8 (ANI): {BODY}\n\n{FEEDS[0][0]}")
    assert name_of(made) == "ANI"


def test_a_press_release_is_its_issuers_word() -> None:
    locks = "Acme Lock Corp. (NYSE: ALC), a maker of locks, today announced a lock. "
    made = found(f"ORSANY, Feb. 8, 2026 /PRNewswire/ -- {locks}{BODY}")
    assert made is not None
    assert (made.name, made.kind, made.behind, made.author) == ("PR Newswire", Kind.RELEASE, "Acme Lock Corp", "Acme Lock Corp")
    assert (
        name_of(found(f"CHICAGO--(BUSINESS WIRE)--Acme Locks announced today that it has bought a lock. {BODY}"))
        == "Acme Locks"
    )
    assert name_of(found(f"ORSANY, Feb. 08, 2026 (GLOBE NEWSWIRE) -- {BODY}\n\nSOURCE Acme Locks")) == "Acme Locks"
    assert name_of(found(f"{BODY}\n\nDistributed by APO Group on behalf of the Ministry of Ports.")) == "Ministry of Ports"
    assert name_of(found(f"ORSANY, ME, UNITED STATES, February 8, 2026 /EINPresswire.com/ -- {BODY}")) == "EIN Presswire"


def test_a_syndicate_passes_on_a_papers_words() -> None:
    made = found(f"{BODY}\n\n©2026 Quayside Courier. Distributed by Tribune Content Agency, LLC.", ("Ida Kast",))
    assert made is not None
    assert (made.name, made.agency, made.behind) == ("Tribune News Service", "Tribune News Service", "Quayside Courier")
    paper = found(BODY, ("Ida Kast, Quayside Courier",))
    assert paper is not None
    assert (paper.name, paper.kind, paper.agency) == ("Quayside Courier", None, None)


def outlet(name: str, domain: str, family: str | None = None) -> Outlet:
    return Outlet(name=name, domains=(domain,), family=family)


OWN = [
    (outlet("Interfax-Ukraine", "interfax.com.ua"), "KYIV. Feb 8 (Interfax-Ukraine) – {}", "", None),
    (outlet("AFP", "afp.example"), "{}", "Agence France-Presse", None),
    (outlet("AFP", "afp.example"), "{}\n\n— Reuters", "AFP", "Reuters"),
    (outlet("KTLA", "ktla.com", "Nexstar"), "{}", "Nexstar Media Wire", None),
    (outlet("KTLA", "ktla.com", "Nexstar"), "TAMPA, Fla. (WFLA) — {}", "", "WFLA"),
    (outlet("First Alert 4", "firstalert4.example"), "ST. LOUIS (KMOV) — {}", "", None),
    (outlet("NBC 5 Orsany", "nbcorsany.example"), "{}", "NBC News", "NBC News"),
    (outlet("BBC", "bbc.com"), "{}", "Ida Kast, BBC Radio Orsany", None),
    (outlet("BBC News Mundo", "bbc.com"), "{}", "Ida Kast, BBC", None),
    (outlet("Associated Press of Pakistan", "app.com.pk"), "{}", "AP", "Associated Press"),
    (outlet("Hindustan Times", "hindustantimes.com"), "{}", "Ida Kast, Hindustan Times Correspondent", None),
    (outlet("Times of Israel", "timesofisrael.com"), "{}", "TOI Staff", None),
    (outlet("Orsany Post", "orsany-post.example"), "{}", "Ida Kast, Orsany Herald", "Orsany Herald"),
    (outlet("orsany-post.example", "orsany-post.example"), "{}", "Ida Kast, Orsany Post", None),
    (outlet("orsany-post.example", "orsany-post.example"), "{}", "Town Crier News Desk", None),
    (outlet("Detroit Free Press", "freep.com", "USA TODAY Co."), "{}\n\nThis story first appeared on USA TODAY.", "", None),
    (outlet(UNKNOWN_OUTLET, "pasted.example"), "{}", "Ida Kast, Quayside Courier", "Quayside Courier"),
]


def test_an_outlet_is_no_other_newsroom_to_itself() -> None:
    made = [
        (at.name, byline, wanted, name_of(found(text.format(BODY), filter(None, [byline]), at)))
        for at, text, byline, wanted in OWN
    ]
    assert [row for row in made if row[2] != row[3]] == []


def test_the_outlet_lists_spelling_is_given_back() -> None:
    assert name_of(found(BODY, ("AFP",), listed=("A.F.P.",))) == "A.F.P."
    assert name_of(found(f"OSLO (Fjordnett) – {BODY}", listed=("Fjordnett",))) == "Fjordnett"
    assert name_of(found(BODY, ("Fjordnett",), outlet=outlet("Fjordnett", "fjord.example"), listed=("Fjordnett",))) is None


@given(st.text(max_size=200), st.lists(st.text(max_size=30), max_size=3), st.lists(st.text(max_size=10), max_size=3))
def test_strange_input_is_taken(text: str, authors: list[str], listed: list[str]) -> None:
    made = found(text, authors, listed=listed)
    assert made is None or made.words


HOSTILE = """
(AP) |A, |A/|A B |a b |Reporting by |By |by A |© |===|(|"|“|. |x.|新|this article |This story was originally published by |
originally published |version of this story |The post |with permission of |courtesy of |edition of |Source: |has not been |
from a |wire feed |Herald | |A: |The |1 |é
"""


def test_texts_made_to_be_slow_are_not() -> None:
    units = [*HOSTILE.replace("\n", "").split("|"), "\n", "\nA", "\n-A"]
    assert superlinear(lambda text: found(text, (text,) * 20), units, 5_000) == {}


def test_only_the_head_and_the_end_are_looked_at() -> None:
    far = "\n\n".join([BODY] * 10)
    assert found(f"{far}\n\nORSANY (AP) — {far}\n\n© 2026 AFP\n\n{far}") is None
    assert name_of(found(f"ORSANY (AP) — {far * 100}")) == "Associated Press"


@pytest.mark.parametrize(
    ("text", "issuer_"),
    [
        ("PRESS RELEASE - Calder Ferries\nFor immediate release\n\nThe Osprey sails again.", "Calder Ferries"),
        ("News release from the Orrin Water Board\n\nThe dam stands.", "Orrin Water Board"),
        ("Media statement: Calder Town Council | 3 May\n\nThe pier is closed.", "Calder Town Council"),
        ("For immediate release\n\nThe dam stands\n\nOrrin Water Board confirms that it stands.", "Orrin Water Board"),
        ("CALDER, 3 May – Norvik Systems today announced a new sensor.", "Norvik Systems"),
        ("Press release\n\nThe dam stands, and nobody was hurt.", None),
        ("The press release of Monday said little.", None),
    ],
)
def test_a_press_release_says_whose_it_is(text: str, issuer_: str | None) -> None:
    assert issuer(text) == issuer_
