import pytest

from bot.domain.model import Outlet
from bot.domain.reading import Article
from bot.gateways.builtin.article import ReadyArticle

BODY = "The council met on Monday and voted for the new bridge. " * 20


@pytest.mark.parametrize(
    ("text", "authors", "outlet", "wire"),
    [
        ("DUNMORE (Reuters) - The council met.\n\n" + BODY, (), "Dunmore Gazette", "Reuters"),
        ("Bridge\n\nDUNMORE, March 4 (UPI) — It met.\n\n" + BODY, (), "Dunmore Gazette", "UPI"),
        ("Dunmore (AFP) – The council met.\n\n" + BODY, (), "Dunmore Gazette", "Agence France-Presse"),
        ("DUNMORE, March 4 (Harbour Times) – The council met.\n\n" + BODY, (), "Dunmore Gazette", "Harbour Times"),
        ("DUNMORE, March 4 (Dunmore Gazette) – The council met.\n\n" + BODY, (), "Dunmore Gazette", None),
        (BODY, ("The Associated Press",), "Dunmore Gazette", "Associated Press"),
        (BODY + "\n\n— AP", (), "Dunmore Gazette", "Associated Press"),
        (BODY + "\n\n(Reporting by Ada Roe and Reuters staff; Editing by Tom Ilk)", (), "Dunmore Gazette", "Reuters"),
        ("DUNMORE (Reuters) - The council met.\n\n" + BODY, (), "Reuters", None),
        ("Ada Roe told Reuters that the council met.\n\n" + BODY, (), "Dunmore Gazette", None),
        ("The AP exam is hard, the council heard.\n\n" + BODY, ("Ada Roe",), "Dunmore Gazette", None),
    ],
)  # fmt: skip
def test_finds_whose_text_an_article_is(text: str, authors: tuple[str, ...], outlet: str, wire: str | None) -> None:
    article = Article(canonical_url="https://x.example/a", outlet=Outlet(name=outlet), authors=authors, text=text)
    assert ReadyArticle(article).wire == wire
