"""The programs that every harness judges: HumanEval's own solutions, and what becomes of them when some are wrong."""

import json
import pathlib
import random

SETS = {
    "right": "all right",
    "wrong": "40 % wrong",
    "endless": "40 % wrong, 5 % endless",
}
COPIES = 5
WRONG = 0.40
ENDLESS = 0.05

_NOTHING = "    return None\n"
_RAISES = "    return [][0]\n"
_LOOPS = "    while True:\n        pass\n"


def read_tasks(shared):
    file = pathlib.Path(shared, "data", "HumanEval.jsonl")
    with open(file, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def make(tasks, name, copies=COPIES):
    """Samples of one set, always the same: {"task_id", "completion", "expected"}, expected being right, wrong or endless."""
    samples = [(task, "right") for _ in range(copies) for task in tasks]
    count = len(samples)
    order = list(range(count))
    random.Random(20231206).shuffle(order)
    wrong = round(WRONG * count) if name != "right" else 0
    endless = round(ENDLESS * count) if name == "endless" else 0
    fates = {i: "wrong" for i in order[:wrong]}
    fates.update({i: "endless" for i in order[wrong : wrong + endless]})
    return [_sample(task, fates.get(i, fate), i) for i, (task, fate) in enumerate(samples)]


def _sample(task, fate, number):
    bodies = {
        "right": task["canonical_solution"],
        "endless": _LOOPS,
        "wrong": (_NOTHING, _RAISES, _wrapped(task))[number % 3],
    }
    return {"task_id": task["task_id"], "completion": bodies[fate], "expected": fate}


def _wrapped(task):
    """The right program, with its answer in a list: it does all the work and is wrong all the same."""
    name = task["entry_point"]
    return "%s\n_right = %s\n\ndef %s(*arguments):\n    return [_right(*arguments)]\n" % (
        task["canonical_solution"],
        name,
        name,
    )


def write(file, samples):
    with open(file, "w", encoding="utf-8") as lines:
        for sample in samples:
            lines.write(json.dumps(sample) + "\n")
    return file
