"""Two workspaces with the same keys: nothing of one shows, or can be touched, in the other."""

import datetime as dt
import inspect
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, delete, insert, text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from bot.domain.answer import Answer
from bot.domain.api_token import Scope
from bot.domain.card import CardKind, Spot
from bot.domain.chain import EntryKind, Head
from bot.domain.digest import Change, DigestState, Group, Step, Tally
from bot.domain.errors import BadInput, NotFound, Refused
from bot.domain.handling import UNHANDLED, HandlingKind
from bot.domain.merging import moving
from bot.domain.model import Claim, Grade, Level
from bot.domain.page_access import PageAccess
from bot.domain.reading import ReaderStamp
from bot.domain.record import DecisionKind, EditKind, Reread, Rewording, SubmissionState
from bot.domain.retention import Amount, Cuts
from bot.domain.subscription import DigestSettings, EventFilter
from bot.domain.track_record import TrackRecord
from bot.domain.workspace import WorkspaceSettings
from storage import (
    answers,
    api_tokens,
    articles,
    cards,
    chain,
    copy_index,
    decisions,
    digests,
    event_chain,
    event_edits,
    events,
    follows,
    handling,
    history,
    letters,
    merges,
    outlet_keys,
    outlet_reports,
    outlets,
    pages,
    periods,
    proposals,
    public_sources,
    purges,
    purging,
    readings,
    regrades,
    reports,
    rereads,
    rulings,
    search,
    search_index,
    settlements,
    submissions,
    subscriptions,
    vectors,
    workspace_settings,
)
from storage.db import Database
from storage.row import Row
from storage.session import WorkspaceSession
from storage.tables import TABLES
from storage.tables.record import OutletRow, ReportRow
from storage.tables.review import PurgeRow
from tests.storage import made

QUESTION = "ab" * 32
WORDING = Rewording(claim="safe", becomes="safe-9", text="Everybody is safe.")
OTHER = made.event("ferry-smoke")
MOVED = moving(OTHER, made.event(), {"safe": "safe"})
SPOT = Spot(channel="C0DESK")
COPY = made.article(outlet=made.HARBOUR_POST.model_copy(update={"name": "Courier"})).model_copy(update={"published": None})
PERIOD = (made.NOW - dt.timedelta(days=1), made.LATER)
Pair = tuple[str, str]
_numbers = itertools.count()
Call = Callable[[WorkspaceSession, made.Record], Any]


def wish(record: made.Record) -> Reread:
    return Reread(submission=record.submission, of=record.submission, event=None, asked_by="x")


def changed(record: made.Record) -> Change:
    return Change(record.event, Group.RISEN, (Step("safe", None, Level.REPORTED),), record.move)


