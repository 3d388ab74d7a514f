"""The form that files all proposals that add nothing: it lists them first."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from slack_sdk.models.blocks import Block

from bot.domain.errors import BadInput
from bot.domain.record import FiledProposal
from bot.domain.verdict import nothing_new
from bot.domain.wording import counted
from bot.pipeline.filing import Filing
from bot.slack.forms.fields import Filled
from bot.slack.views.modal import modal, said, small
from bot.slack.views.rows import line, lines, linked, strong, tidy

ID: Final = "file_all"
MOST = 40
"""How many are filed at once: each is a row of the form."""


def draw(waiting: Sequence[FiledProposal]) -> dict[str, Any]:
    """List what would be filed."""
    shown = waiting[:MOST]
    rows: list[Block] = [
        lines(
            line(strong(tidy(filed.proposal.headline, 100))),
            line(linked(filed.submission.url, tidy(nothing_new(filed.proposal), 160))),
        )
        for filed in shown
    ]
    note = small("Their reports are kept, and no level moves. Each can be undone on its card.")
    ids = ",".join(str(filed.id) for filed in shown)
    return modal(f"File {len(shown)}", [note, *rows], callback=ID, submit=f"File {len(shown)}", metadata=ids)


def parse(view: Mapping[str, Any]) -> list[int]:
    """Return the ids of the listed proposals; raises BadInput for a form that is not ours."""
    ids = Filled.of(view).metadata.split(",")
    if not all(id_.isascii() and id_.isdigit() and len(id_) < 10 for id_ in ids) or len(ids) > MOST:
        raise BadInput("This form is not one of ours, or is too old; open it again from App Home.")
    return [int(id_) for id_ in ids]


def outcome(filing: Filing) -> dict[str, Any]:
    """Say what was filed and what was not, and why."""
    rows: list[Block] = [said(f"🗂 Filed: {counted(filing.filed, 'proposal')}.")]
    if filing.left:
        rows.append(said(f"{counted(len(filing.left), 'proposal')} still wait{'s' if len(filing.left) == 1 else ''}:"))
        rows += [lines(line(strong(tidy(each.headline, 100))), line(tidy(each.why, 200))) for each in filing.left]
    return modal("Filed", rows)
