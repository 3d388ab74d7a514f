"""What became of an outlet's reports, counted and in words."""

from bot.domain.model import Level, Stance
from bot.domain.track_record import Fate, TrackRecord, track_record

YES, NO = Stance.CONFIRMS, Stance.DENIES


def test_each_fate_is_counted_once() -> None:
    table = [
        (Fate(YES, Level.REPORTED, Level.VERIFIED), "verified"),
        (Fate(YES, Level.REPORTED, Level.DISPUTED), "disputed"),
        (Fate(YES, Level.VERIFIED, Level.RETRACTED), "retracted"),
        (Fate(YES, Level.VERIFIED, Level.VERIFIED, superseded=True), "superseded"),
        (Fate(NO, Level.DISPUTED, Level.RETRACTED), "denials_right"),
        (Fate(NO, Level.REPORTED, Level.REPORTED, superseded=True), "denials_right"),
        (Fate(NO, Level.DISPUTED, Level.VERIFIED), "denials_wrong"),
        (Fate(YES, Level.VERIFIED, Level.VERIFIED), None),
        (Fate(YES, Level.REPORTED, Level.CORROBORATED), None),
        (Fate(NO, Level.REPORTED, Level.DISPUTED), None),
    ]
    for fate, counted in table:
        expected = {"reports": 1} | ({counted: 1} if counted else {})
        assert track_record([fate]) == TrackRecord(**expected), fate
    assert track_record([Fate(Stance.CONTEXT, Level.REPORTED, Level.VERIFIED)]) == TrackRecord()


def test_it_is_said_in_a_sentence() -> None:
    record = TrackRecord(reports=9, verified=4, disputed=1, superseded=2)
    assert (record.stood, record.fell) == (4, 3)
    assert str(record) == (
        "9 approved reports: 4 stood (4 verified later), 3 fell (1 disputed later, 2 superseded later), 2 open."
        " This changes no weight."
    )
    assert str(TrackRecord(reports=1)) == "1 approved report: 0 stood, 0 fell, 1 open. This changes no weight."
    assert str(TrackRecord()) == "No approved report yet."
