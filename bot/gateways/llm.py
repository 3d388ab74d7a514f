"""The model as a reader: one question per link with a strict schema, to any OpenAI-compatible endpoint."""

import hashlib
import json
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import openai
from pydantic import ValidationError

from bot.domain.answer import Answer
from bot.domain.errors import BadAnswer, TooLong
from bot.domain.model import UNKNOWN_OUTLET, Event, Outlet
from bot.domain.reading import Article, ReaderStamp
from bot.gateways.model.calls import Calls
from bot.gateways.model.completion import Completion, bare_json, guessed_tokens
from bot.gateways.model.dialect import Dialect, Wish
from bot.gateways.model.endpoint import Endpoint, Sent, one_line
from bot.gateways.model.passages import tokens
from bot.gateways.model.prompt_files import load_prompt
from bot.gateways.model.question import Question, write_question
from bot.gateways.model.spending import Budget, Usage
from bot.gateways.model.wire import SCHEMA, SCHEMA_NAME, SCHEMA_TEXT, Candidates, Unfit, WireReading, parse_wire, to_answer

PROMPT = "read"
MAX_ANSWER_BYTES = 2_000_000
# Only this much of a bad answer goes back to the model for correction.
MAX_ECHO = 4000
FORM = {"name": SCHEMA_NAME, "strict": True, "schema": SCHEMA}
# Some models' templates refuse two messages of the same role in a row.
NO_ANSWER = "(no answer)"
ARTICLE_TOKENS = 12_000
"""Most tokens of an article's text in one question; nearly all news is shorter."""
LEAST_ARTICLE_TOKENS = 1500
"""With fewer tokens of the article, a call is not worth it."""


