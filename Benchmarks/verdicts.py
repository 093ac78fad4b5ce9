#!/usr/bin/env python3
"""Times `pitfall verify` as a user runs it, on the broken module and on each fix of each lesson and track.

    verdicts.py .build/release/pitfall [--times 20] [--track swift] [--lesson 01-blocking]

For each module, prints how many seconds the command took (median, minimum, and maximum over the runs), and the median
of the part spent on preparation (Swift: compiling and linking; FastAPI: checking the environment). The modules take
turns, so that whatever else the machine does affects all of them.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def modules(lesson, track):
    name = "main.swift" if track == "swift" else "main.py"
    broken = PROJECT / "Lessons" / lesson / track
    fixes = sorted(path.parent for path in (PROJECT / "Solutions" / lesson / track).glob(f"*/{name}"))
    return ([broken] if (broken / name).exists() else []) + fixes


def verify(pitfall, lesson, track, module):
    began = time.monotonic()
    command = [pitfall, "verify", lesson, "--track", track, "--module", str(module), "--json"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120)
    elapsed = time.monotonic() - began
    if run.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: exit {run.returncode}: {run.stderr}")
    report = json.loads(run.stdout)
    return elapsed, report["preparation_ms"] / 1000, report["verdict"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pitfall")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--track", choices=["swift", "fastapi"])
    parser.add_argument("--lesson")
    options = parser.parse_args()
    lessons = [options.lesson] if options.lesson else sorted(p.parent.name for p in PROJECT.glob("Lessons/*/lesson.yaml"))
    tracks = [options.track] if options.track else ["swift", "fastapi"]
    print(f"{'module':<44} {'verdict':<8} {'median':>7} {'min':>6} {'max':>6}  s  {'preparation':>11}")
    for lesson in lessons:
        for track in tracks:
            runs = {module: [] for module in modules(lesson, track)}
            for _ in range(options.times):
                for module in runs:
                    runs[module].append(verify(options.pitfall, lesson, track, module))
            for module, seen in runs.items():
                name = f"{lesson} {track} {'broken' if module.name == track else module.name}"
                total, preparation = [run[0] for run in seen], [run[1] for run in seen]
                verdicts = "/".join(sorted({run[2] for run in seen}))
                print(
                    f"{name:<44} {verdicts:<8} {statistics.median(total):7.2f} {min(total):6.2f} {max(total):6.2f}"
                    f"     {statistics.median(preparation):11.2f}",
                    flush=True)


if __name__ == "__main__":
    main()
