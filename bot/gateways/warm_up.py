"""Imported by the server that computing processes are forked from: they share what their first page would load each time.

That is the language model and the patterns that compile with their first text: half a second for each process.
"""

from bot.domain.model import Article, Outlet
from bot.gateways.builtin_reader import answer_on
from bot.gateways.isolation import leave_alone_what_stays
from bot.gateways.pages.page import page_of_html

_TEXT = (
    "The bridge at Orrin was closed on Monday, the town council said. Two lorries had met in the middle of it at six in the"
    " morning. “Nobody was hurt,” the mayor, Vera Holm, told a reporter. The road office may open one lane on Tuesday."
)


def _read_a_page() -> None:
    html = f"<html><head><title>A bridge</title><style>p {{ color: #222 }}</style></head><body><p>{_TEXT}</p></body></html>"
    page = page_of_html(html.encode(), "https://warm-up.example/", None, ())
    answer_on(Article(canonical_url=page.canonical_url, outlet=Outlet(name="Nobody"), text=page.text, language="en"), ())


_read_a_page()
# What is loaded here stays, and each process would look through all of it.
leave_alone_what_stays()
