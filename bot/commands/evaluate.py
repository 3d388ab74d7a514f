"""`second-source eval`: how well a reader reads, origins are counted and the search finds, on labelled cases."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.progress import Progress
from typer.core import TyperGroup

from bot.commands.cluster_tables import clusters_text, one_cluster_text
from bot.commands.environment import open_services_here, settings
from bot.commands.evaluation_tables import report_text, retrieval_text
from bot.commands.output import AsJson, complain, contents, show
from bot.domain.errors import BadInput
from bot.evaluation.bringing import bring_all
from bot.evaluation.cases import read_cases, read_queries
from bot.evaluation.clusters import read_clusters
from bot.evaluation.comparing import compare
from bot.evaluation.converting import HOST, PLACE
from bot.evaluation.converting import convert as convert_rows
from bot.evaluation.counting import report_on
from bot.evaluation.lines import WrongLines
from bot.evaluation.predicting import predict
from bot.evaluation.retrieval import measure_search
from bot.evaluation.trial import open_trial

ReaderOption = Annotated[
    Literal["model", "builtin"] | None, typer.Option("--reader", help="Which reader; the one that is set up if left out.")
]


class _RunUnlessNamed(TyperGroup):
    """Lets `eval CASES.jsonl` mean `eval run CASES.jsonl`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Insert `run` if the arguments begin with no command."""
        named = not args or args[0] in self.commands or args[0] in ctx.help_option_names
        return super().parse_args(ctx, args if named else ["run", *args])


app = typer.Typer(
    cls=_RunUnlessNamed,
    help="""Measure a reader, the counts of origins, or the search, on labelled cases.

    'second-source eval CASES.jsonl' is short for 'second-source eval run CASES.jsonl'; 'eval clusters' measures the counts of
    origins; 'eval convert' makes cases of labelled texts of other kinds.""",
    no_args_is_help=True,
)


@app.command()
def run(
    cases: Annotated[
        Path | None, typer.Argument(metavar="CASES.jsonl", help="Cases, one a line; '-' for standard input.")
    ] = None,
    retrieval: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.jsonl", help="Measure the search on the stored events instead: id, query, relevant (slugs)."
        ),
    ] = None,
    reader: ReaderOption = None,
    save: Annotated[Path | None, typer.Option(metavar="REPORT", help="Keep the whole report as JSON in this file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Take labelled cases over the path of a link, and say how well they were read.

    A case is one line of JSON: {"id", "article": {"text" or "html", "title"?, "url"?, "published"?, "byline"?, "publisher"?},
    "events": [{as 'second-source events schema' has it}], "expect"?: {"event": slug or null, "reports": [{"claim": its text,
    "stance", "tone"?, "basis"?, "origin"?}], "wire"?: agency or null, "instructions"?: true or false}}. What is not expected is
    only predicted. Nothing is stored; the cases are read in a newsroom of their own.

    A claim that several events have is looked for in the expected event; if that is none of them, the firmest report on any
    of them is compared. "instructions" is about what a page shows and what it hides: neither is followed, and both are flagged.

    Cases that could not be tried, since an endpoint is down or a key is wrong, are counted apart and in no score. The exit
    code is 1 where no case could be read, 2 where a line is wrong.
    """
    if (cases is None) == (retrieval is None):
        raise typer.BadParameter("Give either CASES.jsonl or --retrieval FILE.jsonl.")
    if save is not None:
        _refuse_unwritable(save)
    if cases is not None:
        with _report_wrong_lines(cases):
            given = read_cases(contents(cases))
        with open_trial(settings(), reader) as trial, _progress("Reading", len(given)) as tell:
            report = compare(given, predict(trial, given, tell))
        show(report_text({cases.stem if str(cases) != "-" else "cases": report}), report, as_json=as_json)
        _save(report, save)
        if not report.spent.links:
            complain("No case could be read.")
            raise typer.Exit(1)
    elif retrieval is not None:
        with _report_wrong_lines(retrieval):
            queries = read_queries(contents(retrieval))
        with open_services_here() as (services, workspace), _progress("Searching", len(queries)) as tell:
            found = measure_search(services, workspace, queries, tell=tell)
        show(retrieval_text(found), found, as_json=as_json)
        _save(found, save)


