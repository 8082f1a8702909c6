#!/usr/bin/env python3
"""What personalised distillation is worth: arms with their controls, on the same tasks, over several seeds.

    python benchmarks/evidence/measure.py --data DIR [--settings benchmarks/evidence/kelda.json] [--seeds 1,2,3] [--teacher FILE]
        [--tasks FILE] [--practice-tasks N] [--exam-tasks N] [--rounds N] [--arms A,B] [--estimate]

It prints an estimate of the time, starts ./preceptor serve on DIR, has it perform one run for each arm and seed, and prints the table. Runs
that DIR holds are not repeated, so the same call goes on after a stop.
"""

import argparse
import json
import pathlib
import sys

import arms as evidence
import runs
import table

HERE = pathlib.Path(__file__).resolve().parent

# Seconds on 2 cores for one attempt, one exam answer, and one example in one epoch, until DIR has runs to go by.
RATES = {"practice": 0.15, "exam": 0.2, "training": 0.4}


def main():
    options = arguments()
    settings = read_settings(options)
    estimate(options, settings)
    if options.estimate:
        return
    with runs.server(options.data) as address:
        for seed in options.seeds:
            reports = {}
            for arm in options.arms:
                report = performed(arm, seed, settings, reports, options.data, address)
                if report:
                    reports[arm] = report
    results = table.results(options.data, options.arms, options.seeds)
    (options.data / "results.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    text = table.text(results, options.seeds)
    (options.data / "results.md").write_text(text, encoding="utf-8")
    print(text)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True, help="directory of the runs and results")
    parser.add_argument("--settings", type=pathlib.Path, default=HERE / "kelda.json")
    parser.add_argument("--seeds", type=numbers, default=[1, 2, 3])
    parser.add_argument("--teacher", type=pathlib.Path, help="JSON file with another teacher section")
    parser.add_argument("--tasks", type=pathlib.Path, help="the published file of tasks, for settings that name ids of it")
    parser.add_argument("--practice-tasks", type=int, help="only the first so many practice tasks")
    parser.add_argument("--exam-tasks", type=int, help="only the first so many exam tasks")
    parser.add_argument("--rounds", type=int, help="rounds of the personalised arms; they share the practice tasks evenly")
    parser.add_argument("--arms", type=names, default=[arm for arm, _ in evidence.ARMS])
    parser.add_argument("--estimate", action="store_true", help="print the estimate of the time and stop")
    options = parser.parse_args()
    unknown = [arm for arm in options.arms if arm not in evidence.NAMES]
    if unknown:
        parser.error(f"--arms: unknown {', '.join(unknown)}; known: {', '.join(evidence.NAMES)}")
    options.arms = [arm for arm, _ in evidence.ARMS if arm in options.arms]
    options.data = options.data.resolve()
    for folder in ("specs", "reports", "scores"):
        (options.data / folder).mkdir(parents=True, exist_ok=True)
    return options


def numbers(text):
    return [int(number) for number in text.split(",")]


def names(text):
    return [name.strip() for name in text.split(",")]


