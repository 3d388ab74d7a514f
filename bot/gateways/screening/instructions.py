"""Words of a page that are meant for a model instead of for readers: found, and told to an editor."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from textwrap import shorten

from bot.domain.remarks import INSTRUCTIONS
from bot.gateways.english.sentences import Sentence, split
from bot.gateways.screening.folding import plain
from bot.gateways.screening.marks import chat_markers, marks_in
from bot.gateways.screening.orders import elsewhere_in, is_told_of, off_topic_asks, orders_a_model

INJECTION = f"{INSTRUCTIONS}; it was ignored."
HIDDEN = f"{INSTRUCTIONS}; it is hidden from readers, and was not read."
_LONGEST_SHOWN = 120
_QUOTATION = re.compile(r"“[^“”\n]*”|\"[^\"\n]*\"|(?:^|(?<=[\s(]))['‘](?=[A-Z])[^\n]{0,400}?[.,!?]['’](?=\s|$)", re.MULTILINE)


def instructions_in(text: str, sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences of an article (as `split` cuts its text) that read like instructions to a model, in order."""
    quoted = _quoted(text, sentences)
    read = [s._replace(text=plain(s.text)) for s in sentences]
    unquoted = [s for s, inside in zip(read, quoted, strict=True) if not inside]
    found = {s.start for s in unquoted if orders_a_model(s.text) and not is_told_of(s.text)}
    suspect = {s.paragraph for s in unquoted if s.start in found}
    found.update(s.start for s in off_topic_asks([s for s in unquoted if s.start not in found], read, suspect))
    starts = [s.start for s in sentences]
    for mark in (*marks_in(text), *elsewhere_in(text)):
        at = bisect_right(starts, mark.end() - 1)
        found.update(starts[max(0, at - 1) : at])
    return [s for s in sentences if s.start in found]


def remark_on_hidden(text: str, said: str = HIDDEN) -> str | None:
    """Tell an editor of orders to a model in the words that a page hides, which nobody reads; None where there are none.

    Menus and notices that wait for a click are full of orders to readers, so only what is plainly meant for a model counts.
    """
    found = [s.text for s in split(text) if orders_a_model(plain(s.text))]
    found = found or [text[mark.start() : mark.end()] for mark in (*chat_markers(text), *elsewhere_in(text))]
    if not found:
        return None
    return f"{said} It says: “{shorten(' '.join(found[0].split()), _LONGEST_SHOWN, placeholder=' …')}”."


def remark_on(instructions: Sequence[Sentence]) -> str:
    """Tell an editor of instructions that were found, in the words of the first, cut short; always begins with `INJECTION`."""
    if not instructions:
        return INJECTION
    shown = "".join(c for c in " ".join(instructions[0].text.split()) if c.isprintable())
    quote = shorten(shown, _LONGEST_SHOWN, placeholder=" …") if " " in shown[:_LONGEST_SHOWN] else shown[:_LONGEST_SHOWN]
    return f"{INJECTION} It says: “{quote}”" + (f", and {len(instructions) - 1:,} more." if len(instructions) > 1 else ".")


def _quoted(text: str, sentences: Sequence[Sentence]) -> list[bool]:
    """Say of each sentence whether it stands in a quotation that opens before it and closes in the same paragraph."""
    spans = [found.span() for found in _QUOTATION.finditer(text)]
    starts = [start for start, _ in spans]
    last = [bisect_left(starts, s.start) - 1 for s in sentences]
    return [at >= 0 and s.start < spans[at][1] - 1 for s, at in zip(sentences, last, strict=True)]