# Every public function that takes a session: called in a workspace that is empty, with the ids of one that is not. It
# finds nothing (the value), or says that there is nothing (the error).
PURGED = Cuts(texts=made.LATER + dt.timedelta(days=9), pages=made.LATER + dt.timedelta(days=9))
READS: dict[str, tuple[Call, Any]] = {
    "answers.find": (lambda s, r: answers.find(s, QUESTION), None),
    "articles.count": (lambda s, r: articles.count(s), 0),
    "articles.faults": (lambda s, r: list(articles.faults(s)), []),
    "purges.amount": (lambda s, r: purges.amount(s), Amount()),
    "purges.unexplained": (lambda s, r: purges.unexplained(s), 0),
    "purges.of": (lambda s, r: purges.of(s, [r.article], purges.PAGE), {}),
    "purging.due": (lambda s, r: purging.due(s, PURGED), Amount()),
    "articles.archive": (lambda s, r: articles.archive(s, r.article), NotFound),
    "articles.fault": (lambda s, r: (articles.first_published(s, made.URL), articles.fault(s)), (None, None)),
    "articles.first_published": (lambda s, r: articles.first_published(s, made.URL), None),
    "articles.get": (lambda s, r: articles.get(s, r.article), NotFound),
    "articles.texts_before": (lambda s, r: articles.texts_before(s, r.article), NotFound),
    "articles.kept": (lambda s, r: articles.kept(s, r.article), NotFound),
    "articles.kept_of": (lambda s, r: articles.kept_of(s, [r.article]), {}),
    "cards.any_due": (lambda s, r: cards.any_due(s, made.LATER), False),
    "cards.any_undrawn": (lambda s, r: cards.any_undrawn(s, made.LATER), False),
    "cards.next_due": (lambda s, r: cards.next_due(s, made.NOW), None),
    "cards.in_thread": (lambda s, r: cards.in_thread(s, "C0DESK", "1.0"), []),
    "cards.is_closed": (lambda s, r: cards.is_closed(s, "gone"), False),
    "cards.submission_of": (lambda s, r: cards.submission_of(s, "link:k1"), None),
    "cards.asked_in": (lambda s, r: cards.asked_in(s, "C0ASKED", "1.0"), []),
    "cards.of_batch": (lambda s, r: cards.of_batch(s, "m1"), []),
    "cards.of_proposal": (lambda s, r: cards.of_proposal(s, r.proposal, r.submission), []),
    "cards.of_submission": (lambda s, r: cards.of_submission(s, r.submission), []),
    "cards.problems": (lambda s, r: cards.problems(s), []),
    "cards.since": (lambda s, r: cards.since(s, made.NOW), []),
    "cards.take_next": (lambda s, r: cards.take_next(s, made.LATER), None),
    "cards.with_own": (lambda s, r: cards.with_own(s, [r.proposal]), frozenset()),
    "chain.contents": (lambda s, r: chain.contents(s, EntryKind.DECISION, [r.decision]), {}),
    "chain.entries": (lambda s, r: list(chain.entries(s, 1, 9)), []),
    "chain.fault": (lambda s, r: (chain.head(s).count > 0, chain.fault(s)), (False, None)),
    "chain.head": (lambda s, r: chain.head(s), Head()),
    "copy_index.find": (lambda s, r: copy_index.find(s, 0, COPY).others, ()),
    "decisions.get": (lambda s, r: decisions.get(s, r.decision), NotFound),
    "decisions.of_proposal": (lambda s, r: decisions.of_proposal(s, r.proposal), []),
    "decisions.were_made": (lambda s, r: decisions.were_made(s, r.proposal), False),
    "decisions.refusal": (lambda s, r: decisions.refusal(s, r.proposal, 1), NotFound),
    "digests.covered_until": (lambda s, r: digests.covered_until(s, r.subscription), None),
    "digests.get": (lambda s, r: digests.get(s, r.digest), NotFound),
    "digests.list_": (lambda s, r: digests.list_(s, "C0DESK"), []),
    "digests.of_card": (lambda s, r: digests.of_card(s, "digest:1"), NotFound),
    "digests.told_until": (lambda s, r: digests.told_until(s, [r.subscription]), {}),
    "digests.untold_since": (lambda s, r: digests.untold_since(s, r.subscription, made.NOW), []),
    "event_chain.of_event": (lambda s, r: event_chain.of_event(s, "ferry-fire", ["safe"]), NotFound),
    "merges.fault": (lambda s, r: (merges.homes(s, [r.gone]), merges.fault(s)), ({}, None)),
    "merges.homes": (lambda s, r: merges.homes(s, [r.gone]), {}),
    "merges.into": (lambda s, r: merges.into(s, r.event), []),
    "merges.of_slugs": (lambda s, r: merges.of_slugs(s, ["ferry-smoke"]), {}),
    "events.taken_in": (lambda s, r: events.taken_in(s, "ferry-fire"), NotFound),
    "events.by_ids": (lambda s, r: events.by_ids(s, [r.event]), {}),
    "events.count": (lambda s, r: events.count(s), 0),
    "events.get": (lambda s, r: events.get(s, "ferry-fire"), NotFound),
    "events.kinds_of": (lambda s, r: events.kinds_of(s, ["ferry-fire"]), {}),
    "events.get_many": (lambda s, r: events.get_many(s, ["ferry-fire"]), []),
    "events.id_of": (lambda s, r: events.id_of(s, "ferry-fire"), NotFound),
    "events.list_": (lambda s, r: events.list_(s), []),
    "events.lock": (lambda s, r: events.lock(s, "ferry-fire"), NotFound),
    "events.lock_many": (lambda s, r: events.lock_many(s, [r.event]), {}),
    "events.slugs_like": (lambda s, r: events.slugs_like(s, "ferry"), set()),
    "follows.by_event": (lambda s, r: follows.by_event(s, "U0ANN"), {}),
    "follows.count": (lambda s, r: follows.count(s, "U0ANN"), 0),
    "follows.followed": (lambda s, r: follows.followed(s, [r.event]), []),
    "follows.of_event": (lambda s, r: follows.of_event(s, "ferry-fire"), NotFound),
    "follows.of_person": (lambda s, r: follows.of_person(s, "U0ANN"), []),
    "follows.one": (lambda s, r: follows.one(s, "ferry-fire", "U0ANN"), NotFound),
    "history.of_event": (lambda s, r: history.of_event(s, "ferry-fire"), NotFound),
    "api_tokens.maker_of": (lambda s, r: api_tokens.maker_of(s, "wire"), None),
    "history.on_event": (lambda s, r: history.on_event(s, r.event), []),
    "events.whole": (lambda s, r: events.whole(s, r.event), NotFound),
    "pages.place_of": (lambda s, r: pages.place_of(s, "ferry-fire"), NotFound),
    "event_edits.get": (lambda s, r: event_edits.get(s, r.edit), NotFound),
    "event_edits.of_events": (lambda s, r: event_edits.of_events(s, [r.event])[r.event], []),
    "events.edits_of": (lambda s, r: events.edits_of(s, "ferry-fire"), NotFound),
    "events.home_of": (lambda s, r: events.home_of(s, "ferry-fire"), NotFound),
    "pages.version": (lambda s, r: pages.version(s), (None, 0, 0)),
    "pages.access_of": (lambda s, r: pages.access_of(s, "ferry-fire"), NotFound),
    "pages.own_access": (lambda s, r: pages.own_access(s, "ferry-fire"), NotFound),
    "pages.default_access": (lambda s, r: pages.default_access(s), PageAccess.OFF),
    "pages.any_open": (lambda s, r: pages.any_open(s), False),
    "pages.any_unlisted": (lambda s, r: pages.any_unlisted(s), False),
    "pages.is_on_record": (lambda s, r: pages.is_on_record(s, "ferry-fire"), NotFound),
    "pages.require_on_record": (lambda s, r: pages.require_on_record(s, "ferry-fire"), NotFound),
    "pages.list_on_record": (lambda s, r: pages.list_on_record(s, pages.Wanted()), ([], None)),
    "pages.proposal_seen": (lambda s, r: pages.proposal_seen(s, r.proposal), NotFound),
    "pages.proposals_of": (lambda s, r: pages.proposals_of(s, r.submission), []),
    "pages.proposals_seen": (lambda s, r: pages.proposals_seen(s), []),
    "pages.list_public": (lambda s, r: pages.list_public(s, pages.Wanted()), ([], None)),
    "pages.newest_public": (lambda s, r: pages.newest_public(s), 0),
    "pages.public_slugs": (lambda s, r: pages.public_slugs(s, 1, 9999), []),
    "pages.recent_moves": (lambda s, r: pages.recent_moves(s, 5), []),
    "letters.any_due": (lambda s, r: letters.any_due(s, made.NOW), False),
    "letters.take_next": (lambda s, r: letters.take_next(s, made.NOW), None),
    "outlet_keys.all_": (lambda s, r: outlet_keys.all_(s), {}),
    "outlet_keys.by_alias": (lambda s, r: outlet_keys.by_alias(s, {"post of norwick"}), {}),
    "outlet_keys.by_domains": (lambda s, r: outlet_keys.by_domains(s, ["harbourpost.example"]), None),
    "outlet_keys.by_own_name": (lambda s, r: outlet_keys.by_own_name(s, {"harbour post"}), {}),
    "outlet_keys.find": (lambda s, r: outlet_keys.find(s, ["Harbour Post"]), {}),
    "outlet_reports.events_of": (lambda s, r: outlet_reports.events_of(s, [made.HARBOUR_POST]), []),
    "outlet_reports.record_of": (lambda s, r: outlet_reports.record_of(s, "Harbour Post"), TrackRecord()),
    "outlets.all_": (lambda s, r: outlets.all_(s), []),
    "outlets.completed": (lambda s, r: [o for o in outlets.completed(s) if o.aliases and o.family == "Coast Media"], []),
    "outlets.by_domain": (lambda s, r: outlets.by_domain(s, "harbourpost.example"), None),
    "outlets.by_ids": (lambda s, r: outlets.by_ids(s, [r.outlet]), KeyError),
    "outlets.by_name": (lambda s, r: outlets.by_name(s, "Harbour Post"), None),
    "outlets.by_names": (lambda s, r: outlets.by_names(s, ["Harbour Post"]), {}),
    "outlets.is_empty": (lambda s, r: outlets.is_empty(s), True),
    "outlets.grades": (lambda s, r: outlets.grades(s, "Harbour Post"), []),
    "outlets.ids_of": (lambda s, r: outlets.ids_of(s, ["Harbour Post"]), {}),
    "outlets.newest_entry": (lambda s, r: outlets.newest_entry(s, "Harbour Post"), NotFound),
    "outlets.stored": (lambda s, r: outlets.stored(s, made.HARBOUR_POST), None),
    "outlets.houses": (lambda s, r: outlets.houses(s, ["Harbour Post"]), {}),
    "outlets.wires": (lambda s, r: outlets.wires(s), []),
    "periods.contributors": (lambda s, r: periods.contributors(s, *PERIOD, 3), []),
    "periods.failures": (lambda s, r: periods.failures(s, *PERIOD, "desk", 9), ([], 0, 0)),
    "periods.moves": (lambda s, r: periods.moves(s, *PERIOD, EventFilter()), []),
    "periods.new_events": (lambda s, r: periods.new_events(s, *PERIOD, EventFilter(), (), 9), ([], 0)),
    "periods.places": (lambda s, r: periods.places(s, [r.event]), {}),
    "periods.rewordings": (lambda s, r: periods.rewordings(s, *PERIOD, EventFilter(), 9), ([], 0)),
    "periods.tally": (lambda s, r: periods.tally(s, *PERIOD), Tally(0, 0, Counter())),
    "periods.told": (lambda s, r: periods.told(s, [changed(r)]), []),
    "periods.waiting": (lambda s, r: periods.waiting(s, EventFilter(place="wick"), 9, withdrawing=False), ([], 0)),
    "periods.withdrawals": (lambda s, r: periods.withdrawals(s, *PERIOD, EventFilter(), 9), ([], 0)),
    "proposals.at_address": (lambda s, r: proposals.at_address(s, made.URL), []),
    "proposals.by_ids": (lambda s, r: proposals.by_ids(s, [r.proposal]), []),
    "proposals.count_waiting": (lambda s, r: proposals.count_waiting(s), 0),
    "proposals.event_of": (lambda s, r: proposals.event_of(s, r.proposal), None),
    "proposals.get": (lambda s, r: proposals.get(s, r.proposal), NotFound),
    "proposals.lock": (lambda s, r: proposals.lock(s, r.proposal), NotFound),
    "proposals.states_of": (lambda s, r: proposals.states_of(s, r.submission), {}),
    "proposals.supersede": (lambda s, r: proposals.supersede(s, r.submission), 0),
    "proposals.list_": (lambda s, r: proposals.list_(s), []),
    "proposals.of_submission": (lambda s, r: proposals.of_submission(s, r.submission), []),
    "proposals.version": (lambda s, r: proposals.version(s, r.proposal, 1), NotFound),
    "proposals.waiting_on": (lambda s, r: proposals.waiting_on(s, "ferry-fire"), NotFound),
    "proposals.waiting": (lambda s, r: proposals.waiting(s), []),
    "api_tokens.by_hash": (lambda s, r: api_tokens.by_hash(s, "t" * 64), NotFound),
    "api_tokens.count_sources": (lambda s, r: api_tokens.count_sources(s, r.token, PERIOD[0]), 0),
    "api_tokens.list_": (lambda s, r: api_tokens.list_(s), []),
    "api_tokens.source": (lambda s, r: api_tokens.source(s, r.token, r.source), NotFound),
    "api_tokens.source_by_key": (lambda s, r: api_tokens.source_by_key(s, r.token, "k" * 64), None),
    "public_sources.by_token": (lambda s, r: public_sources.by_token(s, "t" * 64), NotFound),
    "public_sources.count_since": (lambda s, r: public_sources.count_since(s, made.NOW - dt.timedelta(days=1)), 0),
    "public_sources.brought": (lambda s, r: public_sources.brought(s, r.submission), False),
    "public_sources.later_notes_on": (lambda s, r: public_sources.later_notes_on(s, r.submission), []),
    "public_sources.emails_on": (lambda s, r: public_sources.emails_on(s, r.submission), []),
    "readings.on_event": (lambda s, r: readings.on_event(s, r.event), {}),
    "readings.stamps_on": (lambda s, r: readings.stamps_on(s, r.event), {}),
    "readings.get": (lambda s, r: readings.get(s, r.reading), NotFound),
    "readings.of_submission": (lambda s, r: readings.of_submission(s, r.submission), None),
    "proposals.of_reminder": (lambda s, r: proposals.of_reminder(s, "reminder:1"), []),
    "proposals.first_unreminded": (lambda s, r: proposals.first_unreminded(s), None),
    "proposals.overdue": (lambda s, r: proposals.overdue(s, made.LATER), []),
    "reports.standing_of": (lambda s, r: reports.standing_of(s, [r.event]), {}),
    "reports.standing": (lambda s, r: reports.standing(s, "ferry-fire"), NotFound),
    "reports.standing_sourced": (lambda s, r: reports.standing_sourced(s, r.event), []),
    "reports.standing_with_articles": (lambda s, r: reports.standing_with_articles(s, "ferry-fire"), NotFound),
    "rereads.of_submission": (lambda s, r: rereads.of_submission(s, r.again), None),
    "rereads.under_way": (lambda s, r: rereads.under_way(s, r.submission), None),
    "events.naming": (lambda s, r: events.naming(s, "Ada Finch"), set()),
    "regrades.any_waits": (lambda s, r: regrades.any_waits(s), False),
    "regrades.author_of": (lambda s, r: regrades.author_of(s, r.grade), NotFound),
    "regrades.outlet_of": (lambda s, r: regrades.outlet_of(s, r.grade), NotFound),
    "regrades.first_waiting": (lambda s, r: regrades.first_waiting(s, 10), []),
    "regrades.take_of": (lambda s, r: regrades.take_of(s, [r.event]), {}),
    "regrades.waiting": (lambda s, r: regrades.waiting(s, r.outlet), 0),
    "history.latest": (lambda s, r: history.latest(s, [r.event]), {}),
    "rulings.by_ids": (lambda s, r: rulings.by_ids(s, [r.ruling]), {}),
    "rulings.for_all": (lambda s, r: rulings.for_all(s), ()),
    "rulings.get": (lambda s, r: rulings.get(s, r.ruling), NotFound),
    "rulings.of_event": (lambda s, r: rulings.of_event(s, r.event), []),
    "rulings.of_events": (lambda s, r: list(rulings.of_events(s, [r.event]).values()), [[]]),
    "search.find": (lambda s, r: search.find(s, "ferry norwick"), []),
    "search.having_all": (lambda s, r: list(search.having_all(s, "ferry norwick")), []),
    "search.search": (lambda s, r: search.search(s, made.TEXT, vector=[1, 0], vector_model="tiny"), []),
    "search_index.counts_of": (lambda s, r: search_index.counts_of(s, ["ferri"]), (0, 0, {})),
    "search_index.postings": (lambda s, r: list(search_index.postings(s, ["ferri"])), []),
    "search_index.terms_of": (lambda s, r: search_index.terms_of(s, [r.event]), {}),
    "search_index.event_count": (lambda s, r: search_index.event_count(s), 0),
    "handling.by_key": (lambda s, r: handling.by_key(s, "asked:1"), NotFound),
    "handling.concerning": (lambda s, r: handling.concerning(s, "mara"), []),
    "handling.now_on": (lambda s, r: handling.now_on(s, r.proposal, made.NOW), UNHANDLED),
    "handling.now_on_each": (
        lambda s, r: handling.now_on_each(s, [r.proposal], made.NOW)[r.proposal],
        UNHANDLED,
    ),
    "handling.of_proposal": (lambda s, r: handling.of_proposal(s, r.proposal), []),
    "settlements.of_event": (lambda s, r: settlements.of_event(s, "ferry-fire"), NotFound),
    "settlements.on_event": (lambda s, r: settlements.on_event(s, r.event), []),
    "settlements.of_proposal": (lambda s, r: settlements.of_proposal(s, r.proposal), []),
    "submissions.earlier": (lambda s, r: submissions.earlier(s, made.URL), None),
    "submissions.earlier_text": (lambda s, r: submissions.earlier_text(s, r.later, made.URL), NotFound),
    "submissions.get": (lambda s, r: submissions.get(s, r.submission), NotFound),
    "submissions.brought": (lambda s, r: submissions.brought(s, r.submission), NotFound),
    "submissions.lock": (lambda s, r: submissions.lock(s, r.submission), NotFound),
    "submissions.by_key": (lambda s, r: submissions.by_key(s, "k1"), None),
    "submissions.count_by_person": (lambda s, r: submissions.count_by_person(s, "ana"), 0),
    "submissions.by_person": (lambda s, r: submissions.by_person(s, "ana", 9), []),
    "submissions.last_proposed": (lambda s, r: submissions.last_proposed(s, "desk", before=r.later + 100), None),
    "submissions.unfinished": (lambda s, r: submissions.unfinished(s), []),
    "subscriptions.active": (lambda s, r: subscriptions.active(s), []),
    "subscriptions.get": (lambda s, r: subscriptions.get(s, r.subscription), NotFound),
    "subscriptions.lock": (lambda s, r: subscriptions.lock(s, r.subscription), NotFound),
    "subscriptions.of_channel": (lambda s, r: subscriptions.of_channel(s, "C0DESK"), []),
    "vectors.missing": (lambda s, r: vectors.missing(s, "other"), []),
    "vectors.likeness": (lambda s, r: vectors.likeness(s, "tiny", [1, 0], [r.event]), {}),
    "workspace_settings.get": (lambda s, r: workspace_settings.get(s), WorkspaceSettings()),
    "workspace_settings.saved_by": (lambda s, r: workspace_settings.saved_by(s), None),
}
# Of what the record no longer has when everything is done.
DONE = {
    "handling.concerning", "outlets.completed",
    "outlets.wires", "periods.waiting", "proposals.count_waiting", "proposals.supersede", "proposals.waiting",
    "proposals.waiting_on",
    "proposals.overdue", "proposals.first_unreminded",
}  # fmt: skip
# Writers with foreign ids: refused, by a sentence or by the database's own references.
WRITES: dict[str, Call] = {
    "cards.event_changed": lambda s, r: cards.event_changed(s, "ferry-fire", made.LATER),
    "cards.want": lambda s, r: cards.want(s, "k", CardKind.LINK, SPOT, at=made.NOW, submission_id=r.submission),
    "decisions.decide": lambda s, r: decisions.decide(s, r.proposal, 2, DecisionKind.REJECT, "x", made.NOW),
    "decisions.undo": lambda s, r: decisions.undo(s, r.proposal, "x", made.NOW),
    "digests.add": lambda s, r: digests.add(s, "k", "C0", DigestState.MISSED, None, at=made.NOW, subscription=r.subscription),
    "history.add_many": lambda s, r: history.add_many(s, {r.event: [made.change(None)]}),
    "history.add": lambda s, r: history.add(s, "ferry-fire", [made.change(None)]),
    "event_edits.add": lambda s, r: event_edits.add(s, r.event, EditKind.RETRACT, by="x", reason="y", at=made.NOW),
    "events.add_claim": lambda s, r: events.add_claim(
        s, "ferry-fire", Claim(key="more", text="It burned."), by="x", reason="y", at=made.NOW
    ),
    "events.correct": lambda s, r: events.correct(
        s, "ferry-fire", place="Elsewhere", date=None, by="x", reason="y", at=made.NOW
    ),
    "events.edit": lambda s, r: events.edit(s, "ferry-fire", EditKind.RETRACT, by="x", reason="y", at=made.NOW),
    "events.restore": lambda s, r: events.restore(s, "ferry-fire", WORDING, by="x", reason="y", at=made.NOW),
    "events.reword": lambda s, r: events.reword(s, "ferry-fire", WORDING, by="x", reason="y", at=made.NOW),
    "events.look_at_merger": lambda s, r: events.look_at_merger(
        s, made.event(), "ferry-fire", 1, by="x", reason="y", at=made.NOW
    ),
    "events.merge": lambda s, r: events.merge(s, OTHER, made.event(), MOVED, by="x", reason="y", at=made.NOW),
    "merges.add": lambda s, r: merges.add(s, r.event, r.gone, {}, []),
    "events.give_home": lambda s, r: events.give_home(s, "ferry-fire", "C0OTHER", "x", made.NOW),
    "follows.change": lambda s, r: follows.change(s, "ferry-fire", "U0ANN", muted=True),
    "follows.follow": lambda s, r: follows.follow(s, "ferry-fire", "U0BEN", made.NOW),
    "follows.unfollow": lambda s, r: follows.unfollow(s, "ferry-fire", "U0ANN"),
    "pages.give_access": lambda s, r: pages.give_access(s, "ferry-fire", PageAccess.OFF, by="x", at=made.NOW),
    "letters.want": lambda s, r: letters.want(s, r.digest, ["x@y.example"], made.NOW),
    "proposals.revise": lambda s, r: proposals.revise(s, r.proposal, 1, made.proposal(), made.NOW),
    "proposals.save": lambda s, r: proposals.save(s, r.submission, r.reading, made.proposal(None), made.NOW),
    "readings.save": lambda s, r: readings.save(s, r.submission, r.article, made.reading()),
    "proposals.note_reminder": lambda s, r: proposals.note_reminder(s, "k", [r.proposal], made.NOW),
    "api_tokens.add_source": lambda s, r: made.program_source(s, r.token, r.submission, "x" * 64),
    "api_tokens.note_use": lambda s, r: api_tokens.note_use(s, r.token, made.LATER),
    "api_tokens.revoke": lambda s, r: api_tokens.revoke(s, "wire", by="x", at=made.LATER),
    "public_sources.add": lambda s, r: made.sent(s, r.submission),
    "reports.add": lambda s, r: reports.add(s, "ferry-fire", [made.report()], decision_id=None, at=made.NOW),
    "rereads.add": lambda s, r: rereads.add(s, wish(r), made.NOW),
    "regrades.plan": lambda s, r: regrades.plan(s, r.grade, [r.event]),
    "rulings.add": lambda s, r: rulings.add(s, r.event, "A", "B", same=True, by="x", reason="", at=made.NOW),
    "decisions.look_first": lambda s, r: decisions.look_first(s, r.proposal, 1, "mara", made.NOW, "", own_submission=False),
    "handling.add": lambda s, r: handling.add(s, r.proposal, 1, HandlingKind.TAKE, "mara", made.NOW),
    "settlements.add": lambda s, r: settlements.add(s, made.settlement(r.proposal)),
    "submissions.is_unfinished": lambda s, r: submissions.is_unfinished(s, r.submission),
    "submissions.read": lambda s, r: submissions.read(s, r.submission),
    "outlets.rename": lambda s, r: outlets.rename(s, "Harbour Post", "Harbour Paper"),
    "submissions.proposed": lambda s, r: submissions.proposed(s, r.submission),
    "submissions.replace": lambda s, r: submissions.replace(s, r.submission, r.again),
    "submissions.share_article": lambda s, r: submissions.share_article(s, r.again, r.submission),
    "submissions.claim_article": lambda s, r: submissions.claim_article(s, r.submission, r.article, made.URL),
    "submissions.duplicate": lambda s, r: submissions.duplicate(s, r.submission, r.again),
    "submissions.hand_over": lambda s, r: submissions.hand_over(s, r.submission, r.later),
    "submissions.fail": lambda s, r: submissions.fail(s, r.submission, "timeout", "Too late."),
    "submissions.set_state": lambda s, r: submissions.set_state(s, r.submission, SubmissionState.FAILED),
    "vectors.save": lambda s, r: vectors.save(s, "tiny", {"ferry-fire": [0, 1]}),
}
# Writers with foreign ids that mark what is theirs: there is nothing to mark, so nothing happens.
MARKS: dict[str, Call] = {
    "purging.purge": lambda s, r: purging.purge(s, PURGED, "x", made.LATER, 9),
    "cards.batch_changed": lambda s, r: cards.batch_changed(s, "m2", made.NOW),
    "cards.drawn": lambda s, r: cards.drawn(s, r.held, "2.1", "f2", None),
    "cards.events_changed": lambda s, r: cards.events_changed(s, [r.event], made.LATER),
    "cards.move_event": lambda s, r: cards.move_event(s, r.event, r.gone, made.LATER),
    "follows.move": lambda s, r: follows.move(s, r.event, r.gone, {}),
    "proposals.move": lambda s, r: proposals.move(s, r.event, r.gone),
    "reports.copy": lambda s, r: reports.copy(s, r.event, r.gone, {"safe": "safe", "said": "said"}),
    "rulings.copy": lambda s, r: rulings.copy(s, r.event, r.gone, by="x", at=made.LATER),
    "cards.gone": lambda s, r: cards.gone(s, r.held, made.LATER),
    "cards.in_channel": lambda s, r: cards.in_channel(s, "C0LOST", made.LATER),
    "cards.later": lambda s, r: cards.later(s, r.held, made.LATER),
    "cards.move": lambda s, r: cards.move(s, r.submission, r.again, made.LATER),
    "cards.nothing_yet": lambda s, r: cards.nothing_yet(s, r.held),
    "cards.outlet_changed": lambda s, r: cards.outlet_changed(s, r.outlet, made.LATER, decided_too=True),
    "cards.reactions_changed": lambda s, r: cards.reactions_changed(s, made.NOW),
    "cards.proposal_changed": lambda s, r: cards.proposal_changed(s, r.proposal, made.LATER),
    "cards.stuck": lambda s, r: cards.stuck(s, r.held, "Not let in."),
    "cards.submission_changed": lambda s, r: cards.submission_changed(s, r.submission, made.LATER),
    "answers.forget": lambda s, r: answers.forget(s, made.LATER),
    "cards.try_again": lambda s, r: cards.try_again(s, r.held.id, made.LATER),
    "cards.try_stuck_again": lambda s, r: cards.try_stuck_again(s, made.NOW, made.LATER),
    "cards.trying": lambda s, r: cards.trying(s, r.held.id),
    "cards.withdraw": lambda s, r: cards.withdraw(s, r.held.id, "gone."),
    "digests.unposted": lambda s, r: digests.unposted(s, r.digest),
    "letters.failed": lambda s, r: letters.failed(s, r.taken, "Refused."),
    "letters.later": lambda s, r: letters.later(s, r.taken, made.LATER, "Busy."),
    "letters.sent": lambda s, r: letters.sent(s, r.taken, made.LATER),
    "public_sources.forget": lambda s, r: public_sources.forget(s, addresses_before=made.LATER, emails_before=made.LATER),
    "subscriptions.change": lambda s, r: subscriptions.change(s, r.subscription, DigestSettings(), "x", made.LATER),
    "subscriptions.end": lambda s, r: subscriptions.end(s, r.subscription),
    "subscriptions.pause": lambda s, r: subscriptions.pause(s, r.subscription),
    "subscriptions.resume": lambda s, r: subscriptions.resume(s, r.subscription + 1, made.LATER),
    "subscriptions.resume_channel": lambda s, r: subscriptions.resume_channel(s, "C0LOST", made.LATER),
}
# These only add to their own workspace; `test_the_same_keys_live_side_by_side` runs them in both.
ADDS = {
    "answers.keep",
    "api_tokens.add",
    "articles.save",
    "articles.add",
    "cards.close",
    "cards.want_reaction",
    "chain.close",
    "events.add",
    "events.add_many",
    "outlets.find_or_add",
    "public_sources.lock",
    "submissions.lock_key",
    "outlets.load_starting_set",
    "outlets.name_site",
    "outlets.save",
    "search_index.add",
    "search_index.change",
    "search_index.store",
    "submissions.file",
    "subscriptions.add",
    "workspace_settings.save",
}
ROW_TAKERS = {"copy_index.add", "outlets.outlet_of"}
# Of every table, what one workspace has in it.
QUERIES = {
    table.name: select(table).where(table.c.workspace == bindparam("theirs")).order_by(*table.primary_key)
    for table in (each.__table__ for each in TABLES)  # type: ignore[attr-defined] # SQLModel does not declare __table__
    if table.name != "event_vector"  # arrays have no truth value
}
MODULES: list[ModuleType] = [
    answers, api_tokens, articles, cards, chain, copy_index, decisions, digests, event_chain, event_edits, events,
    follows, handling, history, letters, merges, outlet_keys,
    outlet_reports, outlets, pages, periods, proposals, public_sources, purges, purging, readings, regrades, reports, rereads,
    rulings, search, search_index,
    settlements,
    submissions, subscriptions, vectors, workspace_settings,
]  # fmt: skip


