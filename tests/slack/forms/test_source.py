import pytest

from bot.slack.forms import paste, source
from bot.slack.forms.source import SourceForm
from tests.domain.make import EVENT
from tests.slack.filling import View, submitted, typed
from tests.slack.forms.answers import faults, read


def test_a_long_text_is_pasted_in_parts() -> None:
    view = submitted(paste.draw(7, "https://courier.example/dam"))
    view = typed(typed(view, "text", "The dam failed.\n\nIt was dark, and"), "text:1", "nobody saw it.")
    view = typed(view, "text:3", "“So it is,” the mayor said.")

    assert paste.parse(view) == (7, "The dam failed.\n\nIt was dark, and nobody saw it.\n\n“So it is,” the mayor said.")


@pytest.mark.parametrize("text", [None, "  ", "https://courier.example/dam"])
def test_what_is_no_text_is_not_pasted(text: str | None) -> None:
    assert set(faults(paste.parse(typed(submitted(paste.draw(7, None)), "text", text)))) == {"text"}


def untouched_source() -> View:
    return submitted(source.draw(event=EVENT, place="C0DESK1"))


def test_a_source_by_link() -> None:
    view = typed(typed(untouched_source(), "link", "https://courier.example/dam?page=2"), "note", "From the mayor's office")

    assert source.parse(view) == SourceForm(
        url="https://courier.example/dam?page=2",
        text=None,
        note="From the mayor's office",
        event="orrin-dam",
        channel="C0DESK1",
    )


def test_a_source_by_text_on_no_event() -> None:
    view = typed(submitted(source.draw(event=None, place="C0DESK1")), "text", "The dam failed.")

    assert source.parse(view) == SourceForm(url=None, text="The dam failed.", note="", event=None, channel="C0DESK1")


def test_an_address_in_the_box_for_text_is_the_link() -> None:
    form = read(source.parse(typed(untouched_source(), "text", "https://courier.example/dam")))

    assert (form.url, form.text) == ("https://courier.example/dam", None)


def test_a_source_needs_a_link_or_a_text() -> None:
    assert set(faults(source.parse(untouched_source()))) == {"link"}


@pytest.mark.parametrize(
    "link", ["courier.example/dam", "ftp://courier.example/dam", "https://", "http://[", "https://a b.example"]
)
def test_a_link_is_a_web_address(link: str) -> None:
    assert set(faults(source.parse(typed(untouched_source(), "link", link)))) == {"link"}
