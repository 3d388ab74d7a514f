"""The bot as a process of its own, so that it can be killed; it runs as `second-source serve` does.

python -m tests.storm.bot PAGES_PORT      # every host name leads to the pages on this port
"""

import signal
import sys
import threading

from bot.app import serve
from bot.settings import Settings


def main(pages: int) -> None:
    """Serve until told to stop."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    serve(Settings(), stop, print, resolve=lambda _host, _port: [("127.0.0.1", pages)])


if __name__ == "__main__":
    main(int(sys.argv[1]))
