"""Imported by the server that computing processes are forked from: they share what their first page would load each time.

That is the modules, and the patterns that compile with their first text: over a second for each process.
"""

import gc

TEXT = (
    "The bridge at Orrin was closed on Monday, the town council said. Two lorries had met in the middle of it at six in the"
    " morning. “Nobody was hurt,” the mayor, Vera Holm, told a reporter. The road office may open one lane on Tuesday."
)
_PARAGRAPHS = 12
"""Enough that nobody looks for more on the page: the lists of common words in a hundred languages are hardly ever needed."""


def _read_a_page() -> None:
    from bot.gateways.apart import leave_alone_what_stays
    from bot.gateways.pages.page import page_of_html

    paragraphs = "".join(f"<p>{TEXT} It was told {number} times.</p>" for number in range(_PARAGRAPHS))
    html = f"<html><head><title>A bridge</title><style>p {{ color: #222 }}</style></head><body>{paragraphs}</body></html>"
    page_of_html(html.encode(), "https://warm-up.example/", None, ())
    # What is loaded here stays, and each process would look through all of it.
    leave_alone_what_stays()


# Nothing of what is imported now is garbage.
gc.disable()
_read_a_page()
gc.enable()
