"""Text for Slack: escaped, and cut to fit."""

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.domain.chat_ids import is_person_id
from bot.domain.visible import visible

_EMOJI_NAME = re.compile(r":(?=[\w+'-]{1,100}:)(?=[\d_]*[^\W\d_]|[+-]1:|100:|1234:)")
# Slack begins bold, italics and the like only where a word may begin; addresses keep their underscores.
_BOLD = re.compile(r"(?<!\w)\*(?=\S)")
_ITALIC = re.compile(r"(?<![\w/.?=&#%+-])[_~](?=\S)")
_LIKE = {"_": "\uff3f", "~": "\u223c"}
_PERSON_IN_TEXT = re.compile(r"\b([UW](?=[A-Z0-9]*\d)[A-Z0-9]{4,20})\b")
_TIME_IN_TEXT = re.compile(r"\b(20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])) at ((?:[01]\d|2[0-3]):[0-5]\d) UTC")
_NAMED_IN_TEXT = re.compile(f"{_PERSON_IN_TEXT.pattern}|{_TIME_IN_TEXT.pattern}")
LOCAL_TIME = "{date_short} {time}"
_PLACE_IN_TEXT = re.compile(r"&lt;#([CG][A-Z0-9]{2,20})&gt;")


clean = visible
"""Cleans a text that stays as it is otherwise: for plain text and rich text, in which Slack interprets nothing."""


def escape(text: str) -> str:
    """Escape a text for mrkdwn, so that it makes no mention, link or entity (docs.slack.dev, "Escaping text").

    Marks that would make it bold, code or an emoji become characters that look like them.
    """
    plain = _EMOJI_NAME.sub("\ua789", _BOLD.sub("\u2217", visible(text).replace("`", "'")))
    plain = _ITALIC.sub(lambda mark: _LIKE[mark[0]], plain)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, most: int) -> str:
    """Shorten a text to at most `most` characters, at the end of a word if one is near, with "…"."""
    if len(text) <= most:
        return text
    short = text[: most - 2]
    at_word = short.rsplit(" ", 1)[0]
    return f"{at_word if len(at_word) > most * 0.8 else short} …"


def mention(person: str) -> str:
    """Name a person: as a mention if it is a Slack id, else as escaped text."""
    return f"<@{person}>" if is_person_id(person) else escape(person)


def with_mentions(escaped: str) -> str:
    """Turn the ids of people in one of our sentences (escaped already) into mentions."""
    return _PERSON_IN_TEXT.sub(r"<@\1>", escaped)


def parts_of(sentence: str) -> Iterator[str | dt.datetime]:
    """Take one of our sentences apart into words, ids of people, and times; no part is empty, which Slack refuses."""
    at = 0
    for found in _NAMED_IN_TEXT.finditer(sentence):
        if before := sentence[at : found.start()]:
            yield before
        yield dt.datetime.fromisoformat(f"{found[2]}T{found[3]}+00:00") if found[2] else found[0]
        at = found.end()
    if rest := sentence[at:]:
        yield rest


def with_times(escaped: str) -> str:
    """Turn the times in one of our sentences (escaped already) into Slack's date tokens: each reads them in their own zone."""
    return _TIME_IN_TEXT.sub(_date_token, escaped)


def _date_token(found: re.Match[str]) -> str:
    at = dt.datetime.fromisoformat(f"{found[1]}T{found[2]}+00:00")
    return f"<!date^{int(at.timestamp())}^{LOCAL_TIME}|{found[0]}>"


def place_in_text(channel: str) -> str:
    """Name a channel in a plain sentence, in the form that `with_places` finds."""
    return f"<#{channel}>"


def with_places(escaped: str) -> str:
    """Turn the channels that a sentence (escaped already) names into links; a channel link notifies nobody."""
    return _PLACE_IN_TEXT.sub(r"<#\1>", escaped)


def link(url: str, label: str) -> str:
    """Link a label to an http(s) address; for any other address, return only the label."""
    if not _is_web_address(url) or re.search(r"[|<>\s]", url):
        return escape(label)
    return f"<{url.replace('&', '&amp;')}|{escape(label).replace('|', '¦')}>"


def _is_web_address(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False
