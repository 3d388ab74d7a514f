import datetime as dt
import json
from functools import cache
from typing import Any

import pytest
from slack_sdk.models.blocks import DividerBlock
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bot.domain.api_token import ApiToken, Scope
from bot.domain.confidence import assess_event
from bot.domain.following import Follow
from bot.domain.handling import Hold
from bot.domain.merging import merged_event, moving
from bot.domain.model import Event, EventKind, Grade, Outlet
from bot.domain.page_access import PageAccess
from bot.domain.record import EditKind, EventEdit
from bot.domain.rulings import FiledRuling
from bot.domain.subscription import DigestPart, DigestSettings, EventFilter
from bot.domain.track_record import TrackRecord
from bot.domain.workspace import WorkspaceSettings
from bot.pipeline.filing import Outcome
from bot.pipeline.merge_events import Merger
from bot.slack.action_ids import OnEvent, Ref
from bot.slack.forms import (
    anyway,
    ask,
    correct_event,
    edit,
    file_all,
    follow,
    grade,
    hand_over,
    home_channel,
    merge_events,
    new_event,
    other_event,
    own_report,
    paste,
    reject,
    reopen_decision,
    reword,
    ruling_reason,
    share,
    source,
    switch_event,
)
from bot.slack.forms import digest as digest_form
from bot.slack.forms import settings as settings_form
from bot.slack.forms import tokens as tokens_form
from bot.slack.forms.settings import domain_boxes
from bot.slack.routes import ANY, Kind, routes
from bot.slack.views.message import MessageContent
from bot.slack.views.modal import modal
from bot.slack.views.modals import event_modal, loading_modal, problem_modal, proposal_modal
from tests.domain.make import EVENT, person
from tests.slack.filling import element
from tests.slack.limits import assert_fits, texts
from tests.slack.made import everyday, largest
from tests.slack.proposals import LONGEST, draft, longest, longest_event, on_dam, on_new_event, statement

View = dict[str, Any]
REF = Ref(12, 1)
SETTINGS = WorkspaceSettings(
    watched_channels=("C0DESK1", "G0DESK2"),
    editors=("U0EDDA1",),
    editor_groups=("S0EDITORS",),
    home_channel="C0NEWS1",
    self_approval=True,
    ignored_domains=("jokes.example", "shop.example"),
    undo_minutes=30,
)
LARGEST_SETTINGS = WorkspaceSettings(
    watched_channels=tuple(f"C0DESK{n}" for n in range(100)),
    editors=tuple(f"U0PERSON{n}" for n in range(500)),
    editor_groups=tuple(f"S0GROUP{n}" for n in range(50)),
    ignored_domains=tuple(f"{'a' * 60}.{'b' * 60}.{'c' * 60}.site-{n}.example" for n in range(500)),
)
STATEMENTS = (
    statement("Vera Holm said that the dam at Orrin failed.", person("Vera Holm")),
    statement(
        "The lower town stood under water for some hours, and the school on the hill took in whoever came there on foot."
    ),
)
LONGEST_STATEMENTS = [statement(f"{n} {LONGEST}"[:1000], quote=LONGEST * 3) for n in range(30)]

LARGEST_DIGEST = DigestSettings(
    days=tuple(range(7)),
    parts=tuple(DigestPart),
    events=EventFilter(place=LONGEST[:1000], kinds=tuple(EventKind), tags=tuple(f"{n} {LONGEST[:60]}" for n in range(50))),
    addresses=tuple(f"{'a' * 60}{n}@{'b' * 60}.example" for n in range(20)),
)
NOW = dt.datetime(2026, 3, 4, 9, 30, tzinfo=dt.UTC)
RULING = FiledRuling(id=4, one="Evgeny Lysak", other="Yevhenii Lysak", same=True, everywhere=False, by="U0EDDA1", at=NOW)
LONGEST_RULING = RULING.model_copy(update={"one": LONGEST, "other": LONGEST})
ALDER_POST = Outlet(
    name="Alder Post", domains=("alderpost.example",), family="Coast Media", grade=Grade.B, grade_reason="It corrects itself."
)
LONGEST_OUTLET = Outlet(
    name=LONGEST[:1000],
    domains=tuple(f"{'x' * 200}{number}.example" for number in range(20)),
    family=LONGEST[:1000],
    family_source=f"https://coast.example/{'b' * 1900}",
    grade_reason=LONGEST[:1000],
)
FIRST_LOOK = EventEdit(id=3, kind=EditKind.FIRST_LOOK, by="U0EDDA1", at=NOW, reason="Another dam.")
OWN_PLACE = own_report.Place("C0DESK1", "1772443800.000100", "1772443860.000200")
TOKEN = ApiToken(
    id=3,
    name="wire desk",
    scopes=(Scope.READ, Scope.PROPOSE),
    made_by="U0ADA1",
    made_at=NOW,
    ends_at=NOW + dt.timedelta(days=90),
)
FLOOD = EVENT.model_copy(
    update={"slug": "orrin-flood", "headline": "The lower town of Orrin is flooded", "claims": EVENT.claims[1:]}
)