@pytest.fixture
def pair() -> Pair:
    """Name two workspaces that no other test knows."""
    number = next(_numbers)
    return f"theirs-{number}", f"ours-{number}"


def everything(s: WorkspaceSession) -> made.Record:
    record = made.merged(s, made.shown(s))
    made.corrected(s, record)
    token = api_tokens.add(s, name="wire", token_sha256="t" * 64, scopes=[Scope.READ], by="ada", at=made.NOW)
    record.token = token.id
    record.source = made.program_source(s, token.id, record.submission, "k" * 64).id
    vectors.save(s, "tiny", {"ferry-fire": [1, 0]})
    answers.keep(s, QUESTION, Answer(remarks=(s.workspace,), stamp=ReaderStamp(reader="model")), made.NOW)
    handling.add(s, record.proposal, 9, HandlingKind.ASK, "mara", made.NOW, whom="jo", words="Who?", key="asked:1")
    spot = Spot(channel="C0ASKED", thread="1.0")
    cards.want(s, "asked:1", CardKind.ASKED, spot, at=made.LATER, due=False, proposal_id=record.proposal)
    s.insert(PurgeRow, article_id=record.article, part=purges.PAGE, by="ada", at=made.NOW)
    s.insert(PurgeRow, article_id=record.article, part=purges.PAGE, by=purges.BY_UPGRADE, at=made.NOW)
    return record


