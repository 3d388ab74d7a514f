"""Links out of messages, and which of them are left alone."""

import pytest

from bot.domain.workspace import WorkspaceSettings
from bot.slack.links import links_in, links_of, why_left_alone
from tests.growth import superlinear

A, B = "https://courier.example/dam?page=1&part=2", "http://echo.example/bridge"


def rich(*elements: dict[str, object]) -> list[dict[str, object]]:
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}]


def test_rich_text_comes_first_and_keeps_the_order() -> None:
    blocks = rich(
        {"type": "text", "text": "Look: "},
        {"type": "link", "url": B},
        {"type": "text", "text": " and "},
        {"type": "link", "url": A, "text": "this"},
        {"type": "link", "url": B},
    )
    found = links_of({"text": "<https://other.example/x>", "blocks": blocks})
    assert found.urls == (B, A)
    assert found.note == "Look: and"


def test_links_stand_in_lists_and_quotes_too() -> None:
    inner = {"type": "rich_text_section", "elements": [{"type": "link", "url": A}]}
    blocks = [
        {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": [inner]}]},
        {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": [{"type": "link", "url": B}]}]},
    ]
    assert links_of({"text": "", "blocks": blocks}).urls == (A, B)


def test_without_rich_text_the_text_is_read() -> None:
    found = links_of({"text": f"<@U0SOURCE> see <{A.replace('&', '&amp;')}|the story> &amp; <{B}> &lt;now&gt;"})
    assert found.urls == (A, B)
    assert found.note == "see & <now>"


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"text": None, "blocks": None},
        {"text": 7, "blocks": [7, {"type": "rich_text", "elements": [None, {"type": "link", "url": 5}]}]},
        {"text": "<mailto:jo@courier.example|jo> <javascript:alert(1)> <!channel>"},
        {"text": "", "blocks": rich({"type": "link", "url": "ftp://courier.example/x"})},
    ],
)
def test_what_is_no_link_gives_none(message: dict[str, object]) -> None:
    assert links_of(message).urls == ()


@pytest.mark.parametrize("typed", [f"{B} orrin-dam", f"<{B}> orrin-dam", f"<{B}|echo.example/bridge> orrin-dam"])
def test_links_after_a_command(typed: str) -> None:
    assert links_in(typed) == (B,)


def test_the_sentence_around_typed_links_is_no_part_of_them() -> None:
    assert links_in(f"see ({A}), “{B}”.") == (A, B)


@pytest.mark.parametrize(
    "url", ["https://wiki.example/Mamma_Mia!", "https://courier.example/dam_", "https://courier.example/a."]
)
def test_a_link_that_slack_marks_ends_where_it_says(url: str) -> None:
    assert links_in(f"<{url}> orrin-dam") == (url,)
    assert links_in(f"<{url}|the dam> orrin-dam") == (url,)


def test_links_that_never_end_are_read_in_linear_time() -> None:
    def read(text: str) -> None:
        assert links_of({"text": text}).urls == ()
        links_in(text)

    assert superlinear(read, ["<http://a", "<http://a|", "<http://a|b", "http://a|"], 10_000) == {}


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("https://desk.slack.com/archives/C1/p2", "Slack"),
        ("https://slack.com/help", "Slack"),
        ("https://courier.example/report.ZIP", "file"),
        ("https://courier.example/photo.jpeg?w=2", "file"),
        ("https://www.cats.example/1", "ignores"),
        ("http://[::1", "no address"),
    ],
)
def test_some_links_are_left_alone(url: str, word: str) -> None:
    settings = WorkspaceSettings(ignored_domains=("cats.example",))
    assert word in (why_left_alone(url, settings) or "")


@pytest.mark.parametrize(
    "url",
    [A, B, "https://notslack.com/a", "https://concats.example/a", "https://courier.example/pdf", "https://court.example/r.PDF"],
)
def test_others_are_not(url: str) -> None:
    assert why_left_alone(url, WorkspaceSettings(ignored_domains=("cats.example",))) is None


HERE = "https://desk.slack.com/archives/C1/p2"


def forwarded(**more: object) -> dict[str, object]:
    """Return a forwarded message as Slack attaches it."""
    return {"is_share": True, "is_msg_unfurl": True, "from_url": HERE, "original_url": HERE, "author_id": "U0ANN", **more}


