"""How to write a request so that an endpoint accepts it, learnt from its answers, never from its name."""

import json
import re
from dataclasses import dataclass, replace
from typing import Any, Literal

import openai

from bot.gateways.model.endpoint import complaint_of, is_too_long

_NO_SYSTEM = re.compile(r"messages\[0\]\.role|system (role|message|prompt)s?\b|role\W+system|developer (role|message)")
_NO_SHAPE = re.compile(r"response_format|schema|grammar|guided|structured")


@dataclass(frozen=True)
class Wish:
    """What every request asks of the endpoint, as far as it accepts it; no `effort` leaves it to the model.

    `cache_key` is the same for all requests with one beginning, so that they reach the machine that has it in its cache.
    """

    model: str
    temperature: float
    max_tokens: int
    cache_key: str | None = None
    effort: str | None = None


@dataclass(frozen=True)
class Dialect:
    """What a request may contain; `proven` says that the endpoint has accepted one in this dialect.

    `system` says that it accepts a system message. `told` says that the schema is in the prompt as well as in the request: the
    endpoint accepts the schema but ignores it. `cache_key` and `effort` say that it accepts a key for its prompt cache, and how
    much the model is to reason.
    """

    temperature: bool = True
    limit: Literal["max_completion_tokens", "max_tokens"] | None = "max_completion_tokens"
    shape: Literal["json_schema", "json_object"] | None = "json_schema"
    system: bool = True
    cache_key: bool = True
    effort: bool = True
    told: bool = False
    proven: bool = False

    def __str__(self) -> str:
        shapes = {"json_schema": "strict schema", "json_object": "JSON without a schema", None: "schema in the prompt only"}
        shape = shapes[self.shape] + (", which it does not hold to, so that it is in the prompt too" if self.told else "")
        parts = [
            shape,
            "temperature" if self.temperature else "no temperature",
            self.limit or "no limit on the answer",
            *([] if self.system else ["no system message"]),
            *([] if self.cache_key else ["no prompt cache key"]),
            *([] if self.effort else ["no reasoning effort"]),
        ]
        return ", ".join(parts)

    def after(self, error: openai.APIStatusError, wish: Wish) -> "Dialect | None":
        """Return the dialect to try after this error to a wish, or None where the error is about something else."""
        if error.status_code == 500:
            # Some servers fail, instead of complaining, at what they do not know: first the fields that least know.
            if self.proven:
                return None
            if self._has_extras(wish):
                return replace(self, cache_key=False, effort=False)
            return replace(self, shape="json_object") if self.shape == "json_schema" else None
        if error.status_code not in (400, 422) or error.code in ("context_length_exceeded", "content_filter"):
            return None
        # What an endpoint sends as `param` may be of any type.
        complaint = str(error.param).lower() if error.param else complaint_of(error)
        if self.cache_key and "prompt_cache_key" in complaint:
            return replace(self, cache_key=False)
        if self.effort and "reasoning_effort" in complaint:
            return replace(self, effort=False)
        if self.temperature and "temperature" in complaint:
            return replace(self, temperature=False)
        if self.limit and ("max_tokens" in complaint or "max_completion_tokens" in complaint):
            return replace(self, limit="max_tokens" if self.limit == "max_completion_tokens" else None)
        if self.system and _NO_SYSTEM.search(complaint):
            return replace(self, system=False)
        if self.shape and _NO_SHAPE.search(complaint):
            return replace(self, shape="json_object" if self.shape == "json_schema" else None)
        if is_too_long(error):
            # Some count the answer's limit as part of the text; without a limit, the answer gets what is left.
            return replace(self, limit=None) if self.limit else None
        if not self.proven and self._has_extras(wish):
            # Some refuse what they do not know without a word on what that is.
            return replace(self, cache_key=False, effort=False)
        return None

    def _has_extras(self, wish: Wish) -> bool:
        return bool((self.cache_key and wish.cache_key) or (self.effort and wish.effort))

    def request(self, messages: list[dict[str, str]], wish: "Wish", form: dict[str, Any]) -> dict[str, Any]:
        """Return a request with `form` as the named strict schema of the answer; the first message is the system's."""
        request: dict[str, Any] = {"model": wish.model}
        if self.cache_key and wish.cache_key:
            request["prompt_cache_key"] = wish.cache_key
        if self.effort and wish.effort:
            request["reasoning_effort"] = wish.effort
        if self.temperature:
            request["temperature"] = wish.temperature
        if self.limit:
            request[self.limit] = wish.max_tokens
        if self.shape == "json_schema":
            request["response_format"] = {"type": "json_schema", "json_schema": form}
        elif self.shape == "json_object":
            request["response_format"] = {"type": "json_object"}
        return request | {"messages": self._messages(messages, form["schema"])}

    def _messages(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> list[dict[str, str]]:
        first, *rest = messages
        if self.told or self.shape != "json_schema":
            text = json.dumps(schema, separators=(",", ":"))
            told = f"{first['content']}\n\nAnswer with nothing but JSON, by this JSON Schema: {text}"
            first = {**first, "content": told}
        if self.system:
            return [first, *rest]
        return [{**rest[0], "content": f"{first['content']}\n\n{rest[0]['content']}"}, *rest[1:]]