def contents(database: Database, workspace: str) -> dict[str, list[Any]]:
    with database.connected(read_only=True) as connection:
        return rows_of(connection, workspace)


def rows_of(connection: Connection, workspace: str) -> dict[str, list[Any]]:
    return {name: list(connection.execute(query, {"theirs": workspace})) for name, query in QUERIES.items()}


@contextmanager
def undone(database: Database, workspace: str) -> Iterator[WorkspaceSession]:
    """Open a transaction of which nothing stays."""
    with database.transaction(workspace) as s:
        yield s
        s.rollback()


def outcome(call: Call, s: WorkspaceSession, record: made.Record) -> Any:
    """Return what a call finds, or the kind of error that says there is nothing."""
    try:
        return call(s, record)
    except (NotFound, KeyError) as nothing:
        return type(nothing)


def test_every_function_that_takes_a_session_is_tried_here() -> None:
    public = {
        f"{module.__name__.removeprefix('storage.')}.{name}"
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and next(iter(inspect.signature(function).parameters), "") == "s"
    }
    assert public == READS.keys() | WRITES.keys() | MARKS.keys() | ADDS | ROW_TAKERS


def test_nothing_of_another_workspace_is_found(shared_database: Database, pair: Pair) -> None:
    theirs, ours = pair
    with shared_database.transaction(theirs) as s:
        record = everything(s)
    wrong = []
    for name, (call, nothing) in READS.items():
        if name not in DONE:
            with undone(shared_database, theirs) as s:  # it is found where it belongs
                if outcome(call, s, record) == nothing:
                    wrong.append(f"{name}: not found in its own workspace")
        with undone(shared_database, ours) as s:
            if (found := outcome(call, s, record)) != nothing:
                wrong.append(f"{name}: {found!r} in another workspace")
    assert wrong == []


