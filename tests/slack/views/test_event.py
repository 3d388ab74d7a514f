"""The event's card: both layers, who reports what, what did not count, and how the record moved."""

import datetime as dt

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bot.domain.model import Grade, Level
from bot.domain.record import EditKind, EventEdit, Rewording
from bot.domain.rewording import reworded
from bot.slack.action_ids import Action
from bot.slack.views.chart import history_chart
from bot.slack.views.event import event_card, event_list, page_card
from bot.slack.views.message import MessageContent
from tests.domain.make import EVENT, outlet, person, report
from tests.slack.limits import texts
from tests.slack.made import DENYING, REPEATING, STANDING, history, largest_record
from tests.slack.messages import actions, assert_fits, assert_in_order, parts, words_of
from tests.slack.proposals import AT, LONGEST, longest_event

REPORTS = (*STANDING, *REPEATING, DENYING)
PAGE = "https://verify.example/events/orrin-dam"
METADATA = {"extracted_at": AT, "source_story": "orrin-morning-notes"}


def card(*, public: bool = True, chart: bool = True) -> MessageContent:
    return event_card(EVENT.model_copy(update=METADATA), REPORTS, history(), public=public, now=AT, chart=chart)


def test_an_event_is_drawn_as_before(snapshot: SnapshotAssertion) -> None:
    assert card().payload() == snapshot(extension_class=JSONSnapshotExtension)


def test_the_card_under_a_link_to_its_page_is_drawn_as_before(snapshot: SnapshotAssertion) -> None:
    drawn = page_card(EVENT, REPORTS, PAGE, in_slack=True)
    assert drawn.payload() == snapshot(extension_class=JSONSnapshotExtension)


def test_the_card_under_a_link_fits_and_is_for_pressing_where_the_event_is_known() -> None:
    longest = longest_event().model_copy(update={"retracted_because": "It was a drill."})
    drawn = page_card(longest, REPORTS, f"{PAGE}?key={'k' * 24}", in_slack=True)
    assert words_of(assert_fits(drawn)).startswith("⛔ Retracted: ")
    for in_slack, offered in ((True, [Action.SHOW_EVENT, Action.OPEN_LINK]), (False, [Action.OPEN_LINK])):
        assert list(actions(assert_fits(page_card(EVENT, REPORTS, PAGE, in_slack=in_slack)))) == offered


def test_the_card_says_how_well_founded_and_why_then_each_layer_with_its_reports() -> None:
    said = words_of(assert_fits(card()))
    order = [
        "📢 Vera Holm says the Orrin dam failed",
        "Statement · Orrin · 2 Mar 2026",
        "Reported, 15% likely. Confirmed by 2 outlets, from 1 origin: Vera Holm.",
        "3 outlets: Daily Beacon, Harbour Courier, Quayside Times",
        "Know another source?",
        "That it was said: Vera Holm said that the dam at Orrin failed.",
        "Harbour Courier (grade B), 2 Mar 2026",
        "Confirms · origin: its own work",
        "Tone: certain · basis: witnessed",
        "That it is so: The dam at Orrin failed.",
        "Reported, 15% likely · 2 origins · 3 outlets · 3 reports",
        "Denies · origin: Ilse Norr",
        "What did not count",
        "Entities: Vera Holm, Orrin Water Board",
        "History",
        "That it is so: still reported, 44% → 15% likely",
        "How we assess confidence",
        "Short name: orrin-dam · extracted <!date^",
        "source story: orrin-morning-notes",
        "it is not a verification",
    ]
    assert_in_order(said, order)


def test_the_text_alone_tells_the_level_and_the_way_there() -> None:
    assert card().text.endswith("It went unverified → reported.")
    assert "reported, 15% likely" in card().text


