"""Entry point: runs the command line with less garbage collection."""

import atexit
import gc


def main() -> None:
    """Run the command line and exit with its code."""
    # Modules stay until the process ends. Collecting garbage while they are imported, and again at exit, would take a third of
    # a command's time.
    gc.set_threshold(50_000)
    atexit.register(gc.freeze)
    from bot.cli import main as run

    run()


if __name__ == "__main__":
    main()