def test_nothing_of_another_workspace_is_changed(shared_database: Database, pair: Pair) -> None:
    theirs, ours = pair
    with shared_database.transaction(theirs) as s:
        record = everything(s)
    before = contents(shared_database, theirs)
    wrong = []
    for name, call in WRITES.items():
        try:
            with shared_database.transaction(ours) as s:
                call(s, record)
            wrong.append(f"{name}: not refused")
        except (NotFound, Refused, BadInput, DBAPIError):
            pass
        if contents(shared_database, theirs) != before:
            wrong.append(f"{name}: something was changed")
    assert wrong == []


def test_nothing_of_another_workspace_is_marked(shared_database: Database, pair: Pair) -> None:
    theirs, ours = pair
    with shared_database.transaction(theirs) as s:
        record = everything(s)
    before = contents(shared_database, theirs)
    wrong = []
    for name, call in MARKS.items():
        with shared_database.transaction(ours) as s:
            call(s, record)
        if contents(shared_database, theirs) != before:
            wrong.append(f"{name}: something was marked")
        with undone(shared_database, theirs) as s:
            call(s, record)
            s.flush()
            if rows_of(s.connection(), theirs) == before:
                wrong.append(f"{name}: nothing was marked where it belongs")
    assert wrong == []


def test_the_same_keys_live_side_by_side(database: Database) -> None:
    with database.transaction("theirs") as s:
        theirs = everything(s)
        outlets.save(s, made.HARBOUR_POST.model_copy(update={"grade": Grade.E, "grade_reason": "Theirs."}), "x", made.NOW)
    with database.transaction("ours") as s:
        ours = everything(s)
        assert ours.article != theirs.article
        assert ours.submission != theirs.submission
        assert events.count(s) == 1
        assert search.search(s, made.TEXT, vector=[1, 0], vector_model="tiny") == ["ferry-fire"]
        assert [event.slug for event in search.find(s, "ferry")] == ["ferry-fire"]
        assert list(vectors.likeness(s, "tiny", [1, 0])) == [events.id_of(s, "ferry-fire")]
        assert articles.get(s, ours.article).outlet.grade is Grade.B
        assert events.home_of(s, "ferry-fire") == "C0HOME"
        assert workspace_settings.get(s).editors == ("U0EDDA",)
        assert ours.held.id != theirs.held.id
        kept = answers.find(s, QUESTION)
        assert kept is not None
        assert kept.remarks == ("ours",)
        decisions.undo(s, ours.proposal, "ed", made.NOW)
        assert reports.standing(s, "ferry-fire") == ()
    with database.transaction("theirs") as s:
        assert len(reports.standing(s, "ferry-fire")) == 2