def test_a_card_for_a_channel_offers_no_home_channel() -> None:
    offered = {Action.ADD_SOURCE, Action.CATCH_UP, Action.FOLLOW, Action.SHARE_EVENT, Action.EXPLAIN}
    offered |= {Action.SHOW_ORIGINS, Action.SHOW_HISTORY}
    assert set(actions(assert_fits(card()))) == offered
    editors = {Action.EXPORT_EVIDENCE, Action.HOME_CHANNEL, Action.MERGE, Action.RETRACT}
    assert set(actions(assert_fits(card(public=False)))) == offered | editors


def test_a_card_for_a_channel_is_the_same_at_any_time() -> None:
    later = AT.replace(year=2027)
    drawn = event_card(EVENT, REPORTS, history(), public=True, now=later).payload()
    assert drawn == event_card(EVENT, REPORTS, history(), public=True, now=AT).payload()


def test_a_verified_event_still_asks_for_sources() -> None:
    seen = [
        report(outlet(name, Grade.A), origin=person(who))
        for name, who in (("Alder Post", "Ida Berg"), ("Cedar Wire", "Jan Ek"))
    ]
    said = words_of(assert_fits(event_card(EVENT, seen, (), public=True, now=AT)))
    assert "Already verified: a further source still strengthens the record." in said
    assert "Already verified" not in words_of(assert_fits(card()))


def test_an_event_without_reports_says_so() -> None:
    blocks = assert_fits(event_card(EVENT, (), (), public=True, now=AT))
    assert "Unverified. No approved report confirms or denies it." in words_of(blocks)
    assert "%" not in words_of(blocks)
    assert parts(blocks, "data_visualization") == []


def test_the_chart_has_a_point_for_each_move_and_a_line_for_each_claim() -> None:
    (block,) = parts(assert_fits(card()), "data_visualization")
    assert block["chart"]["axis_config"]["categories"] == ["02 Mar 09:30", "02 Mar 10:30"]
    lines = {series["name"]: [point["value"] for point in series["data"]] for series in block["chart"]["series"]}
    assert lines == {"It is so": [44, 15], "It was said": [67, 67]}


def test_the_chart_draws_no_percentage_before_anything_supports_a_claim() -> None:
    moves = history()
    lowest = {"level_after": Level.UNVERIFIED, "score_after": 0.12, "at": AT - dt.timedelta(hours=1)}
    bare = [move.model_copy(update=lowest) for move in moves if move.at == moves[0].at]
    assert history_chart(EVENT, [*bare, *moves]) == history_chart(EVENT, moves)
    drawn = history_chart(EVENT, [*bare, *(move for move in moves if move.claim == EVENT.core.key)])
    assert drawn is not None
    assert [series["name"] for series in drawn["chart"]["series"]] == ["It is so"]
    twice = [move.model_copy(update={"at": AT}) for move in bare]
    assert history_chart(EVENT, [*bare, *twice]) is None


def test_a_claim_that_fell_back_has_no_line() -> None:
    moves = history()
    core = [move for move in moves if move.claim == EVENT.core.key]
    other = next(move for move in moves if move.claim != EVENT.core.key)
    fell = other.model_copy(
        update={"at": core[-1].at, "level_before": other.level_after, "level_after": Level.UNVERIFIED, "score_after": 0.12}
    )
    drawn = history_chart(EVENT, [*core, other, fell])
    assert drawn is not None
    assert [series["name"] for series in drawn["chart"]["series"]] == ["It is so"]


def test_without_a_chart_the_history_stands_in_words() -> None:
    blocks = assert_fits(card(chart=False))
    assert parts(blocks, "data_visualization") == []
    assert words_of(blocks).count("2 Mar 2026, ") >= 3


def test_a_long_history_keeps_its_latest_twenty_points_with_different_labels() -> None:
    event, _, moves = largest_record()
    chart = history_chart(event, [move.model_copy(update={"at": AT.replace(second=n % 60)}) for n, move in enumerate(moves)])
    assert chart is not None
    labels = chart["chart"]["axis_config"]["categories"]
    assert len(set(labels)) == len(labels) == 20
    assert all(len(label) <= 20 for label in labels)
    assert len({series["name"] for series in chart["chart"]["series"]}) == 6


