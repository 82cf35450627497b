"""`./build.sh bench`: measure, print, and write RESULTS.md when everything was measured."""

import argparse
import sys
from pathlib import Path
from time import perf_counter

from demo.localhost.child_process import StartError
from demo.localhost.offline.run_tool import DistError
from demo.localhost.project import DemoError

from .figures import Measure
from .parts import PARTS
from .report import as_markdown, as_text, summary
from .stage import Stage

RESULTS = Path(__file__).with_name("RESULTS.md")


def main(arguments: list[str]) -> int:
    """Measure; return the exit code, which does not depend on the goals."""
    parser = argparse.ArgumentParser(prog="./build.sh bench", description="Measure every figure, or those named.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="few rounds: to see that it works, not to measure")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - PARTS.keys():
        parser.error(f"no such figure: {', '.join(sorted(unknown))}")
    began = perf_counter()
    measures: list[Measure] = []
    try:
        with Stage(is_quick=options.quick) as stage:
            for name in options.names or PARTS:
                started = perf_counter()
                measured = PARTS[name].measured(stage)
                print(as_text(f"{name} ({perf_counter() - started:.0f} s)", measured), flush=True)
                measures += measured
            if not options.names and not options.quick:
                RESULTS.write_text(as_markdown(measures, stage))
    except (DemoError, DistError, StartError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"{summary(measures)}; {perf_counter() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