@dataclass
class _Spent:
    """What one reading has cost so far; `cost` is None where no prices are known."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    cost: float | None = None


class ModelReader:
    """Reads articles with a language model; fits `bot.pipeline.ports.Reader`.

    `timeout` bounds one model call in seconds, `max_tokens` its answer, `article_tokens` the article's text in the question.
    `cache_key` and `effort` are for endpoints that take a prompt cache key and a reasoning effort.
    `calls` has the limits on calls; `budget` has the prices and the daily budget, if any. `token` returns the mark of each
    question's fence, which nobody can guess.
    """

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str | None,
        model: str,
        timeout: float,
        temperature: float = 0.0,
        max_tokens: int = 16_000,
        article_tokens: int = ARTICLE_TOKENS,
        cache_key: str | None = None,
        effort: str | None = None,
        max_retries: int = 2,
        calls: Calls | None = None,
        budget: Budget | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        token: Callable[[], str] = lambda: secrets.token_hex(8),
    ) -> None:
        self._endpoint = Endpoint(
            api_key=api_key,
            base_url=base_url,
            model=model,
            timeout=timeout,
            model_setting="SECOND_SOURCE_MODEL",
            max_bytes=MAX_ANSWER_BYTES,
            max_retries=max_retries,
            monotonic=monotonic,
        )
        self.model = model
        self._wish = Wish(model, temperature, max_tokens, cache_key, effort)
        self._article_tokens = self._most_article_tokens = article_tokens
        self._calls = calls or Calls(clock=monotonic, monotonic=monotonic)
        self._budget = budget
        self._monotonic = monotonic
        self._token = token
        self._prompt = load_prompt(PROMPT)
        self.dialect = Dialect()

    def question(self, article: Article, candidates: Sequence[Event]) -> str:
        """Hash everything that the answer depends on, hexadecimal.

        The article's address, its outlet and the random mark of the fence are not part of it, so a copy in another outlet is
        the same question: whose words it has is found by code. The remarks are part of it: a stored answer must not hide what
        screening finds today.
        """
        shown = Candidates(candidates)
        anywhere = article.model_copy(update={"outlet": Outlet(name=UNKNOWN_OUTLET)})
        whole = write_question(anywhere, shown, mark="", article_tokens=self._most_article_tokens)
        wish = [self.model, self._wish.temperature, self._wish.max_tokens, self._wish.effort]
        asked = [self._endpoint.base_url, *wish, self._prompt.sha256, SCHEMA_TEXT]
        told = [whole.text, whole.remarks, article.text_sha256, [shown.place(label) for label in shown.labels]]
        return hashlib.sha256(json.dumps([*asked, *told]).encode()).hexdigest()

    def read(self, article: Article, candidates: Sequence[Event]) -> Answer:
        """Ask the model once, and once more with the error where its answer does not fit.

        Raises TryLater (out of reach, over a limit), BadAnswer (nonsense twice, a refusal), BadInput (key, model or address
        wrong), Cannot (the text is too long for the model).
        """
        started = self._monotonic()
        shown = Candidates(candidates)
        spent = _Spent()
        question, wire = self._ask_for_less(article, shown, spent)
        stamp = ReaderStamp(
            reader="model",
            model=self.model,
            prompt=self._prompt.name,
            prompt_version=self._prompt.version,
            prompt_sha256=self._prompt.sha256,
            temperature=self._wish.temperature if self.dialect.temperature else None,
            calls=spent.calls,
            tokens_in=spent.tokens_in,
            tokens_out=spent.tokens_out,
            tokens_cached=spent.tokens_cached,
            cost=spent.cost,
            seconds=self._monotonic() - started,
        )
        return to_answer(wire, shown, stamp, question.remarks, in_part=question.in_part)

    def _ask_for_less(self, article: Article, shown: Candidates, spent: _Spent) -> tuple[Question, WireReading]:
        """Ask about as much of the article as fits into the model's context, as its refusals show; raises TooLong."""
        size = min(self._article_tokens, tokens(article.text))
        while True:
            question = write_question(article, shown, mark=self._token(), article_tokens=size)
            try:
                wire = self._ask_twice(question.text, shown, spent)
            except TooLong:
                if size <= LEAST_ARTICLE_TOKENS:
                    raise
                size = max(size // 2, LEAST_ARTICLE_TOKENS)
                continue
            if question.in_part:
                # No endpoint says how large the context is; later articles begin with the size that fitted.
                self._article_tokens = min(self._article_tokens, size)
            return question, wire

    def _ask_twice(self, question: str, shown: Candidates, spent: _Spent) -> WireReading:
        messages = [{"role": "system", "content": self._prompt.text}, {"role": "user", "content": question}]
        try:
            return self._parsed(self._content(self._ask(messages, spent)), shown)
        except Unfit as fault:
            messages.append({"role": "assistant", "content": fault.answer[:MAX_ECHO] or NO_ANSWER})
            mend = f"That answer cannot be used. {fault}\nAnswer once more, with the whole JSON object and nothing else"
            messages.append({"role": "user", "content": f"{mend}, by this JSON Schema: {SCHEMA_TEXT}"})
        try:
            return self._parsed(self._content(self._ask(messages, spent)), shown)
        except Unfit as fault:
            raise BadAnswer(
                f"The model '{self.model}' gave an answer that cannot be used, twice: {one_line(str(fault))} "
                "If this happens often, set another model as SECOND_SOURCE_MODEL."
            ) from None

    def _parsed(self, content: str, shown: Candidates) -> WireReading:
        bare = bare_json(content)
        try:
            return parse_wire(bare, shown)
        except Unfit:
            if self.dialect.shape == "json_schema" and not _has_the_form(bare):
                # The endpoint accepts the schema but ignores it; put it into the prompt for the articles that follow.
                self.dialect = replace(self.dialect, told=True)
            raise

    def _ask(self, messages: list[dict[str, str]], spent: _Spent) -> Completion:
        sent = Sent()
        answer: bytes | None = None
        try:
            with self._calls.call(self._check) as requested, self._endpoint.open(requested, sent) as client:
                answer = self._answer(client, messages)
        finally:
            self._count_lost(sent.billed - (answer is not None), messages, spent)
        spent.calls += 1
        try:
            completion = Completion.model_validate_json(answer)
        except ValidationError:
            completion = None
        self._count(completion.tokens() if completion else None, messages, answer, spent)
        if completion is None:
            raise Unfit("The endpoint's answer was not a chat completion.")
        return completion

    def _check(self) -> None:
        if self._budget:
            self._budget.check()

    def _answer(self, client: openai.OpenAI, messages: list[dict[str, str]]) -> bytes:
        dialect = self.dialect
        while True:
            request = dialect.request(messages, self._wish, FORM)
            try:
                raw = client.chat.completions.with_raw_response.create(**request)
            except openai.APIStatusError as error:
                other = dialect.after(error, self._wish)
                if other is None:
                    raise
                dialect = other
            else:
                self.dialect = replace(dialect, proven=True)
                return raw.content

    def _count(self, told: Usage | None, messages: list[dict[str, str]], answer: bytes, spent: _Spent) -> None:
        """Add the cost of one answer, even an unusable one; tokens are guessed where the endpoint reports none."""
        if told:
            spent.tokens_in += told.tokens_in
            spent.tokens_out += told.tokens_out
            spent.tokens_cached += told.tokens_cached
        self._pay(told or guessed_tokens(messages, answer), spent)

    def _count_lost(self, number: int, messages: list[dict[str, str]], spent: _Spent) -> None:
        """Book a guess for requests whose answers were lost: the endpoint bills them all the same."""
        for _ in range(number if self._budget else 0):
            self._pay(guessed_tokens(messages, None), spent)

    def _pay(self, usage: Usage, spent: _Spent) -> None:
        if self._budget:
            spent.cost = (spent.cost or 0.0) + self._budget.pay(self.model, usage)

    def _content(self, completion: Completion) -> str:
        if not completion.choices:
            raise Unfit("The answer was empty.")
        choice = completion.choices[0]
        if choice.refusal or choice.finish_reason == "content_filter":
            said = f" It said: {self._endpoint.said(choice.refusal)}" if choice.refusal else ""
            raise BadAnswer(f"The model '{self.model}' refused to read this article.{said}")
        if choice.finish_reason == "length":
            raise Unfit("The answer was cut off because it was too long. Give fewer statements and shorter quotes.")
        if not choice.text:
            raise Unfit("The answer held no text.")
        return self._endpoint.without_key(choice.text)


def _has_the_form(content: str) -> bool:
    """Say whether an answer looks as if the endpoint had enforced the schema."""
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(answer, dict) and set(SCHEMA["required"]) == answer.keys()
