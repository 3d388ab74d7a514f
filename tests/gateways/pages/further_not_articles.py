"""Further pages that are no article: walls, shops, and what is missing in other words."""

from bot.domain.errors import FetchFailure
from tests.gateways.pages.not_articles import Other, whole_page

FURTHER = {
    "a guard that names the owner": Other(
        whole_page(
            "Your access to this site has been limited by the site owner",
            "<h1>Your access to this site has been limited by the site owner</h1><p>Whoever thinks that this is a mistake may "
            "write to the owner, and should say at what time it happened.</p>",
        ),
        FetchFailure.BLOCKED,
        "automatic readers",
    ),
    "missing, in German": Other(
        whole_page(
            "Fehler | Hafenkurier",
            "<main><h1>Ups, diese Seite gibt es nicht (mehr)</h1><p>Bitte prüfen Sie die Adresse, oder nutzen Sie die Suche; "
            "auf der Startseite steht, was heute neu ist am Hafen.</p></main>",
        ),
        FetchFailure.NOT_FOUND,
        "no such page",
    ),
    "gone": Other(
        whole_page(
            "Harbour Courier",
            "<main><h1>Gone</h1><p>What you were looking for was here once and is here no longer. Try the search, or go back "
            "to the front page and look from there.</p></main>",
        ),
        FetchFailure.NOT_FOUND,
        "no such page",
    ),
    "nothing but an offer": Other(
        whole_page(
            "Harbour Courier",
            "<h1>Subscribe to continue reading</h1><p>All of the Courier for one crown a week. Stop whenever you like. Those "
            "who have an account already may use it here.</p>",
        ),
        FetchFailure.BLOCKED,
        "subscription",
    ),
    "a shop": Other(
        whole_page(
            "Storm lantern | Quay Shop",
            "<h1>Storm lantern</h1><p>24.90</p><p>Burns for twelve hours in any wind, and looks well on a table. In stock, at "
            "your door in two days.</p><button>Add to basket</button>",
            "<meta property=og:type content=product>",
        ),
        FetchFailure.NOT_AN_ARTICLE,
        "product",
    ),
}
