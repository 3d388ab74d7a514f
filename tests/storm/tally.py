"""What a storm left, counted from the record and from what people see in Slack."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from bot.domain.card import Card, CardKind
from bot.domain.digest import DigestState
from bot.domain.record import ProposalState, SubmissionState
from bot.pipeline.services import Services
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import Message
from bot.slack.poster import METADATA, fingerprint_of
from bot.slack.render import draw
from storage import cards, proposals, submissions
from storage.session import WorkspaceSession
from storage.tables import CardRow, DigestRow, SubmissionRow

_LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of what there was, and of what went wrong."""

    pastes: int
    ends: Counter[str]
    lost: int
    doubled: int
    unclear: int
    cards: int
    cards_missing: int
    cards_twice: int
    cards_wrong: int
    digests: int
    digests_missing: int
    digests_twice: int
    details: tuple[str, ...] = ()
    """What was lost, doubled or unclear, link by link."""

    @property
    def fine(self) -> bool:
        """Tell whether nothing is lost, doubled or wrong."""
        wrong = (self.lost, self.doubled, self.unclear, self.cards_missing, self.cards_twice, self.cards_wrong)
        return not any((*wrong, self.digests_missing, self.digests_twice))

    def in_words(self) -> str:
        """Return all numbers in three lines."""
        ends = ", ".join(f"{number} {end}" for end, number in sorted(self.ends.items()))
        return (
            f"  links: {self.pastes} pastes ended as {ends}; lost {self.lost}, doubled {self.doubled}, without a clear end"
            f" {self.unclear}\n"
            f"  cards: {self.cards}; not posted {self.cards_missing}, twice {self.cards_twice}, other than the record"
            f" {self.cards_wrong}\n"
            f"  digests: {self.digests}; missing {self.digests_missing}, twice {self.digests_twice}"
            + "".join(f"\n    {detail}" for detail in self.details)
        )


def tally(services: Services, slack: LocalSlack, pasted: Mapping[str, Sequence[Message]], digests: int) -> Tally:
    """Count; `pasted` has the messages that brought each address, `digests` is how many were due."""
    with services.database.transaction(slack.team, read_only=True) as s:
        ends, lost, doubled, unclear, details = _links(s, pasted)
        # What these show follows from the record alone, at any time; a reminder, say, shows what was then.
        as_recorded = cards.since(s, _LONG_AGO)
        rows = [row for row in s.exec(select(CardRow)).all() if row.kind != CardKind.REACTION.value]
        made = [row for row in s.exec(select(DigestRow)).all() if row.state == DigestState.MADE.value]
    shown = _shown(slack)
    wrong = [card for card in as_recorded if card.message and not _matches(services, slack, shown, card)]
    details.extend(
        f"card {card.key} (due {card.due_at}, problem {card.problem}), in Slack {[m.text for m in shown.get(card.key, ())]}"
        for card in wrong
    )
    return Tally(
        pastes=sum(map(len, pasted.values())),
        ends=ends,
        lost=lost,
        doubled=doubled,
        unclear=unclear,
        cards=sum(row.message is not None for row in rows),
        cards_missing=sum(row.message is None and bool(row.due_at or row.problem) for row in rows),
        cards_twice=sum(len(messages) - 1 for messages in shown.values()),
        cards_wrong=len(wrong),
        digests=len(made),
        digests_missing=max(digests - sum(bool(shown[row.key]) for row in made), 0),
        digests_twice=max(len(made) - digests, 0),
        details=tuple(details),
    )


def _links(s: WorkspaceSession, pasted: Mapping[str, Sequence[Message]]) -> tuple[Counter[str], int, int, int, list[str]]:
    filed = defaultdict(list)
    for row in s.exec(select(SubmissionRow)).all():
        filed[row.url].append(submissions.of_row(row))
    links = (CardKind.LINK.value, CardKind.AGAIN.value)
    answered = Counter(s.exec(select(CardRow.thread).where(col(CardRow.kind).in_(links))).all())
    ends, lost, doubled, unclear = Counter[str](), 0, 0, 0
    details = list[str]()
    for address, messages in pasted.items():
        before = lost + doubled + unclear
        for message in messages:
            lost += answered[message.ts] == 0
            doubled += max(answered[message.ts] - 1, 0)
        proposed, by_event = 0, Counter[str]()
        for submission in filed[address]:
            ends[submission.state.value] += 1
            live = [p for p in proposals.of_submission(s, submission.id) if p.state is not ProposalState.SUPERSEDED]
            if submission.state is SubmissionState.PROPOSED:
                proposed += 1
                by_event.update(p.proposal.event or p.proposal.headline for p in live)
                unclear += not live
            elif submission.state is SubmissionState.FAILED:
                ends[f"of them as {submission.failure_kind}"] += 1
                # That something went wrong tells nobody anything: no trouble of a storm is a fault of a link.
                unclear += not submission.failure or submission.failure_kind == "unforeseen"
            elif submission.state is not SubmissionState.DUPLICATE:
                unclear += 1
        failed = all(submission.state is SubmissionState.FAILED for submission in filed[address])
        unclear += proposed == 0 and not failed
        # One article may be about several events; the built-in reader, which stands in for the model, is not always sure.
        ends["of them with proposals on several events"] += len(by_event) > 1
        doubled += max(proposed - 1, 0) + sum(number - 1 for number in by_event.values())
        if lost + doubled + unclear != before:
            cards_of = ", ".join(f"{answered[message.ts]} cards under {message.ts}" for message in messages)
            found = ", ".join(f"{each.id} {each.state}" for each in filed[address])
            details.append(f"{address}: {cards_of}; submissions {found}; proposals {dict(by_event)}")
    return ends, lost, doubled, unclear, details


def _shown(slack: LocalSlack) -> dict[str, list[Message]]:
    """Return all messages that show a card, by its key."""
    found = defaultdict[str, list[Message]](list)
    rooms = [channel.id for channel in slack.workspace.world.channels.values()]
    for room in rooms:
        for message in slack.workspace.world.all_in(room):
            metadata = message.metadata or {}
            if metadata.get("event_type") == METADATA and not message.deleted:
                found[str(metadata["event_payload"]["card"])].append(message)
    return found


def _matches(services: Services, slack: LocalSlack, shown: Mapping[str, Sequence[Message]], card: Card) -> bool:
    """Return whether the message of a card shows what the record says now."""
    messages = shown.get(card.key, ())
    drawn = draw(services, slack.team, card)
    if drawn is None or len(messages) != 1:
        return False
    payload = drawn.payload()
    return fingerprint_of(payload) == card.shown and _plain(messages[0].blocks) == _plain(payload["blocks"])


def _plain(value: Any) -> Any:
    """Leave out the ids that Slack fills in."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if key not in ("block_id", "verbatim", "emoji")}
    return [_plain(each) for each in value] if isinstance(value, list) else value
