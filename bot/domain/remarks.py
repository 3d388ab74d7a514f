"""The remarks that ask a person for a judgement: the words with which each kind begins, and which kind weighs most."""

READ_AGAIN = "Read again: "
"""An article's words do not go with what the reader made of them."""
BOTH_SIDES = "Both sides: "
"""An article has one confirm what another denies."""
ANOTHER_NUMBER = "Another number: "
"""An article counts otherwise than a claim."""
ONE_ARTICLE = "This one article adds"
"""One article adds several origins to a claim."""
GONE = "No longer in it, though on record from it"
"""A later text lacks a quote that is on record."""
INSTRUCTIONS = "The page contains text that reads like instructions to a model"
UNSEEN = "Readers may not see a part of this text"
FALLBACK = "The built-in reader worked instead"
PARTIAL = "Only part of the article could be read"
PASSAGES = "The model read "
"""The model was shown a part of the article; the remark says which."""
LATER_TEXT = "A later text of "
OWN_WORDS = "Our own report: "
"""The words are the journalist's, and stand in no article."""

_WEIGHTY = (READ_AGAIN, BOTH_SIDES, ANOTHER_NUMBER, ONE_ARTICLE, GONE, INSTRUCTIONS, UNSEEN, FALLBACK, OWN_WORDS)
_IN_PART = (PARTIAL, PASSAGES, LATER_TEXT)


def asks(remark: str) -> bool:
    """Tell whether a person has to judge what a remark says, even where the article moves nothing."""
    return remark.startswith((*_WEIGHTY, *_IN_PART))


def is_weighty(remark: str) -> bool:
    """Tell whether a remark must stand on its card, however many others there are."""
    return remark.startswith(_WEIGHTY)


def is_in_part(remark: str) -> bool:
    """Tell whether a remark says that not all was read, or that the text has changed."""
    return remark.startswith(_IN_PART)


def weight(remark: str) -> int:
    """Return the place of a weighty remark's kind, the weightiest first; the others come after all of these."""
    return next((place for place, words in enumerate(_WEIGHTY) if remark.startswith(words)), len(_WEIGHTY))
