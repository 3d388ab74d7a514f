"""How a process that only computes is set up; the server that it is forked from loads nothing else for it."""

import gc
import logging
import multiprocessing
import os
import threading

NICENESS = 5
"""Answers to Slack come first where processors are short."""
GARBAGE_AT = 50_000
"""How many new objects trigger a garbage collection. A long digest makes as many and keeps most of them."""


def leave_alone_what_stays() -> None:
    """Make garbage collection rarer, and exclude everything that is loaded now: it stays until the end anyway."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AT)


def prepare() -> None:
    """Let answers to Slack go first, keep libraries from writing to the terminal, and end this process with its parent."""
    os.nice(NICENESS)
    logging.disable(logging.CRITICAL)
    leave_alone_what_stays()

    def follow_parent() -> None:
        if (parent := multiprocessing.parent_process()) is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=follow_parent, name="parent", daemon=True).start()
