"""A chat completion as endpoints send it: they differ in what they leave out and what they add."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from bot.gateways.model.spending import Usage

CHARACTERS_PER_TOKEN = 3
"""A cautious guess for endpoints that do not report tokens: English has about four characters per token, others fewer."""
LOST_ANSWER_TOKENS = 2000
"""Booked for an answer that never came: about the length of a full one, so that an outage cannot spend money unseen."""
# No reading takes more; a larger number is made up, and would use up a budget at once.
_MOST_TOKENS = 10_000_000
_END_OF_REASONING = "</think>"


class _Part(BaseModel):
    text: str = ""


class _Message(BaseModel):
    content: str | list[_Part] | None = None
    refusal: str | None = None


class Choice(BaseModel):
    """One answer of a completion."""

    message: _Message
    finish_reason: str | None = None

    @property
    def refusal(self) -> str | None:
        """Return the model's own words of refusal, if it refused."""
        return self.message.refusal

    @property
    def text(self) -> str:
        """Return the answer's text, joined where it comes in parts; separate reasoning is not in it."""
        content = self.message.content
        return content or "" if not isinstance(content, list) else "".join(part.text for part in content)


_Count = Annotated[int | None, Field(ge=0)]


class _Details(BaseModel):
    cached_tokens: _Count = None
    # OpenAI and OpenRouter; LiteLLM has the other name.
    cache_write_tokens: _Count = None
    cache_creation_tokens: _Count = None


class _Usage(BaseModel):
    # Every question has tokens; an endpoint that reports none would never use up a budget.
    prompt_tokens: int = Field(gt=0, le=_MOST_TOKENS)
    completion_tokens: int = Field(default=0, ge=0, le=_MOST_TOKENS)
    prompt_tokens_details: _Details | None = None
    # Names of gateways to other vendors, beside the details or in place of them.
    cache_read_input_tokens: _Count = None
    cache_creation_input_tokens: _Count = None
    prompt_cache_hit_tokens: _Count = None

    def cached(self) -> int:
        """Return how many tokens of the question were read from the endpoint's cache."""
        details = self.prompt_tokens_details or _Details()
        told = (details.cached_tokens, self.cache_read_input_tokens, self.prompt_cache_hit_tokens)
        return min(max((count for count in told if count), default=0), self.prompt_tokens)

    def written(self) -> int:
        """Return how many other tokens of the question were written into the endpoint's cache."""
        details = self.prompt_tokens_details or _Details()
        told = (details.cache_write_tokens, details.cache_creation_tokens, self.cache_creation_input_tokens)
        return min(max((count for count in told if count), default=0), self.prompt_tokens - self.cached())


class Completion(BaseModel):
    """An endpoint's answer to one request."""

    choices: list[Choice]
    usage: Any = None

    def tokens(self) -> Usage | None:
        """Return the tokens that the endpoint reports; None where it reports none, or nonsense."""
        try:
            told = _Usage.model_validate(self.usage)
        except ValidationError:
            return None
        if not told.completion_tokens and any(choice.text for choice in self.choices):
            return None
        return Usage(told.prompt_tokens, told.completion_tokens, told.cached(), told.written())


def guessed_tokens(messages: Sequence[dict[str, str]], answer: bytes | None) -> Usage:
    """Guess the tokens of one call from the length of its messages and its answer; `answer` is None where it was lost."""
    sent = sum(len(message["content"]) for message in messages)
    got = LOST_ANSWER_TOKENS if answer is None else -(-len(answer) // CHARACTERS_PER_TOKEN)
    return Usage(-(-sent // CHARACTERS_PER_TOKEN), got)


def bare_json(text: str) -> str:
    """Return the first JSON object without what a model puts around it: reasoning, a code fence, a sentence.

    A text without one stays as it is.
    """
    text = text.strip()
    if not text.startswith("{"):
        # The opening tag is often part of the prompt, so that only the closing one is there.
        text = text.partition(_END_OF_REASONING)[2].strip() or text
    start = text.find("{")
    if start < 0:
        return text
    try:
        _, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return text
    return text[start:end]
