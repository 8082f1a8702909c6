#!/usr/bin/env python3
"""Judges the lessons that PERsD's authors recorded: attempts must fail, refinements and direct solutions must pass.

    python benchmarks/judging/lessons.py --shared DIR
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", required=True, help="a folder that holds data/persd-recorded-lessons.jsonl")
    options = parser.parse_args()
    with open(pathlib.Path(options.shared, "data", "persd-recorded-lessons.jsonl"), encoding="utf-8") as lines:
        lessons = [json.loads(line) for line in lines]
    astray = 0
    with tempfile.TemporaryDirectory() as folder:
        tasks, samples, out = (pathlib.Path(folder, name) for name in ("tasks", "samples", "out"))
        fields = {"prompt": "instruction", "entryPoint": "entry_point", "setup": "setup", "tests": "tests"}
        with open(tasks, "w", encoding="utf-8") as file:
            for number, lesson in enumerate(lessons):
                task = {ours: lesson[theirs] for ours, theirs in fields.items()}
                file.write(json.dumps(dict(task, id="lesson/%d" % number)) + "\n")
        for kind, passes in (("attempt", False), ("teacher_refinement", True), ("teacher_direct", True)):
            with open(samples, "w", encoding="utf-8") as file:
                for number, lesson in enumerate(lessons):
                    file.write(json.dumps({"task_id": "lesson/%d" % number, "code": lesson[kind]}) + "\n")
            command = [ROOT / "preceptor", "judge", "--tasks", tasks, "--samples", samples, "--out", out, "--timeout", "10"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            with open(out, encoding="utf-8") as file:
                results = [json.loads(line) for line in file]
            wrong = [r for r in results if r["passed"] != passes or r["verdict"] == "SANDBOX_ERROR"]
            print("%-20s %d of %d %s" % (kind, len(results) - len(wrong), len(results), "pass" if passes else "fail"))
            for result in wrong:
                lesson = lessons[int(result["task_id"].split("/")[1])]
                print("  not %s: %s" % (lesson["entry_point"], result["verdict"]))
            astray += len(wrong)
    sys.exit(1 if astray else 0)


if __name__ == "__main__":
    main()
