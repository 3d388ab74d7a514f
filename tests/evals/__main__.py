"""Print how well articles are read and origins counted; fail if a figure falls or the cases change.

python -m tests.evals             # 'make eval'
python -m tests.evals --accept    # make the present figures the new floors
"""

import logging
import sys

import structlog

from bot.commands.cluster_tables import clusters_text
from bot.commands.evaluation_tables import report_text
from bot.evaluation.comparing import EvalReport
from bot.evaluation.counting import ClustersReport
from tests.evals.floors import ACCEPT, FLOORS, SAMPLES, SPLITS, accepted, drifted, measured, written

# Of thousands of links, the log of each step is no news; here, so that the processes that compute have it too.
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


def main(arguments: list[str]) -> int:
    """Return the exit code: 1 if a figure fell or the cases changed."""
    reports = measured(*SPLITS, *SAMPLES)
    shown = {name: reports[name] for name in SPLITS}
    print(report_text({name: report for name, report in shown.items() if isinstance(report, EvalReport)}))
    for name, report in shown.items():
        if isinstance(report, ClustersReport):
            print(f"\n\n{name}\n\n{clusters_text(report)}")
    if "--accept" in arguments:
        FLOORS.write_text(written(reports), encoding="utf-8")
        print(f"\nAccepted: {FLOORS.name} has these figures as floors now.")
        return 0
    if not (found := drifted(reports, accepted())):
        print(f"\nNothing fell below its floor, and the cases are those of {FLOORS.name}.")
        return 0
    print("\n" + "\n".join(found))
    print(f"If this is meant, run '{ACCEPT}' and say why in the change.")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
