"""Names of the people who bring links and decide: one form each, so that nobody is two people by spelling."""

import unicodedata

from bot.domain.errors import BadInput

LONGEST = 100


def person(name: str) -> str:
    """Return a person's name in its one form; raises BadInput for one that is empty, too long or holds hidden characters."""
    plain = " ".join(unicodedata.normalize("NFKC", name).split())
    if not plain:
        raise BadInput("A name is needed: the record says who brought a link and who decided.")
    if len(plain) > LONGEST:
        raise BadInput(f"A name has at most {LONGEST} characters; this one has {len(plain):,}.")
    if any(unicodedata.category(character).startswith("C") for character in plain):
        raise BadInput("A name may hold no control characters and no hidden ones.")
    return plain


def same_person(one: str, other: str) -> bool:
    """Tell whether two names, in their one form, are the same person's; case does not matter."""
    return one.casefold() == other.casefold()
