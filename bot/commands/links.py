"""`second-source read`, `submit` and `work`: links, from paste to proposal."""

import getpass
import secrets
from pathlib import Path
from typing import Annotated

import typer

from bot.app import open_engine
from bot.cards import proposal_card, reading_card, submission_line
from bot.commands.output import AsJson, contents, desk, progress, settings, show
from bot.domain.model import Page
from bot.domain.record import FiledProposal, Submission, SubmissionState
from bot.pipeline.desk import Desk
from bot.pipeline.fetch import article_of_page
from bot.pipeline.intake import Filed, Link, take_in
from bot.pipeline.read import candidate_events, counted, embedded, reading_of
from bot.pipeline.record import event_of
from storage import proposals, submissions

Url = Annotated[str | None, typer.Argument(metavar="URL", help="Address of the article.")]
HtmlFile = Annotated[Path | None, typer.Option(help="A saved page instead of fetching; needs --url.")]
TextFile = Annotated[Path | None, typer.Option(help="The article's text instead of fetching; '-' for standard input.")]
UrlOption = Annotated[str | None, typer.Option("--url", help="Where the file's article stands.")]


def read(
    url: Url = None,
    html_file: HtmlFile = None,
    text_file: TextFile = None,
    url_of_file: UrlOption = None,
    as_json: AsJson = False,
) -> None:
    """Read one article and show the reading alone; nothing is stored."""
    link = _link(url, html_file, text_file, url_of_file)
    with desk() as (d, workspace):
        page = _page(d, link)
        with d.database.transaction(workspace, read_only=True) as s:
            article = article_of_page(s, page)
        vector = embedded(d, article)
        with d.database.transaction(workspace, read_only=True) as s:
            candidates = candidate_events(d, s, article, vector)
        progress(f"Reading {len(article.text.split()):,} words against {counted(len(candidates))} …")
        reading = reading_of(d, article, candidates)
    show(reading_card(reading, candidates), {"article": article, "reading": reading}, as_json=as_json)


def submit(
    url: Url = None,
    html_file: HtmlFile = None,
    text_file: TextFile = None,
    url_of_file: UrlOption = None,
    event: Annotated[str | None, typer.Option(help="Slug of the event that you mean.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="Your name; your login name if left out.")] = None,
    note: Annotated[str, typer.Option(help="A word to the editor.")] = "",
    wait: Annotated[
        bool, typer.Option(help="Work on it until the proposal is there; otherwise 'second-source work' does.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Bring one link, and take it up to the proposal."""
    link = _link(url, html_file, text_file, url_of_file, by=by or _login(), note=note, event=event)
    with desk() as (d, workspace):
        filed = take_in(d, workspace, link)
        if wait and filed.submission.state in _UNDER_WAY:
            with open_engine(settings(), d) as engine:
                resumed = engine.take_over()
                engine.start(workspace, filed.submission)
                engine.wait(workspace, filed.submission)
                engine.wait_for(resumed)
        outcome = _outcome(d, workspace, filed)
    show(outcome.text, outcome.data, as_json=as_json)
    if outcome.submission.state is not SubmissionState.PROPOSED and wait:
        raise typer.Exit(1)


def work(as_json: AsJson = False) -> None:
    """Finish what was brought but not worked on, and what a crash left behind."""
    with desk() as (d, workspace):
        with d.database.transaction(workspace, read_only=True) as s:
            waiting = submissions.unfinished(s)
        with open_engine(settings(), d) as engine:
            resumed = engine.take_over()
            for submission in waiting:
                engine.start(workspace, submission)
            for submission in waiting:
                engine.wait(workspace, submission)
            engine.wait_for(resumed)
        with d.database.transaction(workspace, read_only=True) as s:
            done = [(submissions.get(s, waited.id), proposals.of_submission(s, waited.id)) for waited in waiting]
    lines = [submission_line(submission, made) for submission, made in done]
    data = [{"submission": submission, "proposals": made} for submission, made in done]
    show("\n".join(lines) or "Nothing is waiting to be worked on.", data, as_json=as_json)


_UNDER_WAY = (SubmissionState.FILED, SubmissionState.FETCHED, SubmissionState.READ)


class _Outcome:
    """What there is to say about a submission once it has been brought."""

    def __init__(self, submission: Submission, made: list[FiledProposal], text: str, *, again: bool) -> None:
        self.submission = submission
        self.text = text
        self.data = {"submission": submission, "again": again, "proposals": made}


def _outcome(d: Desk, workspace: str, filed: Filed) -> _Outcome:
    with d.database.transaction(workspace, read_only=True) as s:
        submission = submissions.get(s, filed.submission.id)
        again = filed.again
        if submission.state is SubmissionState.DUPLICATE and submission.duplicate_of is not None:
            submission, again = submissions.get(s, submission.duplicate_of), True
        made = proposals.of_submission(s, submission.id)
        cards = [proposal_card(p, event_of(s, p.proposal)) for p in made]
    if again:
        text = f"Already filed. {submission_line(submission, made)}"
    elif submission.state is SubmissionState.PROPOSED:
        text = "\n\n".join(cards)
    else:
        text = submission_line(submission, made)
    return _Outcome(submission, made, text, again=again)


def _link(
    url: str | None,
    html_file: Path | None,
    text_file: Path | None,
    url_of_file: str | None,
    *,
    by: str = "",
    note: str = "",
    event: str | None = None,
) -> Link:
    if sum(given is not None for given in (url, html_file, text_file)) != 1:
        raise typer.BadParameter("Give one of: URL, --html-file FILE with --url URL, or --text-file FILE.")
    if url is not None and url_of_file is not None:
        raise typer.BadParameter("--url goes with --html-file or --text-file.")
    if html_file is not None and url_of_file is None:
        raise typer.BadParameter("--html-file needs --url, since the outlet follows from the address.")
    return Link(
        key=f"cli:{secrets.token_hex(16)}",
        by=by,
        place="command line",
        url=url or url_of_file,
        text=contents(text_file).decode("utf-8-sig", errors="replace") if text_file else None,
        html=contents(html_file) if html_file else None,
        note=note,
        event=event,
    )


def _page(d: Desk, link: Link) -> Page:
    if link.text is not None:
        return d.fetcher.from_text(link.text, link.url)
    assert link.url is not None, "held by _link"  # noqa: S101 - for the type checker
    return d.fetcher.from_html(link.html, link.url) if link.html is not None else d.fetcher.fetch(link.url)


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "somebody"
