"""`second-source read`, `submit` and `work`: links, from paste to proposal."""

import dataclasses
import datetime as dt
import os
import secrets
import signal
import threading
import time
from pathlib import Path
from typing import Annotated

import typer

from bot.app import open_engine, open_queue, run_worker
from bot.cards import proposal_card, reading_card, submission_line
from bot.commands.environment import login, open_services_here, settings
from bot.commands.output import AsJson, contents, progress, show
from bot.commands.stopping import SIGNALS, stop_on_signals
from bot.domain.reading import Page
from bot.domain.record import FiledProposal, Submission, SubmissionState
from bot.domain.wrapped_addresses import bare_address
from bot.pipeline.fetch import article_of_page, outlet_of
from bot.pipeline.intake import Filed, Link, accept_link
from bot.pipeline.queue import enqueue_forgotten
from bot.pipeline.read import candidate_events, counted, embedded, reading_of
from bot.pipeline.record import event_of
from bot.pipeline.services import Services
from storage import proposals, submissions

LOOK_SECONDS = 5.0
PAUSE_SECONDS = 0.1

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
    with open_services_here() as (services, workspace):
        page = _page(services, link)
        with services.database.transaction(workspace, read_only=True) as s:
            article = article_of_page(page, outlet_of(s, page))
        vector = embedded(services, article)
        with services.database.transaction(workspace, read_only=True) as s:
            candidates = candidate_events(services, s, article, vector)
        progress(f"Reading {len(article.text.split()):,} words against {counted(len(candidates))} …")
        reading = reading_of(services, article, candidates)
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
    link = _link(url, html_file, text_file, url_of_file, by=by or login(), note=note, event=event)
    with open_services_here() as (services, workspace):
        filed = accept_link(services, workspace, link) if wait else _queued(services, workspace, link)
        if wait and filed.submission.state in _UNDER_WAY:
            with open_engine(services) as engine:
                for begun in (*engine.take_over(), engine.start(workspace, filed.submission)):
                    engine.wait(begun)
        outcome = _outcome(services, workspace, filed)
    show(outcome.text, outcome.data, as_json=as_json)
    if outcome.submission.state is not SubmissionState.PROPOSED and wait:
        raise typer.Exit(1)


def work(
    stay: Annotated[
        bool, typer.Option("--stay", help="Do the Slack app's work, until Ctrl+C; 'serve' starts one by itself.")
    ] = False,
    until_eof: Annotated[bool, typer.Option("--until-eof", hidden=True)] = False,
    as_json: AsJson = False,
) -> None:
    """Finish what was brought but not worked on, and what a crash left behind; several may share the work."""
    if stay:
        _stay(until_eof=until_eof)
        return
    with open_services_here() as (services, workspace):
        with services.database.transaction(workspace, read_only=True) as s:
            waiting = submissions.unfinished(s)
        if waiting:
            _finish(services, workspace)
        with services.database.transaction(workspace, read_only=True) as s:
            done = [(submissions.get(s, waited.id), proposals.of_submission(s, waited.id)) for waited in waiting]
    lines = [submission_line(submission, made) for submission, made in done]
    data = [{"submission": submission, "proposals": made} for submission, made in done]
    show("\n".join(lines) or "Nothing is waiting to be worked on.", data, as_json=as_json)


def _queued(services: Services, workspace: str, link: Link) -> Filed:
    """Take a link in and leave it to whichever process works on links."""
    with open_queue(settings(), services) as queue:
        return accept_link(dataclasses.replace(services, queue=queue), workspace, link)


def _finish(services: Services, workspace: str) -> None:
    """Work until no submission is unfinished; other processes may finish some of them."""
    with (
        open_queue(settings(), services) as queue,
        open_engine(dataclasses.replace(services, queue=queue), takes_links=True) as engine,
    ):
        last_look = -LOOK_SECONDS
        while True:
            with services.database.transaction(workspace, read_only=True) as s:
                if not submissions.unfinished(s, 1):
                    return
            if time.monotonic() - last_look >= LOOK_SECONDS:
                engine.take_over()
                enqueue_forgotten(dataclasses.replace(services, queue=queue), workspace, fresh=dt.timedelta())
                last_look = time.monotonic()
            time.sleep(PAUSE_SECONDS)


def _stay(*, until_eof: bool) -> None:
    """Run the worker until a signal comes or, with `until_eof`, until the process that started this one ends."""
    if not until_eof:
        run_worker(settings(), stop_on_signals())
    for number in SIGNALS:
        # A signal to the whole group reaches the parent too, which decides when this process ends.
        signal.signal(number, signal.SIG_IGN)
    stop = threading.Event()
    threading.Thread(target=_stop_at_eof, args=(stop,), daemon=True).start()
    run_worker(settings(), stop)


def _stop_at_eof(stop: threading.Event) -> None:
    # Not sys.stdin: a thread that waits in it holds a lock, with which the interpreter cannot end.
    while os.read(0, 4096):
        pass
    stop.set()


_UNDER_WAY = (SubmissionState.FILED, SubmissionState.FETCHED, SubmissionState.READ)


class _Outcome:
    """What `submit` prints about a submission, as text and as JSON."""

    def __init__(self, submission: Submission, made: list[FiledProposal], text: str, *, again: bool) -> None:
        self.submission = submission
        self.text = text
        self.data = {"submission": submission, "again": again, "proposals": made}


def _outcome(services: Services, workspace: str, filed: Filed) -> _Outcome:
    with services.database.transaction(workspace, read_only=True) as s:
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
    address = url or url_of_file
    return Link(
        key=f"cli:{secrets.token_hex(16)}",
        by=by,
        place="command line",
        url=bare_address(address) if address else None,
        text=contents(text_file).decode("utf-8-sig", errors="replace") if text_file else None,
        html=contents(html_file) if html_file else None,
        note=note,
        event=event,
    )


def _page(services: Services, link: Link) -> Page:
    if link.text is not None:
        return services.fetcher.from_text(link.text, link.url)
    assert link.url is not None, "held by _link"  # noqa: S101 - for the type checker
    return services.fetcher.from_html(link.html, link.url) if link.html is not None else services.fetcher.fetch(link.url)
