"""An app that was removed from its workspace; it needs a bot of its own, which is of no more use afterwards."""

from storage import submissions
from tests.slack.harness import ANN, SlackHarness


def test_an_uninstalled_app_falls_silent(own_harness: SlackHarness) -> None:
    own_harness.slack.uninstall()
    own_harness.quiet()
    before = len(own_harness.slack.calls)
    own_harness.paste()
    own_harness.quiet()
    assert [c.method for c in own_harness.slack.calls[before:] if c.method.startswith("chat.")] == []
    assert own_harness.record(lambda s: submissions.by_person(s, ANN.id, 10)) == []
