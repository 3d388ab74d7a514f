"""Handlers of a card's menu: another event, a new event, read again, the full reading, the archived page."""

from typing import Any

from bot.domain.dates import day_said
from bot.domain.errors import BadInput, NotFound
from bot.domain.model import Event, EventDraft, EventKind
from bot.domain.record import FiledProposal
from bot.pipeline.holds import Held
from bot.pipeline.record import article_of, event_of, reading_of
from bot.pipeline.reread import propose_new_event, read_again
from bot.slack.action_ids import More, Ref
from bot.slack.context import SlackContext
from bot.slack.deciding import ask_first
from bot.slack.error_handler import tell_person
from bot.slack.files import send_file
from bot.slack.forms import new_event, other_event
from bot.slack.forms.fields import FormFaults
from bot.slack.modals import number_of, open_modal, require_pending
from bot.slack.request import CLEAR, Answer, Request, errors
from bot.slack.views.modal_reading import archive_modal, reading_modal
from storage import articles, events, proposals, submissions
from storage.session import WorkspaceSession

READING_AGAIN = (
    "I am reading the article again, as it was kept. The card changes when I am done; if nothing new comes of it, I say so."
)


def choose(slack: SlackContext, request: Request) -> None:
    """Do what was chosen in a card's menu."""
    what, _, value = request.value.partition(":")
    ref = Ref.parse(value)
    match what:
        case More.FULL_READING | More.ARCHIVE:
            with open_modal(slack, request, "Reading" if what == More.FULL_READING else "Archive") as show:
                slack.members.require_own(request.workspace, request.person)
                show(_reading_or_archive(slack, request.workspace, More(what), ref))
        case More.OTHER_EVENT:
            with open_modal(slack, request, "Another event", deciding_on=ref.proposal) as show:
                require_pending(slack, request, ref)
                show(other_event.draw(ref))
        case More.NEW_EVENT:
            with open_modal(slack, request, "New event", deciding_on=ref.proposal) as show:
                show(_new_event(slack, request.workspace, ref, require_pending(slack, request, ref)))
        case More.READ_AGAIN:
            require_pending(slack, request, ref)
            try:
                _read_again(slack, request, ref, event=None)
            except Held as held:
                ask_first(slack, request, held)
            else:
                tell_person(slack, request, READING_AGAIN)
        case _:
            raise BadInput("This menu is too old; open the proposal from App Home.")


def compare_with(slack: SlackContext, request: Request) -> Answer:
    """Have the article compared with the chosen event."""
    ref, slug = other_event.parse(request.payload)
    require_pending(slack, request, ref)
    _read_again(slack, request, ref, event=slug)
    return CLEAR


def make_event(slack: SlackContext, request: Request) -> Answer:
    """Propose the new event of the submitted form."""
    ref = Ref.parse(str(request.payload.get("private_metadata", "")))
    filed = require_pending(slack, request, ref)
    with slack.services.database.transaction(request.workspace, read_only=True) as s:
        _, reading = reading_of(s, filed.submission.id)
        _, article = article_of(s, filed.submission.id)
    today = slack.now().date()
    given = new_event.parse(request.payload, reading.statements, today=today, published=article.published)
    if isinstance(given, FormFaults):
        return errors(given)
    ref, draft, chosen_statements = given
    propose_new_event(
        slack.services,
        request.workspace,
        ref.proposal,
        version=ref.version,
        draft=draft,
        statements=chosen_statements,
        by=request.person,
    )
    return CLEAR


def send_archive(slack: SlackContext, request: Request) -> None:
    """Send somebody the page as it was served when its link was read."""
    workspace, person = request.workspace, request.person
    slack.members.require_own(workspace, person)
    with slack.services.database.transaction(workspace, read_only=True) as s:
        submission = submissions.get(s, number_of(request.value))
        if submission.article_id is None:
            raise NotFound("There is no archived page of this link.")
        html, kept = articles.archive(s, submission.article_id), articles.kept(s, submission.article_id)
        article = articles.get(s, submission.article_id)
    if kept.page_purged_at:
        raise NotFound(
            f"The archived page was purged on {day_said(kept.page_purged_at)}; its hash is kept: {kept.html_sha256}."
        )
    if html is None:
        raise NotFound("The text was pasted, so there is no page to send.")
    slack.background.run(
        lambda: send_file(
            slack,
            workspace,
            person,
            told="Here is the archived page that you asked for.",
            name=f"page-{submission.article_id}.html.txt",
            title=article.title or article.canonical_url,
            alt="The page as it was served when the link was read",
            about="The archived page, as text: open it with care, it is as the site served it.",
            content=html,
        )
    )


def _read_again(slack: SlackContext, request: Request, ref: Ref, *, event: str | None) -> None:
    key = f"slack:again:{ref}:{event or ''}:{request.trigger_id or request.view.get('id')}"
    read_again(slack.services, request.workspace, ref.proposal, by=request.person, key=key, event=event)


def _new_event(slack: SlackContext, workspace: str, ref: Ref, filed: FiledProposal) -> dict[str, Any]:
    with slack.services.database.transaction(workspace, read_only=True) as s:
        _, article = article_of(s, filed.submission.id)
        _, reading = reading_of(s, filed.submission.id)
        known = event_of(s, filed.proposal)
    if not reading.statements:
        raise BadInput(
            "The reader found no statement of the article's own that could become a claim. Read it yourself, please."
        )
    draft = reading.draft or EventDraft(
        kind=EventKind.OTHER,
        headline=(article.title or reading.statements[0].text)[:1000],
        place=known.place,
        date=article.published,
        claims=known.claims[:1],
    )
    return new_event.draw(ref, draft, reading.statements)


def _reading_or_archive(slack: SlackContext, workspace: str, what: More, ref: Ref) -> dict[str, Any]:
    with slack.services.database.transaction(workspace, read_only=True) as s:
        filed = proposals.get(s, ref.proposal)
        article_id, article = article_of(s, filed.submission.id)
        if what is More.FULL_READING:
            _, reading = reading_of(s, filed.submission.id)
            judged = _judged_events(s, {j.event for j in reading.judgements})
            return reading_modal(article, reading, judged, proposal_id=filed.id)
        kept = articles.kept(s, article_id)
    return archive_modal(
        article,
        fetched_at=kept.fetched_at,
        sha256=kept.html_sha256,
        has_html=kept.html_sha256 is not None and kept.page_purged_at is None,
        submission_id=filed.submission.id,
        text_sha256=kept.text_sha256,
        purged_at=kept.text_purged_at or kept.page_purged_at,
    )


def _judged_events(s: WorkspaceSession, slugs: set[str]) -> list[Event]:
    return events.get_many(s, sorted(slugs))
