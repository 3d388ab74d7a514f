"""Input that is big, foreign or odd, through the whole story."""

import time

import pytest

from bot.domain.record import SubmissionState
from storage.db import Database
from tests.newsroom import (
    DAM,
    STORY,
    ScriptedReader,
    answer,
    bring,
    brought_and_worked,
    judged,
    make_services,
    outcome,
    page,
    work,
)
from tests.page_server import PageServer

ARABIC = "قالت رئيسة البلدية فيرا هولم إن سد أورين قد انهار قبل الفجر، وإن المياه غمرت البلدة السفلى لساعات طويلة."
CHINESE = "市长维拉·霍尔姆周一表示，奥林大坝在黎明前决堤，洪水数小时内淹没了下城区，居民被转移到山上的学校。"
UKRAINIAN = "Мерка Вера Гольм заявила в понеділок, що гребля в Орріні прорвалася перед світанком, і вода затопила нижнє місто."


@pytest.mark.parametrize("sentence", [ARABIC, CHINESE, UKRAINIAN])
def test_other_scripts_keep_their_characters_and_their_quotes(sqlite_database: Database, sentence: str) -> None:
    text = f"{sentence}\n\n" * 6
    reader = ScriptedReader(answer(judged("orrin-dam", "so", sentence)))
    with PageServer() as server:
        server.page("/story", page(text, title=sentence[:20]))
        submission, (proposal,) = brought_and_worked(
            make_services(sqlite_database, server, reader), "http://courier.example/story"
        )
    assert submission.state is SubmissionState.PROPOSED
    assert [r.quote for r in proposal.proposal.reports] == [sentence]


@pytest.mark.parametrize(("sentence", "language"), [(ARABIC, "Arabic"), (CHINESE, "Chinese"), (UKRAINIAN, "Ukrainian")])
def test_without_a_model_other_languages_are_declined_by_name(sqlite_database: Database, sentence: str, language: str) -> None:
    with PageServer() as server:
        server.page("/story", page(f"{sentence}\n\n" * 6))
        submission, _ = brought_and_worked(make_services(sqlite_database, server), "http://courier.example/story")
    assert submission.failure is not None
    assert language in submission.failure


def test_an_article_of_300_kilobytes_is_read_in_seconds(sqlite_database: Database) -> None:
    filler = "The council of Orrin met on the hill and spoke for a long time about roads, schools and the price of bread."
    text = STORY + "\n\n" + "\n\n".join(f"{filler} ({n})" for n in range(2_700))
    assert len(text) > 300_000
    with PageServer() as server:
        server.page("/long", page(text))
        services = make_services(sqlite_database, server)
        started = time.process_time()
        submission, made = brought_and_worked(services, "http://courier.example/long")
    assert time.process_time() - started < 30
    assert submission.state is SubmissionState.PROPOSED
    assert DAM.slug in {p.proposal.event for p in made}
    assert all(r.quote in STORY for p in made for r in p.proposal.reports if p.proposal.event == DAM.slug)


@pytest.mark.parametrize("text", ["", "   \n\n ", "too short", "\x00\x01binary" * 40])
def test_pasted_text_that_is_no_article_fails_with_a_sentence(sqlite_database: Database, text: str) -> None:
    with PageServer() as server:
        services = make_services(sqlite_database, server)
        filed = bring(services, text=text)
        work(services, filed.submission.id)
        submission, made = outcome(services, filed.submission.id)
    assert (submission.state, made) == (SubmissionState.FAILED, [])
    assert submission.failure