def read_settings(options):
    settings = json.loads(options.settings.read_text(encoding="utf-8"))
    for file in ("practice", "exam", "manual"):
        if settings.get(file):
            settings[file] = str((options.settings.resolve().parent / settings[file]).resolve())
    for part in ("practice", "exam"):
        if f"{part}Ids" in settings:
            settings[part] = rows_of_ids(options, part, *settings[f"{part}Ids"])
    if options.teacher:
        settings["teacher"] = json.loads(options.teacher.read_text(encoding="utf-8"))
    for file, most in (("practice", options.practice_tasks), ("exam", options.exam_tasks)):
        lines = pathlib.Path(settings[file]).read_text(encoding="utf-8").splitlines()
        if most and most < len(lines):
            lines = lines[:most]
            settings[file] = str(options.data / "specs" / f"{file}-{most}.jsonl")
            pathlib.Path(settings[file]).write_text("\n".join(lines) + "\n", encoding="utf-8")
        settings[f"{file}Tasks"] = len(lines)
    if options.rounds:
        settings["rounds"] = options.rounds
        settings["tasksPerRound"] = -(-settings["practiceTasks"] // options.rounds)
    return settings


def rows_of_ids(options, part, first, last):
    """The rows of the published file with these ids, both included, as they are; the file's name."""
    if not options.tasks:
        sys.exit(f"{options.settings.name} names ids of a published file: give it with --tasks")
    with options.tasks.open(encoding="utf-8") as lines:
        rows = [line.rstrip("\r\n") for line in lines if line.strip()]
    wanted = set(range(first, last + 1))
    chosen = [row for row in rows if json.loads(row).get("task_id") in wanted]
    if len(chosen) != last - first + 1:
        sys.exit(f"{options.tasks}: {len(chosen)} rows have a task_id from {first} to {last}, not {last - first + 1}")
    file = options.data / "specs" / f"{part}-{first}-{last}.jsonl"
    file.write_text("\n".join(chosen) + "\n", encoding="utf-8")
    return str(file)


def estimate(options, settings):
    """The time is that of all attempts, exams and trainings as if the teacher were asked about two thirds of the tasks at first."""
    rates = measured_rates(options.data)
    left = [(arm, seed) for seed in options.seeds for arm in options.arms if not runs.report_file(options.data, arm, seed).exists()]
    seconds = sum(run_seconds(arm, settings, rates) for arm, _ in left)
    basis = "measured in this directory" if rates is not RATES else "assumed for 2 cores"
    print(
        f"{settings['name']}: {len(left)} of {len(options.arms) * len(options.seeds)} runs to do;"
        f" about {seconds / 3600:.1f} hours ({basis}; the answers of a teacher on a server come on top)",
        flush=True,
    )


def run_seconds(arm, settings, rates):
    exam = settings["examTasks"] * settings["answers"]["samples"] * rates["exam"]
    if arm in ("base", "manual"):
        return exam
    tasks = settings["practiceTasks"]
    if arm in ("rft", "ssd"):
        attempts = tasks * settings[arm]["samples"]
        return attempts * rates["practice"] + tasks * settings["epochs"]["all"] * rates["training"] + exam
    if arm == "stand":
        return tasks * settings["epochs"]["all"] * rates["training"] + exam
    if arm.startswith("stand"):
        return tasks / 3 * settings["epochs"]["few"] * rates["training"] + exam
    # The lessons grow round by round to about a third of the tasks, and each round trains all of them from the base.
    rounds = settings["rounds"]
    trained = rounds * tasks / 4 * settings["epochs"]["few"]
    return tasks * settings["attempts"]["samples"] * rates["practice"] + trained * rates["training"] + rounds * exam


def measured_rates(data):
    """The mean seconds of what the finished runs did; the assumed ones if there are none."""
    seconds = dict.fromkeys(RATES, 0.0)
    units = dict.fromkeys(RATES, 0.0)
    for file in sorted((data / "reports").glob("*.json")):
        report = json.loads(file.read_text(encoding="utf-8"))
        specification = data / "specs" / file.name
        if not specification.exists():
            # A run of another machine, whose rates say nothing of this one.
            continue
        spec = json.loads(specification.read_text(encoding="utf-8"))
        for stage, duration in report.get("seconds", {}).items():
            kind, number = stage.rsplit("-", 1)
            if kind in seconds:
                seconds[kind] += duration
                units[kind] += stage_units(kind, int(number), report, spec)
    if not all(units.values()):
        return RATES
    return {kind: seconds[kind] / units[kind] for kind in RATES}


def stage_units(kind, number, report, spec):
    if kind == "exam":
        exam = next((each for each in report["exams"] if each["round"] == number), None)
        return exam["tasks"] * exam["samples"] if exam else 0
    done = report["rounds"][number - 1]
    if kind == "practice":
        return done["tasks"] * spec["practice"].get("samples", 1)
    return done["examples"] * spec.get("training", {}).get("epochs", 3)


def performed(arm, seed, settings, reports, data, address):
    """The report of the arm's run; None if the arm is not possible."""
    try:
        return runs.performed(
            arm, seed, lambda: evidence.specification(arm, seed, settings, reports, data / "specs"), data, address
        )
    except evidence.NotPossible as why:
        print(f"{arm}, seed {seed}: left out: {why}", flush=True)
        return None


if __name__ == "__main__":
    main()
