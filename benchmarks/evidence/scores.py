#!/usr/bin/env python3
"""What a teacher's scores teach a student that already had lessons, compared with more lessons, over several seeds.

    python benchmarks/evidence/scores.py --data DIR [--seeds 1,2,3] [--first 201] [--practice-tasks 100] [--arms A,B]

DIR holds the runs of measure.py with the arm persd: the student of a seed is the checkpoint of its run. The teacher is a model of the same
vocabulary that knows the library: the same student, trained on the solutions of all practice tasks. The exam is that of measure.py. Runs that
DIR holds are not repeated, so the same call goes on after a stop.
"""

import argparse
import json
import pathlib

import measure
import runs
import table

HERE = pathlib.Path(__file__).resolve().parent

TEACHER = "teacher"
EPOCHS_OF_TEACHER = 5
ARMS = {
    "start": "the student before",
    "more-persd": "more lessons (persd)",
    "opd": "failed attempts scored",
    "opd-all": "all attempts scored",
    "opd-solution": "failed attempts scored, with feedback and solution in view",
    "self": "scored by the student itself, with feedback and solution in view",
}
SCORED = {
    "opd": {"on": "failed", "context": []},
    "opd-all": {"on": "all", "context": []},
    "opd-solution": {"on": "failed", "context": ["feedback", "solution"]},
    "self": {"on": "failed", "context": ["feedback", "solution"]},
}
FREE = {"pricePerMillionTokens": {"prompt": 0, "completion": 0}, "budgetUsd": 1}
# A student that already had lessons forgets them at the learning rate at which it learned them.
CONTINUED = {"learningRate": 2.0e-5, "epochs": 3}
# The student, its checkpoint, and the teacher.
SERVER = {"STUDENT_LOADED_MODELS": "3"}


def main():
    options = arguments()
    settings = json.loads(options.settings.read_text(encoding="utf-8"))
    practice = (options.settings.parent / settings["practice"]).resolve()
    tasks = lines_of(practice, "practice", options.first, options.practice_tasks, options.data)
    exam = lines_of((options.settings.parent / settings["exam"]).resolve(), "exam", 1, options.exam_tasks, options.data)
    with runs.server(options.data, SERVER) as address:
        scorer = runs.performed(TEACHER, 1, lambda: teacher(settings, practice, exam), options.data, address)
        for seed in options.seeds:
            start = runs.read_report(options.data, "persd", seed)
            copy_scores(options.data, seed)
            for arm in [arm for arm in options.arms if arm != "start"]:
                runs.performed(
                    arm, seed, lambda: specification(arm, seed, settings, start, scorer, tasks, exam, address), options.data, address, "start"
                )
    found = table.results(options.data, options.arms, options.seeds)
    (options.data / "scores.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(table.text(found, options.seeds, ARMS, ("start", "more-persd")))


def lines_of(file, part, first, count, data):
    """A file with `count` of its lines, from the line `first`."""
    lines = file.read_text(encoding="utf-8").splitlines()[first - 1 :][:count]
    chosen = data / "specs" / f"{part}-{first}-{first + len(lines) - 1}.jsonl"
    chosen.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(chosen)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True, help="directory of measure.py's runs, and of these")
    parser.add_argument("--settings", type=pathlib.Path, default=HERE / "kelda.json")
    parser.add_argument("--seeds", type=measure.numbers, default=[1, 2, 3])
    parser.add_argument("--first", type=int, default=201, help="the first practice task, after those of measure.py's runs")
    parser.add_argument("--practice-tasks", type=int, default=100)
    parser.add_argument("--exam-tasks", type=int, default=100, help="as of measure.py's runs")
    parser.add_argument("--arms", type=measure.names, default=list(ARMS))
    options = parser.parse_args()
    unknown = [arm for arm in options.arms if arm not in ARMS]
    if unknown:
        parser.error(f"--arms: unknown {', '.join(unknown)}; known: {', '.join(ARMS)}")
    options.arms = [arm for arm in ARMS if arm in options.arms]
    options.data = options.data.resolve()
    options.settings = options.settings.resolve()
    return options


def teacher(settings, practice, exam):
    """The run that trains the teacher."""
    return {
        **common(TEACHER, 1, settings, practice, exam),
        "student": settings["student"],
        "method": "stand",
        "teacher": settings["teacher"],
        "training": {**settings["training"], "seed": 1, "epochs": EPOCHS_OF_TEACHER},
    }


def specification(arm, seed, settings, start, scorer, practice, exam, address):
    spec = {
        **common(arm, seed, settings, practice, exam),
        "student": {"model": checkpoint(start).removeprefix("file://")},
        "training": {**settings["training"], **CONTINUED, "seed": seed},
    }
    if arm == "more-persd":
        return {**spec, "method": "persd", "teacher": settings["teacher"]}
    served = "checkpoint:" + checkpoint(scorer).rstrip("/").rsplit("/", 1)[1]
    of_server = {"backend": "openai", "baseUrl": f"{address}/v1", "model": served, **FREE}
    return {
        **spec,
        "method": "opd",
        "opd": SCORED[arm],
        "teacher": {"backend": "self"} if arm == "self" else of_server,
    }


def common(arm, seed, settings, practice, exam):
    return {
        "name": f"{settings['name']}-{arm}-{seed}",
        "tasks": {"practice": str(practice), "exam": exam},
        "practice": settings["attempts"],
        "exam": {**settings["answers"], "k": [1], "seed": seed, "baseline": False},
        "seed": seed,
    }


def checkpoint(report):
    """The address of a run's last checkpoint."""
    return [each["checkpoint"]["uri"] for each in report["rounds"] if each.get("checkpoint")][-1]


def copy_scores(data, seed):
    """The student before is the student after persd."""
    for kind in ("scores", "reports"):
        (data / kind / f"start-{seed}.json").write_bytes((data / kind / f"persd-{seed}.json").read_bytes())


if __name__ == "__main__":
    main()