@app.command("clusters")
def clusters_(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="Clusters, one a line; '-' for standard input.")],
    reader: ReaderOption = None,
    only: Annotated[
        str | None, typer.Option(metavar="ID", help="Bring this cluster alone, and say in words how each origin was found.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Bring clusters of articles on one event over the path of a link, and say how right their counts of origins are.

    A cluster is one line of JSON: {"id", "kind": any word to sum up by, "event": {as 'second-source events schema' has it},
    "articles": [{"id", "url", "title", "published": a date or null, "byline"?, "site"?: the page's own name, "text"}], "gold":
    {a claim's key: {"confirm_origins", "independent", "deny_origins", "level", "names"?: names of origins}}}. The articles are
    brought in this order by one person; another approves all that is proposed on the event, and rejects the rest, as what may
    be another event. What is open stays context. Nothing is fetched, and nothing is stored. An outlet's grade and owner can be
    given in the event's "outlets".

    Only known origins are counted: those that confirm the claim, those of them that are independent, and those that deny it.
    Beside them stand plainer counts of the same approved reports: the outlets that confirm, their owners, and the texts that
    are no copies of each other.

    Clusters that could not be brought, since an endpoint is down or a key is wrong, are in no score. The exit code is 1 where
    no article could be read, 2 where a line is wrong.
    """
    with _report_wrong_lines(file):
        given = [cluster for cluster in read_clusters(contents(file)) if only in (None, cluster.id)]
    if not given:
        raise BadInput(f"{file} has no cluster with the id '{only}'.")
    with open_trial(settings(), reader) as trial, _progress("Bringing", len(given)) as tell:
        report = report_on(given, bring_all(trial, given, tell))
    show(clusters_text(report) if only is None else one_cluster_text(report), report, as_json=as_json)
    if not report.readers:
        complain("No article could be read.")
        raise typer.Exit(1)


@app.command()
def convert(
    rows: Annotated[Path, typer.Argument(metavar="ROWS.jsonl", help="Labelled rows, one a line; '-' for standard input.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="CASES.jsonl", help="Where they go; standard output if left out.")
    ] = None,
    article: Annotated[
        Path | None, typer.Option(metavar="TEXT", help=f"The article that instructions are put into, where {PLACE} stands.")
    ] = None,
) -> None:
    """Turn labelled texts of other kinds into cases; which kind a row is, its fields say.

    claim, text, label (agree, disagree, discuss, unrelated): an event of that one claim. agree is expected to confirm it,
    disagree to deny it; for discuss no stance is expected, since it may be a hedged confirmation, hearsay or context. The
    four labels are scored too: a denial disagrees; a confirmation agrees if its tone is certain and its basis is neither
    relayed nor a forecast; any other report discusses.

    text, wire (agency or null), with byline, publisher, title: whether the agency is named.

    text, instructions (true or false): whether they are flagged in this text.

    kind, text, and no other field but id: the text is an instruction to a model, put into an article.

    The cases are checked as 'second-source eval' checks them: a row that would make a wrong one is named by its line.
    """
    host = HOST if article is None else contents(article).decode("utf-8-sig", errors="replace")
    if PLACE not in host:
        raise BadInput(f"{article} does not say where the instructions go: write {PLACE} there.")
    with _report_wrong_lines(rows):
        made = convert_rows(contents(rows), host)
    _write("".join(case.model_dump_json(exclude_unset=True) + "\n" for case in made), output)


@contextmanager
def _report_wrong_lines(file: Path) -> Iterator[None]:
    try:
        yield
    except WrongLines as error:
        complain(f"{file}: {error.sentence}")
        raise typer.Exit(2) from error


@contextmanager
def _progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on standard error, if it is a terminal."""
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


def _save(report: BaseModel, file: Path | None) -> None:
    if file is not None:
        _write(report.model_dump_json(indent=2) + "\n", file)


def _refuse_unwritable(file: Path) -> None:
    """Raise BadInput if the report could not be written to this file, before the work begins."""
    existed = file.exists() or file.is_symlink()
    try:
        with file.open("a"):
            pass
        if not existed:
            file.unlink()
    except OSError as error:
        raise BadInput(f"{file} cannot be written: {error.strerror}.") from error


def _write(text: str, file: Path | None) -> None:
    if file is None:
        sys.stdout.write(text)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{file} cannot be written: {error.strerror}.") from error