def test_statements_are_confined_by_themselves(database: Database) -> None:
    for workspace in ("theirs", "ours"):
        with database.transaction(workspace) as s:
            outlets.save(s, made.HARBOUR_POST, "ed", made.NOW)
    with database.transaction("ours") as s:
        s.exec(update(OutletRow).values(kind="blog"))
        assert [row.kind for row in s.exec(select(OutletRow))] == ["blog"]
        with pytest.raises(DBAPIError), s.begin_nested():
            s.exec(delete(OutletRow))  # ours has a grade
    with database.transaction("theirs") as s:
        assert [row.kind for row in s.exec(select(OutletRow))] == ["local"]
        [theirs] = s.exec(select(OutletRow.id))
    with database.transaction("ours") as s:
        assert s.get(OutletRow, theirs) is None


def test_a_row_of_another_workspace_is_refused(database: Database) -> None:
    row: dict[str, Any] = {"workspace": "theirs", "name": "X", "name_key": "x", "kind": "blog"}
    with database.transaction("ours") as s:
        s.add(OutletRow(**row))
        with pytest.raises(Refused, match="workspace 'theirs'"):
            s.flush()
        s.expunge_all()
    with pytest.raises(Refused, match="workspace 'theirs'"), database.transaction("ours") as s:
        s.execute(insert(OutletRow), [row])
    with pytest.raises(Refused, match="parameters"), database.transaction("ours") as s:
        s.execute(insert(OutletRow).values(**row))
    with database.transaction("ours") as s:
        outlets.save(s, made.HARBOUR_POST, "ed", made.NOW)
        s.exec(select(OutletRow)).one().workspace = "theirs"
        with pytest.raises(Refused, match="workspace 'theirs'"):
            s.flush()
        s.rollback()
    assert contents(database, "ours")["outlet"] == []


def test_the_database_itself_refuses_a_reference_into_another_workspace(database: Database) -> None:
    with database.transaction("theirs") as s:
        everything(s)
        event_id = s.exec(select(col(ReportRow.event_id))).first()
    with pytest.raises(DBAPIError), database.connected() as connection:
        connection.execute(
            text("INSERT INTO claim (workspace, event_id, key, position, text, layer, parties)"
                 " VALUES ('ours', :event, 'k', 9, 't', 'substance', '[]')"),
            {"event": event_id},
        )  # fmt: skip


def test_every_table_but_those_of_the_one_key_and_processes_belongs_to_a_workspace() -> None:
    shared = {"process", "model_spend", "model_endpoint"}
    assert {table.__table__ for table in TABLES} == {t for t in Row.metadata.sorted_tables if t.name not in shared}  # type: ignore[attr-defined] # SQLModel does not declare __table__
    assert all(issubclass(table, Row) for table in TABLES)
