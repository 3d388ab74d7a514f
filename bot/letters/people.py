"""People in letters: a chat's user id means nothing to readers outside it."""

from bot.domain.chat_ids import is_person_id
from bot.domain.digest import Digest, Section
from bot.domain.subscription import DigestPart


def readable(digest: Digest) -> Digest:
    """Leave out contributors who are known only by their id, and the section if none is left."""
    sections = [_readable(section) if section.part is DigestPart.CONTRIBUTORS else section for section in digest.sections]
    return digest.model_copy(update={"sections": tuple(section for section in sections if section.entries)})


def _readable(section: Section) -> Section:
    named = tuple(entry for entry in section.entries if not is_person_id(entry.person or ""))
    return section.model_copy(update={"entries": named})
