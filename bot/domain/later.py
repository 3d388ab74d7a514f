"""Says whether one report can come after another, as far as their time is known."""

from bot.domain.model import Report, Stance


def comes_after(later: Report, report: Report) -> bool:
    """Say whether a report that revises others can revise this one, as far as their time is known.

    An article that comes again at its old address is newer than what stood there. Within one text, and within one day, what
    revises is the newer part; a text takes back what it confirms, never what it denies.
    """
    if later.url == report.url:
        submission, before = _submission(later), _submission(report)
        if submission != before:
            return submission > before
        # Of an event file's reports only the dates tell which text they are from.
        if submission or later.published == report.published:
            return report.stance is Stance.CONFIRMS and not report.revises
    if later.published and report.published and later.published != report.published:
        return later.published > report.published
    return not report.revises


def _submission(report: Report) -> int:
    """Return the number of the submission that brought a report; 0 for those of an event file."""
    number = report.id.rpartition("-")[0]
    return int(number) if number.isascii() and number.isdigit() else 0
