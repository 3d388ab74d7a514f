"""The command line's log: JSON, one entry a line."""

import logging
import os
import sys
from pathlib import Path


class Log:
    """The log: a file in the home folder, or standard error with --verbose.

    Structlog is slow to import, so only commands that have something to log set it up.
    """

    verbose = False

    def set_up(self) -> None:
        """Let structlog write here."""
        import structlog

        structlog.configure(
            # No renderer may show local variables: they hold keys and passwords.
            processors=[
                structlog.contextvars.merge_contextvars,
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper("iso"),
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
            wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
            logger_factory=structlog.PrintLoggerFactory(sys.stderr) if self.verbose else lambda *_: _File(self.path),
        )

    def exception(self, **what: str) -> None:
        """Log the unexpected error that is being handled."""
        import structlog

        self.set_up()
        structlog.get_logger().exception("unexpected", **what)

    @property
    def path(self) -> Path:
        """Return the log file's path, even if other settings are wrong."""
        from bot.settings import Settings

        home = os.environ.get("SECOND_SOURCE_HOME", "").strip() or Settings.model_fields["home"].default
        return Path(home).expanduser() / "second-source.log"


LOG = Log()


class _File:
    """A log that opens its file for the first entry; if that fails, entries go to standard error."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def info(self, entry: str) -> None:
        """Write one entry."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(self._path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "a", encoding="utf-8") as file:
                file.write(entry + "\n")
        except OSError:
            sys.stderr.write(entry + "\n")

    warning = error = critical = info
