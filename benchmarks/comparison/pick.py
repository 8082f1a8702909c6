#!/usr/bin/env python3
"""Picks MBPP tasks that are within a small student's reach, to practise on and for the exam.

    python benchmarks/comparison/pick.py --mbpp mbpp.jsonl --out DIR [--practice 66] [--exam 60]

Those with short solutions, in the order of their numbers: practice from MBPP's training split (601 to 974), exam from its test
split (11 to 510). The rows are copied as they are.
"""

import argparse
import json
import pathlib

TEST, TRAINING = range(11, 511), range(601, 975)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mbpp", required=True, type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path, help="a folder; practice.jsonl and exam.jsonl go there")
    parser.add_argument("--practice", type=int, default=66)
    parser.add_argument("--exam", type=int, default=60)
    parser.add_argument("--longest", type=int, default=160, help="characters of a task's own solution (default: 160)")
    options = parser.parse_args()
    with open(options.mbpp, encoding="utf-8") as lines:
        rows = sorted((json.loads(line) for line in lines), key=lambda row: row["task_id"])
    options.out.mkdir(parents=True, exist_ok=True)
    for name, numbers, count in (("practice", TRAINING, options.practice), ("exam", TEST, options.exam)):
        short = [row for row in rows if row["task_id"] in numbers and len(row["code"]) <= options.longest]
        if len(short) < count:
            parser.error(f"only {len(short)} tasks for {name}: raise --longest")
        text = "".join(json.dumps(row) + "\n" for row in short[:count])
        (options.out / f"{name}.jsonl").write_text(text, encoding="utf-8")
        print(f"{name}: {count} of the {len(short)} tasks with solutions of at most {options.longest} characters")


if __name__ == "__main__":
    main()
