#!/usr/bin/env python3
"""Measures programs on standard input: HumanEval's solutions, which read their arguments and print their result as JSON.

    python benchmarks/judging/standard_input.py --shared DIR

Compares `./preceptor judge` with `python3 program.py` for each input. The row `process` adds `import os` to each program, so that each input
has a process of its own.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import machine
import submissions

ROOT = pathlib.Path(__file__).resolve().parents[2]
_LONGEST_INPUT = 2000
_PLAIN_PROGRAMS = 20


def programs(tasks):
    """The id, the program and the inputs with their outputs of each task whose arguments and results JSON can hold."""
    made = []
    for task in tasks:
        names = {}
        code = task["prompt"] + task["canonical_solution"]
        exec(code, names)
        function, pairs = names[task["entry_point"]], []

        def record(*arguments):
            result = function(*arguments)
            try:
                given = json.dumps(arguments)
                if len(given) < _LONGEST_INPUT:
                    pairs.append({"input": given + "\n", "output": json.dumps(function(*json.loads(given))) + "\n"})
            except (TypeError, ValueError):
                pass
            return result

        exec(task["test"], names)
        names["check"](record)
        if pairs:
            call = "%s(*json.loads(input()))" % task["entry_point"]
            made.append((task["task_id"], code + "\n\nimport json\nprint(json.dumps(%s))\n" % call, pairs))
    return made


def judged(made, folder, prefix):
    tasks, samples, report = (pathlib.Path(folder, name) for name in ("tasks", "samples", "report"))
    with open(tasks, "w", encoding="utf-8") as file:
        for name, _, pairs in made:
            file.write(json.dumps({"id": name, "prompt": "Read and print.", "inputOutput": pairs}) + "\n")
    with open(samples, "w", encoding="utf-8") as file:
        for name, code, _ in made:
            file.write(json.dumps({"task_id": name, "code": prefix + code}) + "\n")
    command = [ROOT / "preceptor", "judge", "--tasks", tasks, "--samples", samples, "--out", pathlib.Path(folder, "out"), "--json", report]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(pathlib.Path(folder, "out"), encoding="utf-8") as file:
        wrong = [result["task_id"] for result in map(json.loads, file) if not result["passed"]]
    with open(report, encoding="utf-8") as file:
        return json.load(file)["judgingSeconds"], wrong


def plain(made, folder):
    started = time.perf_counter()
    for _, code, pairs in made:
        program = pathlib.Path(folder, "program.py")
        program.write_text(code, encoding="utf-8")
        for pair in pairs:
            run = subprocess.run([sys.executable, program], input=pair["input"], capture_output=True, text=True, check=True)
            assert run.stdout == pair["output"]
    return time.perf_counter() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", required=True, help="a folder that holds data/HumanEval.jsonl")
    options = parser.parse_args()
    made = programs(submissions.read_tasks(options.shared))
    count = sum(len(pairs) for _, _, pairs in made)
    print("%s; %d programs, %d inputs" % (machine.description(), len(made), count))
    astray = []
    with tempfile.TemporaryDirectory() as folder:
        for row, prefix in (("preceptor", ""), ("process", "import os\n")):
            seconds, wrong = judged(made, folder, prefix)
            astray += wrong
            print("%-10s %6.0f inputs/s, %d programs failed" % (row, count / seconds, len(wrong)), flush=True)
        some = made[:_PLAIN_PROGRAMS]
        print("%-10s %6.0f inputs/s, one after the other" % ("python3", sum(len(p) for _, _, p in some) / plain(some, folder)))
    sys.exit(1 if astray else 0)


if __name__ == "__main__":
    main()
