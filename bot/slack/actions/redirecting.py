"""A card's menu: another event, a new event, read again, the full reading, the archived page."""

from typing import Any

from slack_bolt import Ack, App, BoltContext

from bot.domain.errors import BadInput, NotFound
from bot.domain.model import Event, EventDraft, EventKind
from bot.domain.record import FiledProposal
from bot.pipeline.record import article_of, event_of, reading_of
from bot.pipeline.reread import propose_new_event, read_again
from bot.slack.door import person_of, tell_person
from bot.slack.forms import FormFaults, chosen_event, new_event
from bot.slack.names import Action, Modal, More, Ref
from bot.slack.office import Office
from bot.slack.views.modals import archive_modal, new_event_modal, other_event_modal, reading_modal
from bot.slack.windows import named, number_of, require_pending, window
from storage import articles, events, proposals, submissions
from storage.session import WorkspaceSession

READING_AGAIN = (
    "I am reading the article again, as it was kept. The card changes when I am done; if nothing new comes of it, I say so."
)


def register(app: App, office: Office) -> None:
    """Listen to the menu of proposals, and to its windows."""

    @app.action(named(Action.MORE))
    def chosen(ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext) -> None:
        ack()
        workspace = context.team_id or ""
        what, _, value = str((action.get("selected_option") or {}).get("value", "")).partition(":")
        ref = Ref.parse(value)
        match what:
            case More.FULL_READING | More.ARCHIVE:
                with window(office, workspace, body, "Reading" if what == More.FULL_READING else "Archive") as show:
                    office.members.require_own(workspace, person_of(body))
                    show(_looked_up(office, workspace, More(what), ref))
            case More.OTHER_EVENT:
                with window(office, workspace, body, "Another event") as show:
                    require_pending(office, workspace, ref, body)
                    show(other_event_modal(ref))
            case More.NEW_EVENT:
                with window(office, workspace, body, "New event") as show:
                    show(_new_event(office, workspace, ref, require_pending(office, workspace, ref, body)))
            case More.READ_AGAIN:
                require_pending(office, workspace, ref, body)
                _read_again(office, workspace, ref, body, event=None)
                tell_person(office, workspace, body, READING_AGAIN)
            case _:
                raise BadInput("This menu is too old; open the proposal from App Home.")

    @app.view(Modal.OTHER_EVENT)
    def compare_with(ack: Ack, body: dict[str, Any], view: dict[str, Any], context: BoltContext) -> None:
        ref, slug = chosen_event(view)
        require_pending(office, context.team_id or "", ref, body)
        _read_again(office, context.team_id or "", ref, body, event=slug)
        ack(response_action="clear")

    @app.view(Modal.NEW_EVENT)
    def make_event(ack: Ack, body: dict[str, Any], view: dict[str, Any], context: BoltContext) -> None:
        workspace = context.team_id or ""
        ref = Ref.parse(str(view.get("private_metadata", "")))
        filed = require_pending(office, workspace, ref, body)
        with office.desk.database.transaction(workspace, read_only=True) as s:
            _, reading = reading_of(s, filed.submission.id)
        given = new_event(view, reading.statements)
        if isinstance(given, FormFaults):
            ack(response_action="errors", errors=given)
            return
        ref, draft, chosen_statements = given
        propose_new_event(
            office.desk,
            workspace,
            ref.proposal,
            version=ref.version,
            draft=draft,
            statements=chosen_statements,
            by=person_of(body),
        )
        office.cards_due.ring()
        ack(response_action="clear")

    @app.action(Action.SEND_ARCHIVE)
    def send_archive(ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext) -> None:
        ack()
        workspace, person = context.team_id or "", person_of(body)
        office.members.require_own(workspace, person)
        with office.desk.database.transaction(workspace, read_only=True) as s:
            submission = submissions.get(s, number_of(action.get("value")))
            if submission.article_id is None:
                raise NotFound("There is no archived page of this link.")
            html = articles.archive(s, submission.article_id)
            article = articles.get(s, submission.article_id)
        if html is None:
            raise NotFound("The text was pasted, so there is no page to send.")
        client = office.client(workspace)
        office.errands.run(
            lambda: client.files_upload_v2(
                channel=_own_messages(office, workspace, person),
                content=html,
                filename=f"page-{submission.article_id}.html.txt",
                title=(article.title or article.canonical_url)[:200],
                alt_txt="The page as it was served when the link was read",
                initial_comment="The archived page, as text: open it with care, it is as the site served it.",
            )
        )


def _own_messages(office: Office, workspace: str, person: str) -> str:
    """Give the channel of a person's messages with us: files go to channels only, so one message opens it."""
    answer = office.client(workspace).chat_postMessage(channel=person, text="Here is the archived page that you asked for.")
    return str(answer["channel"])


def _read_again(office: Office, workspace: str, ref: Ref, body: dict[str, Any], *, event: str | None) -> None:
    pressed = body.get("trigger_id") or (body.get("view") or {}).get("id")
    key = f"slack:again:{ref}:{event or ''}:{pressed}"
    read_again(office.desk, workspace, ref.proposal, by=person_of(body), key=key, event=event)
    office.links_came.ring()


def _new_event(office: Office, workspace: str, ref: Ref, filed: FiledProposal) -> dict[str, Any]:
    with office.desk.database.transaction(workspace, read_only=True) as s:
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
    return new_event_modal(ref, draft, reading.statements)


def _looked_up(office: Office, workspace: str, what: More, ref: Ref) -> dict[str, Any]:
    with office.desk.database.transaction(workspace, read_only=True) as s:
        filed = proposals.get(s, ref.proposal)
        article_id, article = article_of(s, filed.submission.id)
        if what is More.FULL_READING:
            _, reading = reading_of(s, filed.submission.id)
            return reading_modal(article, reading, _judged_events(s, {j.event for j in reading.judgements}))
        kept = articles.kept(s, article_id)
    return archive_modal(
        article,
        fetched_at=kept.fetched_at,
        sha256=kept.html_sha256,
        has_html=kept.html_sha256 is not None,
        submission_id=filed.submission.id,
    )


def _judged_events(s: WorkspaceSession, slugs: set[str]) -> list[Event]:
    return events.get_many(s, sorted(slugs))
