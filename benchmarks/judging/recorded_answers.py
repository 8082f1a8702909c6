#!/usr/bin/env python3
"""Replays the recorded lessons' programs as answers of a teacher, and checks which programs are found in them.

    python benchmarks/judging/recorded_answers.py --shared DIR

Each of the teacher's programs is written in several forms of answers. An answer must give the recorded program, apart from white space at its
beginning and end. Exits with 0 only if all do.
"""

import argparse
import json
import pathlib
import sys

from found_programs import found_programs

_FORMS = {
    "unfenced": "{program}",
    "fenced": "```python\n{program}\n```",
    "with prose": "The program is wrong. Here is a corrected one:\n\n```python\n{program}\n```\n\nIt now passes the test.",
    "quoting the attempt": "Your program was:\n\n```python\n{attempt}\n```\n\nThis one is right:\n\n```python\n{program}\n```",
    "after thinking": "<think>\nPerhaps:\n```python\n{attempt}\n```\nNo.\n</think>\n\n```python\n{program}\n```",
    "in a list, CRLF": "1. Replace it by:\r\n\r\n   ```python\r\n{indented}\r\n   ```\r\n",
}


def answer(form, lesson, program):
    indented = "\r\n".join("   " + line if line.strip() else line for line in program.splitlines())
    return form.format(program=program, attempt=lesson["attempt"], indented=indented)


def same(found, program):
    return _lines(found) == _lines(program)


def _lines(text):
    return [line.rstrip() for line in text.strip().splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", required=True, help="a folder that holds data/persd-recorded-lessons.jsonl")
    options = parser.parse_args()
    with open(pathlib.Path(options.shared, "data", "persd-recorded-lessons.jsonl"), encoding="utf-8") as lines:
        lessons = [json.loads(line) for line in lines]
    replayed = [
        (name, kind, lesson, answer(form, lesson, lesson[kind]))
        for name, form in _FORMS.items()
        for kind in ("teacher_refinement", "teacher_direct")
        for lesson in lessons
    ]
    found = found_programs(
        {"answer": text, "entryPoint": lesson["entry_point"], "known": [lesson["attempt"]]} for _, _, lesson, text in replayed
    )
    differing = 0
    for name in _FORMS:
        for kind in ("teacher_refinement", "teacher_direct"):
            rows = [(lesson, code) for (n, k, lesson, _), code in zip(replayed, found) if (n, k) == (name, kind)]
            none = sum(not code for _, code in rows)
            others = [(lesson, code) for lesson, code in rows if code and not same(code, lesson[kind])]
            print("%-20s %-18s %d answers: %d programs found, %d differ" % (name, kind, len(rows), len(rows) - none, len(others)))
            for lesson, code in others[:2]:
                print("  %s: recorded\n%s\n  found\n%s" % (lesson["entry_point"], lesson[kind], code))
            differing += none + len(others)
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
