#!/usr/bin/env python3
"""Measures how fast tests of each form are judged: the same tasks of MBPP, each with its solution and a changed one.

    python benchmarks/judging/form_speed.py --shared DIR [--tasks 100] [--rounds 3]

Prints programs per second, without the start, and the ratio to plain asserts, which are judged outside. The forms are those of the benchmark
fidelity. Run it with a Python in which pytest is installed.
"""

import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import machine

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "fidelity"))
import cases  # noqa: E402
import forms  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
FORMS = (forms.asserts, forms.unittest_case, forms.pytest_functions, forms.pytest_classes, forms.doctests, forms.objects)


def submissions(form, published):
    made = [form(case, code) for case in published for code in (case.program, cases.changed(case)) if code]
    return [submission for submission in made if submission is not None]


def judged_per_second(made):
    with tempfile.TemporaryDirectory() as folder:
        tasks, samples, report = (pathlib.Path(folder, name) for name in ("tasks", "samples", "report"))
        unique = {submission.task["id"]: submission.task for submission in made}
        tasks.write_text("".join(json.dumps(task) + "\n" for task in unique.values()), encoding="utf-8")
        lines = [json.dumps({"task_id": submission.task["id"], "code": submission.code}) + "\n" for submission in made]
        samples.write_text("".join(lines), encoding="utf-8")
        command = [ROOT / "preceptor", "judge", "--tasks", tasks, "--samples", samples, "--out", pathlib.Path(folder, "out")]
        environment = dict(os.environ, EXECUTOR_PYTHON=os.environ.get("EXECUTOR_PYTHON", sys.executable))
        subprocess.run(command + ["--json", report], check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return len(made) / json.loads(report.read_text(encoding="utf-8"))["judgingSeconds"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", required=True, help="a folder that holds data/mbpp.jsonl")
    parser.add_argument("--tasks", type=int, default=100, help="tasks of MBPP")
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many counts")
    options = parser.parse_args()
    published = list(cases.mbpp(options.shared))
    random.Random(374).shuffle(published)
    made = {form.__name__: submissions(form, published[: options.tasks]) for form in FORMS}
    best = dict.fromkeys(made, 0.0)
    print("%s; others use %.1f cores" % (machine.description(), machine.busy_cores()))
    for _ in range(options.rounds):
        for name, each in made.items():
            best[name] = max(best[name], judged_per_second(each))
    for name, speed in best.items():
        print("%-18s %5d programs %6.0f/s  %.2f of asserts" % (name, len(made[name]), speed, speed / best["asserts"]))


if __name__ == "__main__":
    main()