def merger(gone: Event, kept: Event) -> Merger:
    """Make a merger of two events without reports, whose first claims are one."""
    pairs = {gone.current[0].key: kept.current[0].key}
    result = merged_event(kept, gone, moving(gone, kept, pairs))
    return Merger(
        gone=gone,
        kept=kept,
        pairs=pairs,
        result=result,
        before=assess_event(kept, ()),
        after=assess_event(result, ()),
        reports=2,
        waiting=1,
        followers=3,
        access=(PageAccess.OFF, PageAccess.PUBLIC),
        loses_home=True,
        first_look=FIRST_LOOK,
        needs_two=True,
        seen=123_456_789,
    )


MERGER = merger(FLOOD, EVENT.model_copy(update={"claims": EVENT.claims[::-1]}))
PAIRED = merge_events.Paired(merge_events.Chosen(MERGER.gone.slug, MERGER.kept.slug), ((0, 0),))
MOST_PAIRED = merge_events.Paired(PAIRED.events, tuple((n, 99) for n in range(merge_events.MOST_CLAIMS)))
EVERYDAY = {
    "loading": loading_modal("Edit proposal"),
    "problem": problem_modal("There is no such event any more. Search for it with /event."),
    "reject": reject.draw(REF, on_dam()),
    "anyway": anyway.draw("approve", str(REF), 12, Hold(id=3, by="U0EDDA1", since=NOW)),
    "take_over": anyway.draw("take_proposal", str(REF), 12, Hold(id=3, by="U0EDDA1", since=NOW, given_by="U0TOBI1")),
    "hand_over": hand_over.draw(REF, on_dam()),
    "ask": ask.draw(REF, on_dam()),
    "file_all": file_all.draw([everyday()]),
    "edit": edit.draw(REF, edit.Edited(on_dam(), EVENT, NOW.date())),
    "edit_new_event": edit.draw(REF, edit.Edited(on_new_event(), draft(), NOW.date())),
    "other_event": other_event.draw(REF),
    "new_event": new_event.draw(REF, draft(), STATEMENTS),
    "new_event_without_statements": new_event.draw(REF, draft(), ()),
    "grade_outlet": grade.draw(REF, ALDER_POST, TrackRecord(reports=3, verified=2, disputed=1), since=NOW),
    "follow": follow.draw(EVENT, Follow(event=EVENT.slug, person="U0MIRA1", since=NOW), new=True, now=NOW),
    "retract": switch_event.draw(EditKind.RETRACT, EVENT),
    "retract_after_a_first_look": switch_event.draw(EditKind.RETRACT, EVENT, FIRST_LOOK),
    "correct": correct_event.draw(EVENT, 0),
    "add_claim": correct_event.draw_claim(EVENT),
    "merge": merge_events.draw(EVENT),
    "merge_pairs": merge_events.draw_pairs(MERGER),
    "merge_consequences": merge_events.draw_consequences(MERGER, PAIRED),
    "reopen_decision": reopen_decision.draw(on_dam()),
    "reword": reword.draw(REF, on_dam(), EVENT),
    "ruling_reason": ruling_reason.draw(OnEvent("mill-fire", 4), RULING),
    "own_report": own_report.draw(OWN_PLACE, EVENT, today=NOW.date(), text="Called her office, they confirm."),
    "own_report_at_first": own_report.draw(OWN_PLACE, None, today=NOW.date(), text=""),
    "paste": paste.draw(7, "https://courier.example/dam"),
    "source": source.draw(event=None, place="C0DESK1"),
    "source_on_event": source.draw(event=EVENT, place="C0DESK1"),
    "share": share.draw(EVENT.slug, EVENT.headline),
    "share_page": share.draw(EVENT.slug, EVENT.headline, share.Page("https://verify.example/events/orrin-dam", unlisted=False)),
    "share_link": share.draw(EVENT.slug, EVENT.headline, share.Page("https://verify.example/events/x?key=k", unlisted=True)),
    "home_channel": home_channel.draw(EVENT.slug, EVENT.headline, "C0NEWS1"),
    "settings": settings_form.draw(SETTINGS, {"S0EDITORS": "@editors"}),
    "settings_at_first": settings_form.draw(WorkspaceSettings()),
    "tokens": tokens_form.draw([TOKEN], NOW),
    "tokens_at_first": tokens_form.draw([], NOW),
    "new_token": tokens_form.new_token("sst_VDBERVNL.an-example-that-opens-nothing-000000000000", TOKEN),
    "digest": digest_form.draw("C0DESK1", DigestSettings(), mail_domains=["paper.example"]),
}


