"""What sort of piece an article says that it is."""

from bot.domain.model import Outlet, OutletKind
from bot.domain.reading import Article
from bot.gateways.builtin.genre import genre_of

BODY = "The ferry Osprey sank off Calder Point on Friday. The coastguard found nobody. The owner was silent."
GENRES = [
    (BODY, "Ferry sinks", "news"),
    (BODY, "OPINION: Nobody should sail in March", "opinion"),
    (f"Nobody should sail in March\n\nComment by Ada Roe\n\n{BODY}", None, "opinion"),
    (f"Ferry was “only diving”\n\nThe Weekly Gull - satire, 7 March 2025\n\n{BODY}", None, "satire"),
    (f"{BODY}\n\nThis is satire.", "Ferry was only diving", "satire"),
    (f"PRESS RELEASE - Calder Ferries\nFor immediate release\n\n{BODY}", None, "press_release"),
    (f"{BODY}\n\nENDS\nNotes to editors: call the harbour office.", "Calder Ferries on the Osprey", "press_release"),
    (BODY, "Correction: the ferry Osprey", "correction"),
    (f"Corrections and clarifications\n\n{BODY}", None, "correction"),
    (BODY, "Osprey sinking: live updates", "live_blog"),
    ("12.40 The owner will speak.\n12.10 Nobody is found.\n08.25 The ferry has sunk.", "Osprey", "live_blog"),
    (f"Fact check: did the Osprey sink?\n\n{BODY}\n\nVerdict: true", None, "fact_check"),
    (BODY, "Analysis: why ferries sink", "analysis"),
    ("Q: Did it sink?\nA: It did.\nQ: When?\nA: On Friday.", "Ada Roe on the Osprey", "interview"),
    ("@calderwatch: the osprey is going down!! #calder", None, "social_post"),
    (BODY, "The owner must answer | Opinion", "opinion"),
    (f"Comment: sailing in March\n\n{BODY}\n\nCorrection: an earlier version gave another name.", None, "opinion"),
    (f"{BODY}\n\nCorrection: an earlier version gave another name.", "Ferry sinks", "correction"),
    (f"{BODY}\n\nThe Gull is a satirical news site; all of it is made up.", "Ferry was only diving", "satire"),
    # A word of these in running text, in a headline or in a page's furniture is no label.
    (BODY, "Satire magazine attacked in Calder", "news"),
    (f"Comment\nShare\n{BODY}\nComment", "Ferry sinks", "news"),
    (f"{BODY}\n\nVerdict: guilty on both counts", "Owner before the court", "news"),
    ("The editor of a satire magazine was on board; a comment by the owner had no word of him. " * 3, "Ferry sinks", "news"),
    (f"{BODY} A correction of the charts is due. The press release said little.", "Opinion polls and ferries", "news"),
]  # fmt: skip


def test_a_piece_is_what_its_labels_and_its_form_say() -> None:
    articles = (
        (Article(canonical_url="https://x.example/a", outlet=Outlet(name="Dunmore Gazette"), title=title, text=text), genre)
        for text, title, genre in GENRES
    )
    wrong = [(a.title, a.text[:60], genre, found) for a, genre in articles if (found := genre_of(a).value) != genre]
    assert wrong == []


def test_a_folder_of_the_address_tells_the_sort_and_its_title_does_not() -> None:
    outlet = Outlet(name="Dunmore Gazette")
    addresses = {
        "https://x.example/opinion/2025/ferries": "opinion",
        "https://x.example/satire/osprey": "satire",
        "https://x.example/fact-check/osprey-photo": "fact_check",
        "https://x.example/press-releases/osprey": "press_release",
        "https://x.example/news/opinion": "news",
        "https://x.example/news/public-opinion-on-ferries": "news",
    }
    found = {url: genre_of(Article(canonical_url=url, outlet=outlet, title="Ferry sinks", text=BODY)) for url in addresses}
    assert found == addresses


def test_what_a_social_network_publishes_is_a_post() -> None:
    outlet = Outlet(name="Calder Watch", kind=OutletKind.SOCIAL)
    assert genre_of(Article(canonical_url="https://x.example/a", outlet=outlet, text=BODY)) == "social_post"
