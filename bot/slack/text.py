"""Text for Slack: made harmless, cut to fit."""

import re
from urllib.parse import urlsplit

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_PERSON_IN_TEXT = re.compile(r"\b([UW](?=[A-Z0-9]*\d)[A-Z0-9]{4,20})\b")
_PLACE_IN_TEXT = re.compile(r"&lt;#([CG][A-Z0-9]{2,20})&gt;")
_PERSON = re.compile(r"^[UW][A-Z0-9]{2,20}$")


def clean(text: str) -> str:
    """Take out control characters and marks that reorder or hide text; a line break stays."""
    return _CONTROL.sub("", text)


def escape(text: str) -> str:
    """Make a text harmless in mrkdwn: no mention, link or entity comes to life (docs.slack.dev, "Escaping text")."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, most: int) -> str:
    """Shorten a text to at most so many characters, at a word where one ends nearby, and show that it was cut."""
    if len(text) <= most:
        return text
    short = text[: most - 2]
    at_word = short.rsplit(" ", 1)[0]
    return f"{at_word if len(at_word) > most * 0.8 else short} …"


def mention(person: str) -> str:
    """Name a person: as Slack's mention where it is a Slack id, else as harmless text."""
    return f"<@{person}>" if _PERSON.match(person) else escape(person)


def with_mentions(escaped: str) -> str:
    """Let the ids of people in a sentence of ours (escaped already) become mentions."""
    return _PERSON_IN_TEXT.sub(r"<@\1>", escaped)


def with_places(escaped: str) -> str:
    """Let the channels that a sentence (escaped already) names become links; a channel's name rings for nobody."""
    return _PLACE_IN_TEXT.sub(r"<#\1>", escaped)


def link(url: str, label: str) -> str:
    """Link a label to an http(s) address; any other address gives the label alone."""
    if urlsplit(url).scheme not in ("http", "https") or re.search(r"[|<>\s]", url):
        return escape(label)
    return f"<{url.replace('&', '&amp;')}|{escape(label).replace('|', '¦')}>"
