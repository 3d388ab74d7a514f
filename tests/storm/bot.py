"""The bot in its own processes, so that they can be killed; it runs like `second-source serve`.

python -m tests.storm.bot PAGES_PORT [idle | alone | work | stay]   # every host name resolves to the pages on this port

`idle` answers Slack and does no work, `alone` does both in one process; `work` is the worker that the bot starts, and `stay`
one beside it.
"""

import os
import sys
import threading

from bot.app import run_worker, serve
from bot.commands.stopping import stop_on_signals
from bot.settings import Settings

IDLE = [sys.executable, "-c", "import sys; sys.stdin.read()"]


def main(pages: int, what: str = "") -> None:
    """Serve, or work, until told to stop."""
    stop = stop_on_signals()

    def resolve(_host: str, _port: int) -> list[tuple[str, int]]:
        return [("127.0.0.1", pages)]

    if what == "work":
        threading.Thread(target=_until_eof, args=(stop,), daemon=True).start()
    if what in ("work", "stay"):
        run_worker(Settings(), stop, resolve=resolve)
    working = [sys.executable, "-m", "tests.storm.bot", str(pages), "work"]
    worker = {"idle": IDLE, "alone": None}.get(what, working)
    serve(Settings(), stop, print, resolve=resolve, worker=worker)


def _until_eof(stop: threading.Event) -> None:
    while os.read(0, 4096):
        pass
    stop.set()


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
