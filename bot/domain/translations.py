"""A reader's translation of a quote: kept only for a quote in another language, on one line, and cut where it is long.

Nobody has checked a translation, so it counts for nothing. It is shown beside the original and marked as unchecked.
"""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

TRANSLATED = "Translation by the model, not checked"
_SAMPLE = 4000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_WORD = re.compile(r"[^\W\d_]+")
_NOTHING = frozenset({"", "-", "–", "none", "null", "n/a", "same"})
_ENOUGH_WORDS = 25
"""A text with this many words and hardly any of the frequent words below is in another language."""
_RARE = 0.08
# Frequent words by language, to tell languages that share a script. Compiled here; a word of two languages is in both.
_FREQUENT = {
    code: frozenset(words.split())
    for code, words in {
        "en": "the of and to in is was that for it with as his on at by he she had are but from have they which were not said "
        "be been has this their will would after who",
        "de": "der die das und ist von zu den mit des auf für im dem nicht ein eine einen als auch es sich werden wurde wurden "
        "aus er hat dass sie nach wird bei am sagte war",
        "fr": "le la les de des et un une est dans que qui pour pas sur au aux avec par du ce il elle sont plus ont été cette "
        "mais nous a selon",
        "es": "el la los las de y que en un una es por con para se del al lo como más pero sus su fue ha este sobre entre no "
        "según tras dijo",
        "pt": "o a os as de e que em um uma é por com para se do da no na dos das mais mas foi ao não são como sua pelo pela",
        "it": "il lo la gli le di e che in un una è per con non si del della dei nel sono al alla come più ha anche ma",
        "nl": "de het een van in is dat op te zijn voor met niet aan er om ook als bij door naar uit maar werd heeft hij en",
        "pl": "w i na z do nie się że to jest o jak po od za przez dla był oraz ale przy jego także który która są",
        "sv": "och att det i en som på är av för med den till har de inte om ett var från han men vid",
        "tr": "ve bir bu için ile da de olarak çok daha olan gibi en ancak sonra kadar ise değil olduğu",
        "ru": "и в не на что с по как это он она они из за от для был была были его их также но к о",
        "uk": "і й в у не на що з та як це він вона вони із за від для був була були його їх також але до про",
    }.items()
}


def kept(translation: str | None, *, quote: str, claim: str, article: str) -> str | None:
    """Return a translation as it may be shown, or None where there is none to show.

    None where quote and claim are in one language, and for a translation that repeats the quote. A quote too short to tell its
    language has the article's. After twice the quote's length and 200 characters a translation is cut, at a word.
    """
    line = " ".join(_CONTROL.sub(" ", translation or "").split())
    bare = line.casefold().strip('"“”.')
    if bare in _NOTHING or bare == " ".join(quote.split()).casefold().strip('"“”.'):
        return None
    if not _differ(quote, claim, article):
        return None
    most = 2 * len(quote) + 200
    return line if len(line) <= most else f"{line[: most - 1].rpartition(' ')[0] or line[: most - 2]} …"


def _differ(quote: str, claim: str, article: str) -> bool:
    """Say whether quote and claim are in different languages; in doubt they are not."""
    if _script(quote) != _script(claim):
        return bool(_script(quote) and _script(claim))
    one, other = language_of(quote) or language_of(article), language_of(claim)
    return one is not None and other is not None and one != other


def language_of(text: str) -> str | None:
    """Name a text's language, or its script where that tells enough; None where the words leave it open."""
    return _language_of(text[:_SAMPLE])


# An article's language is asked for by each of those who look something up in it.
@lru_cache(maxsize=32)
def _language_of(text: str) -> str | None:
    script = _script(text)
    if script not in ("LATIN", "CYRILLIC"):
        return script or None
    words = Counter(_WORD.findall(text.casefold()))
    hits = Counter({code: sum(words[word] for word in words.keys() & frequent) for code, frequent in _FREQUENT.items()})
    if script == "CYRILLIC":
        # Letters that only one of the two has tell more than words.
        hits["uk"] += 2 * len(re.findall(r"[іїєґ]", text.casefold()))
        hits["ru"] += 2 * len(re.findall(r"[ыэъё]", text.casefold()))
    (best, most), (_, second) = hits.most_common(2)
    if words.total() >= _ENOUGH_WORDS and most < _RARE * words.total():
        return f"{script}, another language"
    return best if most > max(second, 1) else None


def _script(text: str) -> str:
    """Name the script of most of a text's letters; Japanese by its own, though it writes Chinese characters too."""
    scripts = scripts_in(text[:_SAMPLE])
    if not scripts:
        return ""
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    return "HIRAGANA" if kana > 0.1 * scripts.total() else scripts.most_common(1)[0][0]


def scripts_in(text: str) -> Counter[str]:
    """Count the letters of a text by their script."""
    scripts = Counter[str]()
    for letter, number in Counter(text).items():
        if script := _script_of(letter):
            scripts[script] += number
    return scripts


@lru_cache(maxsize=4096)
def _script_of(letter: str) -> str:
    """Return the script that a letter belongs to, by the first word of its name; "" for what is no letter."""
    return unicodedata.name(letter, "?").split()[0] if letter.isalpha() else ""