def preview(url: str, **more: object) -> dict[str, object]:
    return {"from_url": url, "original_url": url, "title": "The dam", "title_link": url, "text": "First words.", **more}


def mrkdwn(text: str) -> dict[str, str]:
    return {"type": "mrkdwn", "text": text}


BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Read"}, "url": A}


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ({"attachments": [forwarded(text=f"Look at <{A.replace('&', '&amp;')}|this>")]}, (A,)),
        (
            {
                "attachments": [
                    forwarded(text=f"<{B}>", message_blocks=[{"message": {"blocks": rich({"type": "link", "url": A})}}])
                ]
            },
            (A,),
        ),
        ({"attachments": [forwarded(title_link=B)]}, (B,)),
        ({"attachments": [forwarded(text=f"<{B}>"), preview(B)]}, (B,)),
        ({"attachments": [forwarded(text="“Look”", attachments=[preview(A)])]}, (A,)),
        ({"text": f"<{HERE}>", "attachments": [forwarded(text=f"<{B}>")]}, (B,)),
        ({"text": f"<{HERE}>", "attachments": [forwarded(text="no link")]}, (HERE,)),
        ({"text": f"<{B}>", "attachments": [preview(B, title_link=f"{B}?ref=slack", text=f"More at <{A}>")]}, (B,)),
        ({"text": "", "attachments": [preview(B)]}, (B,)),
        ({"attachments": [{"title": "Dam", "title_link": B, "text": f"<{A.replace('&', '&amp;')}>"}]}, (B, A)),
        (
            {"attachments": [{"fields": [{"title": "Link", "value": f"<{B}>"}], "actions": [{"type": "button", "url": A}]}]},
            (B, A),
        ),
        ({"attachments": [{"blocks": [{"type": "section", "text": mrkdwn(f"<{B}|dam>")}]}]}, (B,)),
        (
            {"text": "x", "blocks": [{"type": "section", "fields": [mrkdwn(f"<{B}>"), mrkdwn("none")], "accessory": BUTTON}]},
            (B, A),
        ),
        ({"text": "x", "blocks": [{"type": "actions", "elements": [BUTTON]}]}, (A,)),
        ({"text": "x", "blocks": [{"type": "context", "elements": [mrkdwn(f"<{B}|dam>")]}]}, (B,)),
        ({"text": "x", "blocks": [{"type": "markdown", "text": f"[the dam]({B}) fails"}]}, (B,)),
        ({"text": f"<{B}>", "blocks": [{"type": "image", "image_url": f"{A}.png"}]}, (B,)),
    ],
)
def test_links_of_forwarded_messages_apps_and_buttons(message: dict[str, object], found: tuple[str, ...]) -> None:
    assert links_of(message).urls == found


@pytest.mark.parametrize(
    "attachment",
    [
        forwarded(text=f"<{B}>", author_id="U0SOURCE"),
        forwarded(message_blocks=[{"message": {"user": "U0SOURCE", "blocks": [{"type": "actions", "elements": [BUTTON]}]}}]),
    ],
)
def test_a_card_of_ours_that_is_forwarded_brings_no_link_again(attachment: dict[str, object]) -> None:
    assert links_of({"attachments": [attachment]}, ours=("U0SOURCE", "A0SOURCE")).urls == ()
    assert links_of({"attachments": [attachment]}, ours=("U0OTHER",)).urls != ()


@pytest.mark.parametrize(
    "message",
    [
        {"text": f"`{B}`", "blocks": rich({"type": "text", "text": B, "style": {"code": True}})},
        {"text": f"`{B}`", "blocks": rich({"type": "link", "url": B, "style": {"code": True}})},
        {
            "blocks": [
                {
                    "type": "rich_text",
                    "elements": [{"type": "rich_text_preformatted", "elements": [{"type": "text", "text": B}]}],
                }
            ]
        },
        {"text": f"see `<{B}>`"},
        {"text": f"```\n<{B}>\n```"},
        {"text": "x", "blocks": [{"type": "section", "text": mrkdwn(f"see `<{B}>`")}]},
    ],
)
def test_a_link_in_code_is_read_only_if_somebody_asks(message: dict[str, object]) -> None:
    assert links_of(message).urls == ()
    assert links_of(message, asked=True).urls == (B,)


def test_code_and_attachments_that_never_end_are_read_in_linear_time() -> None:
    assert superlinear(lambda text: links_of({"text": text}), ["`", "```", "``` `", "`<http://a"], 10_000) == {}
