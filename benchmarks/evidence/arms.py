"""The arms of the evidence, as specifications of runs."""

import json
import pathlib

# In the order in which they run: those that are cut to the size of persd come after it.
PERSONALISED = ("inpd", "persd", "persd-combined")
ARMS = (
    ("base", "as it came"),
    ("manual", "manual in the prompt"),
    ("rft", "own passing samples (rft)"),
    ("ssd", "own samples, unverified (ssd)"),
    ("stand", "standard, all tasks"),
    *((method, f"personalised ({method})") for method in PERSONALISED),
    *((f"{method}-replay", f"{method} with replay") for method in PERSONALISED),
    ("stand-lessons", "standard, as many lessons as persd"),
    ("stand-tokens", "standard, as many teacher tokens as persd"),
)
NAMES = dict(ARMS)

# The only practice task of a run that teaches nothing.
SOLVED = {
    "id": "one",
    "prompt": "Write a function `one()` that returns 1.",
    "promptKind": "instruction",
    "entryPoint": "one",
    "tests": ["assert one() == 1"],
    "solutions": ["def one():\n    return 1\n"],
}


class NotPossible(Exception):
    """The arm cannot be run with these settings; the message says why."""


def specification(arm, seed, settings, reports, folder):
    """The arm's specification with absolute file names. `reports` holds those of the seed's earlier arms, by arm."""
    spec = {
        "name": f"{settings['name']}-{arm}-{seed}",
        "student": settings["student"],
        "teacher": teacher(settings),
        "tasks": {"practice": settings["practice"], "exam": settings["exam"]},
        "practice": settings["attempts"],
        "exam": {**settings["answers"], "k": [1], "seed": seed, "baseline": False},
        "seed": seed,
    }
    training = {**settings["training"], "seed": seed}
    if arm in ("base", "manual"):
        return untrained(arm, spec, settings, folder)
    if arm in ("rft", "ssd"):
        del spec["teacher"]
        return {**spec, "method": arm, "practice": settings[arm], "training": {**training, "epochs": settings["epochs"]["all"]}}
    if arm.startswith("stand"):
        share = 1 if arm == "stand" else share_of_stand(arm, reports)
        epochs = settings["epochs"]["all" if arm == "stand" else "few"]
        return {**spec, "method": "stand", "training": {**training, "epochs": epochs, "fraction": share}}
    training.update({"from": "base", "epochs": settings["epochs"]["few"]})
    if arm.endswith("-replay"):
        training["replay"] = settings["replay"]
    return {
        **spec,
        "method": arm.removesuffix("-replay"),
        "rounds": settings["rounds"],
        "practice": {**settings["attempts"], "tasksPerRound": settings["tasksPerRound"]},
        "training": training,
    }


def teacher(settings):
    """Arms that need the same answer buy it once."""
    return {**settings["teacher"], "purse": f"evidence-{settings['name']}"}


def untrained(arm, spec, settings, folder):
    """A run whose only attempt is recorded and right, so that it teaches nothing and ends with the exam of the student as it came."""
    practice = pathlib.Path(folder) / "one-task.jsonl"
    recorded = pathlib.Path(folder) / "one-attempt.jsonl"
    practice.write_text(json.dumps(SOLVED) + "\n", encoding="utf-8")
    recorded.write_text(json.dumps({"taskId": SOLVED["id"], "code": SOLVED["solutions"][0]}) + "\n", encoding="utf-8")
    student = dict(settings["student"])
    if arm == "manual":
        if not settings.get("manual"):
            raise NotPossible("the set has no manual")
        student["systemPrompt"] = pathlib.Path(settings["manual"]).read_text(encoding="utf-8")
    return {
        **spec,
        "student": student,
        "teacher": {"backend": "reference"},
        "method": "persd",
        "tasks": {"practice": str(practice), "exam": settings["exam"]},
        "practice": {"samples": 1, "maxTokens": settings["attempts"]["maxTokens"], "recorded": str(recorded)},
        "exam": {**spec["exam"], "baseline": True},
    }


def share_of_stand(arm, reports):
    count = lessons if arm == "stand-lessons" else tokens
    if "persd" not in reports or "stand" not in reports:
        raise NotPossible("it needs the arms stand and persd")
    whole, wanted = count(reports["stand"]), count(reports["persd"])
    if not whole or not wanted:
        raise NotPossible("the teacher reports no tokens" if arm == "stand-tokens" else "no lessons were made")
    return min(1, round(wanted / whole, 4))


def lessons(report):
    return sum(each.get("lessons", 0) for each in report["rounds"])


def tokens(report):
    """Tokens of the answers that the run used, paid by it or by an earlier run of the purse."""
    bill = report["teacher"]
    cached = bill["cached"]
    return bill["promptTokens"] + bill["completionTokens"] + cached["promptTokens"] + cached["completionTokens"]


def dollars(report):
    """What the answers that the run used cost, paid by it or by an earlier run of the purse."""
    return report["teacher"]["costUsd"] + report["teacher"]["cached"]["savedUsd"]
