"""People in letters: outside Slack, its ids say nothing to anybody."""

import re

from bot.domain.digest import Digest, Section
from bot.domain.subscription import Part

_SLACK_ID = re.compile(r"[UW][A-Z0-9]{2,20}")


def readable(digest: Digest) -> Digest:
    """Leave out who is known by a Slack id alone, and a section that is about nothing but such people."""
    sections = [_readable(section) if section.part is Part.CONTRIBUTORS else section for section in digest.sections]
    return digest.model_copy(update={"sections": tuple(section for section in sections if section.entries)})


def _readable(section: Section) -> Section:
    named = tuple(entry for entry in section.entries if not _SLACK_ID.fullmatch(entry.person or ""))
    return section.model_copy(update={"entries": named})
