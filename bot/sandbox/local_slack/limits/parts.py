"""The basic checks: fields, lengths, text objects. Each notes what is wrong and where, as Slack does."""

import re
from collections.abc import Collection
from typing import Any

from bot.sandbox.local_slack.values import Json

ID_LENGTH = 255
URL_LENGTH = 3000
TEXT_LENGTH = 3000
_URL = re.compile(r"^(https?://[^\s/]+|mailto:|tel:|slack://)\S*$", re.IGNORECASE)


class Problems:
    """The problems found so far, each with its JSON pointer."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, at: str, sentence: str) -> None:
        """Note one problem."""
        self.found.append(f"{sentence} [json-pointer:{at}]")

    def needs_object(self, value: Any, at: str) -> bool:
        """Return whether this is an object, and note a problem if it is not."""
        if not isinstance(value, dict):
            self.add(at, "must provide an object")
        return isinstance(value, dict)

    def keys(self, thing: Json, at: str, required: Collection[str], optional: Collection[str] = ()) -> None:
        """Note missing and unknown fields."""
        for key in required:
            if thing.get(key) is None:
                self.add(at, f"missing required field: {key}")
        for key in thing:
            if key not in required and key not in optional:
                self.add(at, f"invalid additional property: {key}")

    def string(self, thing: Json, key: str, at: str, most: int, *, least: int = 0) -> None:
        """Check a plain string field, if it is there."""
        value = thing.get(key)
        if value is None:
            return
        if not isinstance(value, str):
            self.add(f"{at}/{key}", "must provide a string")
        else:
            self.length(value, f"{at}/{key}", most, least)

    def length(self, value: str, at: str, most: int, least: int = 1) -> None:
        """Check the length of a text, in characters."""
        if len(value) > most:
            self.add(at, f"must be less than {most + 1} characters")
        if len(value) < least:
            self.add(at, f"must be more than {least - 1} characters")

    def url(self, thing: Json, key: str, at: str, most: int = URL_LENGTH) -> None:
        """Check an address field, if it is there."""
        self.string(thing, key, at, most, least=1)
        value = thing.get(key)
        if isinstance(value, str) and value and not _URL.match(value):
            self.add(f"{at}/{key}", "must be a valid URL")

    def yes_or_no(self, thing: Json, at: str, *keys: str) -> None:
        """Check boolean fields, if they are there."""
        for key in keys:
            if thing.get(key) is not None and not isinstance(thing[key], bool):
                self.add(f"{at}/{key}", "must provide a boolean")

    def whole(self, thing: Json, key: str, at: str, least: int, most: int) -> None:
        """Check a whole number, if it is there."""
        value = thing.get(key)
        if value is None:
            return
        if isinstance(value, bool) or not isinstance(value, int):
            self.add(f"{at}/{key}", "must provide an integer")
        elif not least <= value <= most:
            self.add(f"{at}/{key}", f"must be from {least} to {most}")

    def choice(self, thing: Json, key: str, at: str, allowed: Collection[str]) -> None:
        """Check a field with a closed set of values, if it is there."""
        value = thing.get(key)
        if value is not None and (not isinstance(value, str) or value not in allowed):
            self.add(f"{at}/{key}", f"must be one of {', '.join(sorted(allowed))}")

    def items(self, thing: Json, key: str, at: str, most: int, *, least: int = 1) -> list[Any]:
        """Check the length of a list field, and return the list; empty if it is missing or not a list."""
        value = thing.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.add(f"{at}/{key}", "must provide an array")
            return []
        if len(value) > most:
            self.add(f"{at}/{key}", f"no more than {most} items allowed")
        if len(value) < least:
            self.add(f"{at}/{key}", f"no fewer than {least} items allowed")
        return value

    def text(self, thing: Json, key: str, at: str, most: int = TEXT_LENGTH, *, plain: bool = False) -> None:
        """Check a text object, if it is there."""
        value = thing.get(key)
        if value is not None and self.needs_object(value, f"{at}/{key}"):
            self.text_object(value, f"{at}/{key}", most, plain=plain)

    def text_object(self, value: Json, at: str, most: int = TEXT_LENGTH, *, plain: bool = False) -> None:
        """Check one text object."""
        kind = value.get("type")
        if kind == "plain_text":
            self.keys(value, at, ("type", "text"), ("emoji",))
            self.yes_or_no(value, at, "emoji")
        elif kind == "mrkdwn" and not plain:
            self.keys(value, at, ("type", "text"), ("verbatim",))
            self.yes_or_no(value, at, "verbatim")
        else:
            self.add(f"{at}/type", "must be plain_text" if plain else "must be plain_text or mrkdwn")
        self.string(value, "text", at, most, least=1)
