import datetime as dt

from bot.domain.model import EventKind, Layer
from tests.gateways.builtin.stories import read


def test_a_statement_makes_both_layers() -> None:
    draft = read(
        "VARN, March 4 — Prime Minister Olga Stent said on Tuesday that the Lowland fleet had left Port Hale.\n\nIt has grain.",
        title="Stent: Fleet Has Left",
    ).draft
    assert draft is not None
    assert draft.kind is EventKind.STATEMENT
    assert draft.headline == "Stent: Fleet Has Left"
    assert draft.date == dt.date(2025, 3, 4)
    assert [(c.layer, c.speaker, c.text) for c in draft.claims] == [
        (Layer.UTTERANCE, "Olga Stent", "Olga Stent said that the Lowland fleet had left Port Hale"),
        (Layer.SUBSTANCE, "Olga Stent", "The Lowland fleet had left Port Hale"),
    ]
    assert "Port Hale" in draft.entities


def test_a_plain_lead_makes_one_claim() -> None:
    draft = read(
        "Two freight trains collided near Holm on Friday, and a tanker caught fire.\n\nThe Holm Fire Service put it out."
    ).draft
    assert draft is not None
    assert draft.kind is EventKind.ACCIDENT
    assert draft.place == "Holm"
    assert [c.layer for c in draft.claims] == [Layer.SUBSTANCE]
    assert draft.claims[0].text.startswith("Two freight trains collided")
    assert "Holm Fire Service" in draft.entities


def test_a_councils_vote_is_policy_in_its_town() -> None:
    text = "Lowfield town council voted on Thursday night to close the Elm Street library."
    draft = read(text, title="Council closes library").draft
    assert draft is not None
    assert (draft.kind, draft.place) == (EventKind.POLICY, "Lowfield")
    assert [c.text for c in draft.claims] == [text]


def test_a_page_without_a_sentence_makes_no_draft() -> None:
    assert read("Menu\n\nContact").draft is None
