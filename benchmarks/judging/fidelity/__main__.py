"""Judges the same programs with plain Python, pytest or unittest and with `./preceptor judge`, and compares the verdicts.

    python benchmarks/judging/fidelity --shared DIR [--tasks 100]

The programs are the solutions of HumanEval and MBPP, and each with one change; their tests are rewritten in every form of forms.py. To these
come the programs of written.py. A program whose verdicts differ is run once more, alone, and counts as differing only if they differ again.
Exits with 0 only if no verdict differs. Run it with a Python in which pytest, numpy and pandas are
installed; otherwise the tests that need them fail on both sides.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import cases
import forms
import reference
import written

ROOT = pathlib.Path(__file__).resolve().parents[3]


def submissions(shared, count):
    made = []
    for case in cases.human_eval(shared):
        made += [forms.check(case, code) for code in (case.program, cases.changed(case)) if code]
    published = list(cases.mbpp(shared))
    random.Random(374).shuffle(published)
    for number, form in enumerate(forms.CALLS):
        for case in published[number * count : (number + 1) * count] or published[:count]:
            for code in (case.program, cases.changed(case)):
                submission = form(case, code) if code else None
                if submission is not None:
                    made.append(submission)
    return made + written.submissions()


def judged(made, judging):
    """Preceptor's results, in the same order."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        tasks = {submission.task["id"]: submission.task for submission in made}
        (folder / "tasks.jsonl").write_text("".join(json.dumps(task) + "\n" for task in tasks.values()))
        samples = [{"task_id": submission.task["id"], "code": submission.code} for submission in made]
        (folder / "samples.jsonl").write_text("".join(json.dumps(sample) + "\n" for sample in samples))
        command = [ROOT / "preceptor", "judge", "--tasks", "tasks.jsonl", "--samples", "samples.jsonl", "--out", "out.jsonl"]
        environment = dict(os.environ, EXECUTOR_PYTHON=os.environ.get("EXECUTOR_PYTHON", sys.executable))
        if judging:
            environment["EXECUTOR_JUDGING"] = judging
        done = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
        if done.returncode:
            sys.exit("preceptor judge ended with status %d" % done.returncode)
        return [json.loads(line) for line in (folder / "out.jsonl").read_text().splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", required=True, help="a folder that holds data/HumanEval.jsonl and data/mbpp.jsonl")
    parser.add_argument("--tasks", type=int, default=100, help="tasks of MBPP for each form")
    parser.add_argument("--judging", choices=["auto", "outside", "inside"], help="executor.judging (default: the product's)")
    options = parser.parse_args()
    made = submissions(options.shared, options.tasks)
    expected = reference.verdicts(made)
    found = judged(made, options.judging)
    rows = collections.defaultdict(collections.Counter)
    for submission, passes, result in zip(made, expected, found):
        row = rows[submission.form]
        if passes != result["passed"]:
            row["repeated"] += 1
            (passes,), (result,) = reference.verdicts([submission]), judged([submission], options.judging)
        row["programs"] += 1
        row["right"] += passes
        row["inside"] += result.get("judged") == "inside"
        if passes != result["passed"]:
            row["differing"] += 1
            print("differs: %s passes: %s, judged: %s\n%s\n" % (
                submission.task["id"], passes, result["verdict"], result.get("feedback")))  # fmt: skip
    total = sum(rows.values(), collections.Counter())
    columns = ("programs", "right", "inside", "repeated", "differing")
    print("%-12s %9s %9s %9s %9s %9s" % ("form", *columns))
    for form, row in list(rows.items()) + [("all", total)]:
        print("%-12s %9d %9d %9d %9d %9d" % (form, *(row[column] for column in columns)))
    sys.exit(1 if total["differing"] else 0)


if __name__ == "__main__":
    main()