@cache
def largest_modals() -> dict[str, View]:
    """Draw each of what is longest; only once, and only where it is looked at."""
    longest_merger = merger(longest_event(), longest_event().model_copy(update={"slug": "f" * 120}))
    merging = longest_merger.model_copy(update={"first_look": None})
    return {
        "loading": loading_modal(LONGEST),
        "problem": problem_modal(LONGEST * 5, LONGEST),
        "reject": reject.draw(REF, longest(12)),
        "hand_over": hand_over.draw(REF, longest(12)),
        "ask": ask.draw(REF, longest(12)),
        "file_all": file_all.draw([largest()] * 50),
        "filed": file_all.outcome([Outcome(1, LONGEST, LONGEST, waits=n % 2 > 0) for n in range(file_all.MOST)], 1000),
        "edit": edit.draw(REF, edit.Edited(longest(12), longest_event(), NOW.date())),
        "edit_too_many": edit.draw(REF, edit.Edited(longest(60), longest_event(), NOW.date())),
        "new_event": new_event.draw(REF, longest_event(), LONGEST_STATEMENTS),
        "grade_outlet": grade.draw(REF, LONGEST_OUTLET, TrackRecord(reports=10**9), since=NOW),
        "retract": switch_event.draw(EditKind.RETRACT, longest_event()),
        "correct": correct_event.draw(longest_event(), 999_999_999),
        "add_claim": correct_event.draw_claim(longest_event()),
        "merge": merge_events.draw(longest_event()),
        "merge_pairs": merge_events.draw_pairs(merging),
        "merge_consequences": merge_events.draw_consequences(merging, MOST_PAIRED),
        "reopen_decision": reopen_decision.draw(longest(12)),
        "reword": reword.draw(REF, longest(12), longest_event()),
        "ruling_reason": ruling_reason.draw(OnEvent("e" * 120, 999_999_999), LONGEST_RULING),
        "own_report": own_report.draw(OWN_PLACE, longest_event(), today=NOW.date(), text=LONGEST * 9),
        "paste": paste.draw(999_999_999, f"https://courier.example/{'a' * 5000}"),
        "source": source.draw(event=longest_event(), place="C" * 21),
        "share": share.draw(
            "e" * 120, LONGEST, share.Page(f"https://{'v' * 200}/events/{'e' * 120}?key={'k' * 24}", unlisted=True)
        ),
        "home_channel": home_channel.draw("e" * 120, LONGEST, None),
        "settings": settings_form.draw(LARGEST_SETTINGS, {"S0GROUP1": LONGEST}),
        "tokens": tokens_form.draw(
            [TOKEN.model_copy(update={"id": n, "name": "<" * 40, "made_by": LONGEST}) for n in range(500)], NOW
        ),
        "digest": digest_form.draw("C" * 21, LARGEST_DIGEST, subscription=999_999_999, mail_domains=["m" * 200] * 50),
    }


VARIANTS = (
    "share_page",
    "share_link",
    "edit_new_event",
    "new_event_without_statements",
    "settings_at_first",
    "tokens_at_first",
    "source_on_event",
    "take_over",
)


@pytest.mark.parametrize("name", [name for name in EVERYDAY if name not in VARIANTS])
def test_a_modal_is_drawn_as_before(name: str, snapshot: SnapshotAssertion) -> None:
    assert EVERYDAY[name] == snapshot(extension_class=JSONSnapshotExtension)


@pytest.mark.parametrize("name", EVERYDAY)
def test_everyday_modals_fit(name: str) -> None:
    assert_fits(EVERYDAY[name])


