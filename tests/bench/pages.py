"""Print how well the text of pages is read, against trafilatura by itself on the same pages.

python -m tests.bench.pages     # F of words, and what an editor is told where text is missing
"""

import statistics
import time

from trafilatura import extract

from bot.domain.errors import Unreadable
from bot.gateways.web import WebFetcher
from tests.gateways.pages.cms import CMS, EACH, cms_story, f_of_words


def main() -> None:
    """Print a line for each layout, and the means."""
    fetcher = WebFetcher()
    scores: list[tuple[float, float]] = []
    seconds = [0.0, 0.0]
    # What is loaded and compiled once is no page's cost.
    first = cms_story("WordPress", 0)
    fetcher.from_html(CMS["WordPress"](first).encode(), "https://mercury.example/news/first")
    extract(CMS["WordPress"](first))
    for layout, make in CMS.items():
        of_layout, told = list[tuple[float, float]](), ""
        for number in range(EACH):
            made = cms_story(layout, number)
            source, wanted = make(made), " ".join(made.paragraphs)
            began = time.process_time()
            try:
                page = fetcher.from_html(source.encode(), f"https://mercury.example/news/{made.slug}")
                ours, told = page.text, " ".join(filter(None, (page.partial, page.warning)))
            except Unreadable as refused:
                ours, told = "", f"refused: {refused}"
            between = time.process_time()
            theirs = extract(source, include_comments=False) or ""
            seconds[0] += between - began
            seconds[1] += time.process_time() - between
            of_layout.append((f_of_words(ours, wanted), f_of_words(theirs, wanted)))
        scores += of_layout
        print(f"{layout:36s}{_mean(of_layout, 0):7.3f}{_mean(of_layout, 1):7.3f}  {told[:110]}")
    print(f"{'all':36s}{_mean(scores, 0):7.3f}{_mean(scores, 1):7.3f}  {seconds[0] / seconds[1]:.1f} times its processor time")


def _mean(scores: list[tuple[float, float]], which: int) -> float:
    return statistics.fmean(score[which] for score in scores)


if __name__ == "__main__":
    main()