@pytest.mark.parametrize("public", [True, False])
def test_the_largest_and_most_hostile_event_is_taken(public: bool) -> None:
    event, reports, moves = largest_record()
    event = event.model_copy(update={"source_story": LONGEST, "extracted_at": AT, "entities": (LONGEST,) * 50})
    shown = event_card(event, reports, moves, public=public, now=AT)
    blocks = assert_fits(shown)
    assert "further report" in words_of(blocks)
    for text in (shown.text, *texts(blocks)):
        assert "<!channel>" not in text
        assert "<@U0BOSS1>" not in text
    assert parts(blocks, "user") == parts(blocks, "broadcast") == []


def test_a_search_shows_a_row_for_each_event() -> None:
    blocks = assert_fits(event_list("orrin", [(EVENT, Level.REPORTED), (EVENT, Level.DISPUTED)]))
    assert actions(blocks) == {f"{Action.SHOW_EVENT}:0": "orrin-dam", f"{Action.SHOW_EVENT}:1": "orrin-dam"}
    assert "Disputed · Orrin · 2 Mar 2026" in words_of(blocks)


def test_a_search_that_finds_nothing_says_what_to_do() -> None:
    shown = event_list("<!here> bridge", [])
    assert "No event on record fits “&lt;!here&gt; bridge”" in words_of(assert_fits(shown))


def test_a_search_that_finds_very_much_asks_for_more_words() -> None:
    said = words_of(assert_fits(event_list(LONGEST, [(longest_event(), Level.VERIFIED)] * 70)))
    assert "and 50 more: add a word to find fewer." in said


def test_a_report_in_another_language_has_its_translation_marked_as_unchecked() -> None:
    quote, translation = "La presa ha cedido, dijo Holm.", "The dam has given way, Holm said."
    foreign = STANDING[1].model_copy(update={"quote": quote, "translation": translation})
    said = words_of(assert_fits(event_card(EVENT, [foreign], (), public=True, now=AT)))
    assert_in_order(said, [quote, f"Translation by the model, not checked: “{translation}”"])
    assert "Translation" not in words_of(assert_fits(card()))


def test_a_retracted_event_says_so_before_all_else() -> None:
    event = EVENT.model_copy(update={"retracted_because": "It was a drill."})
    edits = [EventEdit(id=1, kind=EditKind.RETRACT, by="U0EDDA1", at=AT, reason="It was a drill.")]
    shown = event_card(event, REPORTS, history(), public=True, now=AT, edits=edits)
    said = words_of(assert_fits(shown))
    assert said.startswith("⛔ Retracted: Vera Holm says the Orrin dam failed")
    assert_in_order(said, ["Retracted. An editor retracted it: It was a drill.", "Retracted by ", "Retracted · 2 origins"])
    assert shown.text.startswith("⛔ Vera Holm says the Orrin dam failed: retracted. An editor")
    assert "Retracted, " not in said


def test_what_was_amended_is_listed_with_who_and_from_what_to_what() -> None:
    rewording = Rewording(claim="so", becomes="so-2", text="The dam at Orrin broke.")
    edits = [EventEdit(id=1, kind=EditKind.REWORD, claim="so", becomes="so-2", by="U0EDDA1", at=AT, reason="Plainer.")]
    blocks = assert_fits(event_card(reworded(EVENT, [rewording]), REPORTS, (), public=True, now=AT, edits=edits))
    said = words_of(blocks).split("What was amended\n")[1].splitlines()[0]
    assert said.startswith("2 Mar 2026, 09:30 UTC · By ")
    assert said.endswith(f": “{EVENT.claim('so').text}” → “The dam at Orrin broke.” (Plainer.)")
