"""Wire credits: whose copy a whole article is."""

import re

from bot.domain.model import Article
from bot.gateways.builtin.naming import outlet_key

_WIRES = {
    "Reuters": r"Thomson\s+Reuters|Reuters",
    "Associated Press": r"(?:The\s+)?Associated\s+Press|AP",
    "Agence France-Presse": r"Agence\s+France[- ]Presse|AFP",
    "United Press International": r"United\s+Press\s+International|UPI",
    "Bloomberg": r"Bloomberg(?:\s+News)?",
    "Press Association": r"Press\s+Association|PA\s+Media",
    "DPA": r"dpa|DPA|Deutsche\s+Presse-Agentur",
    "Xinhua": r"Xinhua",
    "TASS": r"TASS",
    "Interfax": r"Interfax(?:-Ukraine)?",
    "Yonhap": r"Yonhap",
    "Kyodo": r"Kyodo(?:\s+News)?",
    "EFE": r"EFE",
    "ANSA": r"ANSA",
    "PTI": r"PTI|Press\s+Trust\s+of\s+India",
    "Ukrinform": r"Ukrinform",
}
_HEAD, _TAIL = 700, 500


def wire_credit(article: Article) -> str | None:
    """Name the wire whose copy an article is, by dateline, byline or closing credit; None where it is the outlet's own wire."""
    own = {outlet_key(article.outlet.name), outlet_key(article.outlet.house)}
    for wire, pattern in _WIRES.items():
        if outlet_key(wire) in own or any(re.fullmatch(pattern, name) for name in (article.outlet.name, article.outlet.house)):
            continue
        if _is_credited(article, pattern):
            return wire
    return None


def _is_credited(article: Article, wire: str) -> bool:
    head, tail = article.text[:_HEAD], article.text[-_TAIL:]
    if any(
        re.search(rf"(?:^|\b(?:by|from|via|staff,)\s+|[/,|]\s*)(?:{wire})(?:\s+(?:staff|writers?|reporters?))?\s*$", a.strip())
        for a in article.authors
    ):
        return True
    if re.search(rf"(?:^|\n)[^\n]{{0,80}}\((?:{wire})\)\s*[-–—:]", head) or re.search(
        rf"(?:^|\n)(?:By\s+)?(?:[^\n]{{0,60}}[,|/]\s*)?(?:{wire})\s*(?:\n|$)", head
    ):
        return True
    if re.search(rf"(?:[-–—]\s*|\(|©\s*(?:\d{{4}}\s+)?|Copyright\s+(?:\d{{4}}\s+)?(?:by\s+)?)(?:{wire})[.)\s]*$", tail):
        return True
    if re.search(rf"(?:Copyright|©)\s*(?:\d{{4}}\s*)?(?:by\s+)?(?:{wire})\b", tail):
        return True
    if "Reuters" in wire and re.search(r"\((?:Additional\s+)?[Rr]eporting\s+by\s[^)]*(?:[Ee]diting|[Ww]riting)\s+by\b", tail):
        return True
    return (
        re.search(
            rf"\bThis\s+(?:article|story|report)\s+(?:was\s+)?(?:first\s+)?(?:appeared|published|produced|provided|supplied)\b[^.]{{0,30}}\b(?:{wire})\b",
            tail,
        )
        is not None
    )
