"""Print which share of a day's prompt tokens is the same beginning, which endpoints bill at the price of their cache.

python -m tests.bench.prefix [LINKS] [EVENTS]      # by default 200 links and 1,000 stored events
"""

import sys
import tempfile
from itertools import takewhile
from pathlib import Path

from pydantic import SecretStr

from bot.app import open_services
from bot.gateways.model.passages import tokens
from bot.opening import now
from bot.pipeline.intake import Link, accept_link
from bot.pipeline.ports import call_here
from bot.pipeline.review import review
from bot.settings import Settings
from storage import events
from tests.bench.generated import events as generated
from tests.bench.generated import page
from tests.newsroom import PlainSteps
from tests.openai_server import KEY, MODEL, Asked, OpenAIServer, Reply, completion

WORKSPACE = "bench"


def asked_on_a_day(links: int, stored: int) -> list[str]:
    """Take links over the whole pipeline and return the prompts that a model was asked, in order, without their schema."""
    prompts: list[str] = []

    def reply(asked: Asked) -> Reply:
        prompts.append(f"{asked.system}\n\n{asked.user}")
        return completion({"statements": [], "judgements": [], "unrelated": [], "draft": None})

    with tempfile.TemporaryDirectory(prefix="second-source-bench-") as folder, OpenAIServer(reply) as server:
        settings = Settings(
            home=Path(folder),
            workspace=WORKSPACE,
            openai_api_key=SecretStr(KEY),
            openai_base_url=server.base_url,
            model=MODEL,
        )
        with open_services(settings, compute=call_here) as services:
            with services.database.transaction(WORKSPACE) as s:
                events.add_many(s, generated(stored), now())
            for index, event in enumerate(generated(links)):
                url = f"https://bench.example/{index}"
                link = Link(key=f"bench-{index}", by="bench", place="bench", url=url, html=page(event))
                review(services, PlainSteps(), WORKSPACE, accept_link(services, WORKSPACE, link).submission.id)
    return prompts


def same_beginning(first: str, prompts: list[str]) -> int:
    """Return how many tokens of prompts in all are the beginning of the first one too."""
    lengths = (
        sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, prompt, strict=False))) for prompt in prompts
    )
    return sum(tokens(first[:length]) for length in lengths)


def main(links: int, stored: int) -> None:
    """Print the share."""
    prompts = asked_on_a_day(links, stored)
    sizes = sorted(map(tokens, prompts))
    # Nothing of the first prompt was in the cache.
    share = same_beginning(prompts[0], prompts[1:]) / sum(sizes)
    print(
        f"{links} links of about 800 words, {stored:,} stored events: {len(prompts)} prompts, median {sizes[len(sizes) // 2]:,}"
        f" tokens, {share:.1%} of all tokens are the same beginning (wanted: 60% at least)"
    )


if __name__ == "__main__":
    given = [int(number) for number in sys.argv[1:]]
    main(*given, *(200, 1000)[len(given) :])