def test_the_largest_modals_fit(subtests: pytest.Subtests) -> None:
    for name, view in largest_modals().items():
        with subtests.test(name):
            assert_fits(view)
            assert len(json.dumps(view)) < 250_000, "Slack refuses views of more than 250 kB"


def test_nothing_hostile_comes_to_life(subtests: pytest.Subtests) -> None:
    for name, view in largest_modals().items():
        with subtests.test(name):
            assert not list(texts(view)), "all that is shown is plain text"
            assert "\u202e" not in json.dumps(view, ensure_ascii=False)


@pytest.mark.parametrize("name", ["reject", "edit", "other_event", "new_event", "grade_outlet", "hand_over", "ask"])
def test_a_modal_on_a_proposal_carries_its_id_and_version(name: str) -> None:
    ref, _, mark = EVERYDAY[name]["private_metadata"].partition(":")
    assert Ref.parse(ref) == REF
    assert len(mark) == (16 if name == "edit" else 0)


def test_each_modal_that_is_sent_has_a_handler() -> None:
    sent = {modal["callback_id"] for modal in EVERYDAY.values() if "submit" in modal}

    assert sent == {route.id for route in routes(lambda _: None) if route.kind is Kind.SUBMISSION} - {ANY}


def test_twelve_reports_can_be_edited_in_one_modal() -> None:
    blocks = largest_modals()["edit"]["blocks"]

    assert (
        sum(block["block_id"].startswith("judged:") for block in blocks if block["type"] == "actions" and "block_id" in block)
        == 12
    )
    assert not any("stay as they are" in json.dumps(block) for block in blocks)


def test_more_reports_than_fit_stay_as_they_are_and_that_is_said() -> None:
    shown = json.dumps(largest_modals()["edit_too_many"])

    assert "40 more reports stay as they are." in shown


def test_origins_that_are_known_here_are_offered() -> None:
    origin = element(EVERYDAY["edit"], "judged:7-2", "edit_origin:7-2")

    offered = {option["value"]: option["text"]["text"] for option in origin["options"]}
    assert origin["initial_option"]["text"]["text"] == "Origin: its own work"
    assert offered["person:Vera Holm"] == "Origin: Vera Holm"
    assert "body:Orrin Water Board" in offered
    assert "outlet:Cedar Wire" in offered
    assert {"write:person", "write:body", "write:document", "write:outlet"} <= set(offered)


def test_the_origin_as_it_is_is_offered_once() -> None:
    origin = element(EVERYDAY["edit"], "judged:7-1", "edit_origin:7-1")

    assert [option["text"]["text"] for option in origin["options"]].count("Origin: Vera Holm") == 1


def test_only_a_new_event_has_a_headline_to_change() -> None:
    fields = {name: [block.get("block_id") for block in EVERYDAY[name]["blocks"]] for name in ("edit", "edit_new_event")}

    assert "headline" not in fields["edit"]
    assert "headline" in fields["edit_new_event"]


def test_statements_that_are_the_drafts_claims_are_ticked() -> None:
    claims = element(new_event.draw(REF, draft(), [*STATEMENTS, statement(EVENT.claims[1].text)]), "claims")

    assert [option["value"] for option in claims["initial_options"]] == ["1", "3"]


def test_long_statements_can_be_read_in_full() -> None:
    assert STATEMENTS[1].text in json.dumps(EVERYDAY["new_event"])


def test_ignored_sites_are_spread_over_inputs_with_room_for_more() -> None:
    boxes = domain_boxes(LARGEST_SETTINGS.ignored_domains)

    assert all(len(box) <= 2500 for box in boxes)
    assert tuple("\n".join(boxes).split()) == LARGEST_SETTINGS.ignored_domains
    assert domain_boxes(()) == [""]


def test_a_card_in_a_modal_keeps_its_buttons_but_not_what_modals_cannot_show() -> None:
    button = {"type": "button", "action_id": "approve", "text": {"type": "plain_text", "text": "Approve"}}
    chart = {"type": "data_visualization", "title": "History"}
    shown = MessageContent(text="A card", blocks=(DividerBlock(), {"type": "actions", "elements": [button]}, chart))

    assert proposal_modal(shown)["blocks"] == [{"type": "divider"}, {"type": "actions", "elements": [button]}]
    assert_fits(event_modal(shown))


@pytest.mark.parametrize("blocks", [0, 101])
def test_no_modal_without_blocks_or_with_too_many(blocks: int) -> None:
    with pytest.raises(ValueError, match="1 to 100 blocks"):
        modal("Modal", [DividerBlock()] * blocks)
