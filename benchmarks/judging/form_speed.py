#!/usr/bin/env python3
"""Measures how fast tests of each form are judged: the same tasks of MBPP, each with its solution and a changed one.

    python benchmarks/judging/form_speed.py --shared DIR [--tasks 100] [--rounds 3]

Prints programs per second, without the start, and their ratio to HumanEval (five of each solution, 40 % of them wrong), which is judged
outside. The processor time per program is that of all processes, the service included, without what a command with a few programs takes.
It depends less on what else the machine does. The forms are those of the benchmark fidelity. Programs that do not end are left out: their
limit, and not the form of the tests, would decide the speed. Run it with a Python in which pytest is installed.
"""

import argparse
import contextlib
import ctypes
import json
import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile

import machine
import submissions as human_eval

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "fidelity"))
import cases  # noqa: E402
import forms  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
_ADOPT_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER
# So many programs start all workers.
FEW = 8
# The processor time in which a program must end, in seconds.
_SECONDS = 1
FORMS = (
    forms.asserts,
    forms.unittest_case,
    forms.pytest_functions,
    forms.pytest_fixtures,
    forms.pytest_classes,
    forms.pytest_marks,
    forms.pytest_inherited,
    forms.pytest_session,
    forms.doctests,
    forms.objects,
)


def submissions(form, programs):
    made = [form(case, code) for case, code in programs]
    return [submission for submission in made if submission is not None]


def ends(case, code):
    """Whether the program, with all its calls, ends within a second of processor time."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        for descriptor in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
        names = {}
        try:
            exec(case.setup + "\n" + code, names)
            for arguments, _ in case.calls:
                with contextlib.suppress(Exception):
                    eval("%s(%s)" % (case.name, arguments), names)
        finally:
            os._exit(0)
    return not os.WIFSIGNALED(os.waitpid(child, 0)[1])


def of_human_eval(shared):
    """HumanEval's solutions five times, 40 % of them wrong."""
    tasks = {task["task_id"]: task for task in human_eval.read_tasks(shared)}
    made = []
    for sample in human_eval.make(list(tasks.values()), "wrong"):
        task = tasks[sample["task_id"]]
        own = {"id": task["task_id"], "prompt": task["prompt"], "entryPoint": task["entry_point"], "check": task["test"]}
        made.append(forms.Submission("humaneval", own, task["prompt"] + sample["completion"], {}, ()))
    return made


def processor_seconds():
    """The processor time of all processes that have ended. The sandbox's outlive the service for a moment, and become children of this one."""
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        pass
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def judged(made, preceptor):
    """Judges the programs; returns how many a second, without the start, and the processor time of the whole command in seconds."""
    before = processor_seconds()
    with tempfile.TemporaryDirectory() as folder:
        tasks, samples, report = (pathlib.Path(folder, name) for name in ("tasks", "samples", "report"))
        unique = {submission.task["id"]: submission.task for submission in made}
        tasks.write_text("".join(json.dumps(task) + "\n" for task in unique.values()), encoding="utf-8")
        lines = [json.dumps({"task_id": submission.task["id"], "code": submission.code}) + "\n" for submission in made]
        samples.write_text("".join(lines), encoding="utf-8")
        command = [preceptor, "judge", "--tasks", tasks, "--samples", samples, "--out", pathlib.Path(folder, "out")]
        environment = dict(os.environ, EXECUTOR_PYTHON=os.environ.get("EXECUTOR_PYTHON", sys.executable))
        subprocess.run(command + ["--json", report], check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return len(made) / json.loads(report.read_text(encoding="utf-8"))["judgingSeconds"], processor_seconds() - before


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", required=True, help="a folder that holds data/mbpp.jsonl")
    parser.add_argument("--tasks", type=int, default=100, help="tasks of MBPP")
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many counts")
    parser.add_argument("--command", default=ROOT / "preceptor", help="the command to measure (default: this project's)")
    options = parser.parse_args()
    published = list(cases.mbpp(options.shared))
    random.Random(374).shuffle(published)
    programs = [(case, code) for case in published[: options.tasks] for code in (case.program, cases.changed(case)) if code]
    ending = [(case, code) for case, code in programs if ends(case, code)]
    print("left out, as they run until their limit: %d of %d programs" % (len(programs) - len(ending), len(programs)))
    made = {"humaneval": of_human_eval(options.shared)}
    made.update((form.__name__, submissions(form, ending)) for form in FORMS)
    speed, seconds = dict.fromkeys(made, 0.0), dict.fromkeys(made, float("inf"))
    start = float("inf")
    ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, 1, 0, 0, 0)
    print("%s; others use %.1f cores" % (machine.description(), machine.busy_cores()))
    for _ in range(options.rounds):
        start = min(start, judged(made["asserts"][:FEW], options.command)[1])
        for name, each in made.items():
            faster, used = judged(each, options.command)
            speed[name], seconds[name] = max(speed[name], faster), min(seconds[name], used)
    milliseconds = {name: 1000 * (seconds[name] - start) / (len(made[name]) - FEW) for name in made}
    for name in made:
        told = name, len(made[name]), speed[name], speed[name] / speed["humaneval"]
        told += milliseconds[name], milliseconds["humaneval"] / milliseconds[name]
        print("%-18s %5d programs %6.0f/s, %.2f of HumanEval's; %5.1f ms of processor time, %.2f" % told)


if __name__ == "__main__":
    main()
