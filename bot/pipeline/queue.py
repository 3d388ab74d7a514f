"""Keeps the queue of links complete: every unfinished submission belongs in it, even if the process that stored it crashed."""

import datetime as dt

from bot.pipeline.review import give_up
from bot.pipeline.services import Services
from storage import submissions

AT_A_LOOK = 100
FRESH = dt.timedelta(seconds=30)
"""A submission younger than this is skipped: the process that stored it is putting it into the queue. The public's only come
this way."""


def enqueue_forgotten(services: Services, workspace: str, fresh: dt.timedelta = FRESH) -> bool:
    """Put unfinished links into the queue that are not there, and fail those that were tried too often.

    Returns whether any failed.
    """
    with services.database.transaction(workspace, read_only=True) as s:
        unfinished = submissions.unfinished(s, AT_A_LOOK)
    old = [each for each in unfinished if each.public or services.clock() - each.filed_at >= fresh]
    hopeless = services.queue.enqueue_forgotten(workspace, old)
    for submission in hopeless:
        give_up(services, workspace, submission.id)
    return bool(hopeless)
