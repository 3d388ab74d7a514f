"""The form that files all proposals that add nothing: it lists them first."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from slack_sdk.models.blocks import Block

from bot.domain.errors import BadInput
from bot.domain.record import FiledProposal
from bot.domain.verdict import nothing_new
from bot.domain.wording import counted
from bot.pipeline.filing import Outcome
from bot.slack.action_ids import Ref
from bot.slack.forms.fields import Filled
from bot.slack.views.evidence import cautions
from bot.slack.views.modal import modal, said, small
from bot.slack.views.rows import line, lines, linked, strong, tidy

ID: Final = "file_all"
MOST = 40
"""How many are filed at once: each is a row of the form."""


def draw(waiting: Sequence[FiledProposal]) -> dict[str, Any]:
    """List what would be filed, each with the first thing that needs care."""
    shown = waiting[:MOST]
    rows: list[Block] = [
        lines(
            line(strong(tidy(filed.proposal.headline, 100))),
            line(linked(filed.submission.url, tidy(nothing_new(filed.proposal), 160))),
            *(line(f"⚠️ {tidy(words, 160)}") for words in cautions(filed.proposal, 0)[:1]),
        )
        for filed in shown
    ]
    first = f"The first {MOST} of {len(waiting):,}; the others can be filed after them. " if len(waiting) > MOST else ""
    note = small(f"{first}Their reports are kept, and no level moves. Each can be undone on its card.")
    refs = ",".join(str(Ref(filed.id, filed.version)) for filed in shown)
    return modal(f"File {len(shown)}", [note, *rows], callback=ID, submit=f"File {len(shown)}", metadata=refs)


def parse(view: Mapping[str, Any]) -> dict[int, int]:
    """Return the versions of the listed proposals by their ids; raises BadInput for a form that is not ours."""
    values = Filled.of(view).metadata.split(",")
    if len(values) > MOST:
        raise BadInput("This form is not one of ours, or is too old; open it again from App Home.")
    return {ref.proposal: ref.version for ref in map(Ref.parse, values)}


def filing(number: int) -> dict[str, Any]:
    """Say that so many proposals are being filed."""
    return modal("Filing", [said(f"Filing {counted(number, 'proposal')} …"), small("You can close this window.")])


def outcome(found: Sequence[Outcome], listed: int) -> dict[str, Any]:
    """Say what was filed of the `listed` proposals and what was not, and why; less was found if something went wrong."""
    rows: list[Block] = [said(f"🗂 Filed: {counted(sum(each.why is None for each in found), 'proposal')}.")]
    waits = [each for each in found if each.why is not None and each.waits]
    decided = [each for each in found if each.why is not None and not each.waits]
    if waits:
        rows += _listed(f"{counted(len(waits), 'proposal')} still wait{'s' if len(waits) == 1 else ''}:", waits)
    if decided:
        rows += _listed(f"{counted(len(decided), 'proposal')} had been decided already:", decided)
    if left := listed - len(found):
        rows.append(said(f"⚠️ Something went wrong on our side; {counted(left, 'proposal')} of the list may still wait."))
    return modal("Filed", rows)


def _listed(head: str, found: Sequence[Outcome]) -> list[Block]:
    rows = [lines(line(strong(tidy(each.headline, 100))), line(tidy(each.why or "", 200))) for each in found]
    return [said(head), *rows]
