"""The table of the evidence, from the reports and scores of the runs."""

import json
import pathlib
import statistics
import subprocess

import arms as evidence

HERE = pathlib.Path(__file__).resolve().parent
LIBRARIES = HERE.parents[1] / "cli/target/quarkus-app/lib"
COMPARED_WITH = ("base", "stand", "stand-lessons")
MARGIN = 0.02
MOST_SHARE = 1 / 3


def results(data, arms, seeds):
    """What the runs in the directory show. An arm counts if all seeds have it, so that all arms are compared on the same seeds."""
    scores = {}
    reports = {}
    for arm in arms:
        files = [(data / "scores" / f"{arm}-{seed}.json", data / "reports" / f"{arm}-{seed}.json") for seed in seeds]
        if all(score.exists() and report.exists() for score, report in files):
            scores[arm] = [read(score) for score, _ in files]
            reports[arm] = [read(report) for _, report in files]
    means = {arm: mean_by_task(of_seeds) for arm, of_seeds in scores.items()}
    unjudged = [arm for arm, by_task in means.items() if not by_task]
    means = {arm: by_task for arm, by_task in means.items() if by_task}
    tested = differences(means)
    rows = [row(arm, reports[arm], scores[arm], means[arm], tested) for arm in arms if arm in means]
    return {
        "seeds": list(seeds),
        "rows": rows,
        "differences": tested["differences"],
        "rounds": {arm: curve(reports[arm]) for arm in means if arm.removesuffix("-replay") in evidence.PERSONALISED},
        "goals": goals(rows, tested),
        "unjudged": unjudged,
    }


def read(file):
    return json.loads(file.read_text(encoding="utf-8"))


def mean_by_task(of_seeds):
    """The mean over seeds of each task that every seed has judged."""
    common = set.intersection(*(set(scores) for scores in of_seeds))
    return {task: statistics.fmean(scores[task] for scores in of_seeds) for task in sorted(common)}


def differences(means):
    call = ["java", "-cp", f"{LIBRARIES}/main/*:{LIBRARIES}/boot/*", str(HERE / "Differences.java")]
    done = subprocess.run(call, input=json.dumps(means), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def row(arm, reports, scores, means, tested):
    groups = {}
    for task, score in means.items():
        groups.setdefault(task.rsplit("/", 1)[0], []).append(score)
    return {
        "arm": arm,
        "lessons": statistics.fmean(evidence.lessons(report) for report in reports),
        "examples": statistics.fmean(report["rounds"][-1].get("examples", 0) for report in reports),
        "teacherTokens": statistics.fmean(evidence.tokens(report) for report in reports),
        "usd": statistics.fmean(evidence.dollars(report) for report in reports),
        "passAt1": tested["means"][arm],
        "bySeed": [statistics.fmean(each.values()) for each in scores],
        "groups": {group: statistics.fmean(values) for group, values in sorted(groups.items())},
    }


def curve(reports):
    """The means over seeds of each round that all seeds have."""
    rounds = []
    for of_round in zip(*(report["rounds"] for report in reports)):
        rounds.append(
            {
                "round": of_round[0]["round"],
                "tasks": statistics.fmean(each["tasks"] for each in of_round),
                "solved": statistics.fmean(each["ledger"]["solved"] for each in of_round),
                "lessons": statistics.fmean(each["lessons"] for each in of_round),
                "calls": statistics.fmean(each["calls"] for each in of_round),
                "usd": statistics.fmean(each["costUsd"] for each in of_round),
                "passAt1": mean_or_none([each.get("passAt1") for each in of_round]),
            }
        )
    return rounds


def mean_or_none(values):
    return statistics.fmean(values) if all(value is not None for value in values) else None


def goals(rows, tested):
    """Whether persd reaches what was set; None where an arm is missing."""
    by_arm = {each["arm"]: each for each in rows}
    if not {"persd", "stand", "stand-lessons"} <= set(by_arm):
        return None
    persd, stand, cut = by_arm["persd"], by_arm["stand"], by_arm["stand-lessons"]
    to_stand = difference(tested["differences"], "stand", "persd")
    return {
        "lessonShare": persd["lessons"] / stand["lessons"] if stand["lessons"] else None,
        "atMostAThird": bool(stand["lessons"]) and persd["lessons"] / stand["lessons"] <= MOST_SHARE,
        "noWorseThanAll": to_stand is not None and to_stand["low"] > -MARGIN,
        "betterThanAsMany": persd["passAt1"]["low"] > cut["passAt1"]["high"],
    }


def difference(all_of_them, start, end):
    return next((each for each in all_of_them if each["from"] == start and each["to"] == end), None)


def text(found, seeds, names=None, compared_with=COMPARED_WITH):
    """`names`: what the arms are called in the table."""
    names = names or evidence.NAMES
    compared = [arm for arm in compared_with if any(each["arm"] == arm for each in found["rows"])]
    groups = sorted({group for each in found["rows"] for group in each["groups"]})
    head = ["arm", "examples", "teacher tokens", "cost", "pass@1", *groups, *(f"minus {arm}" for arm in compared)]
    lines = [
        f"{len(seeds)} seed{'' if len(seeds) == 1 else 's'}; pass@1 in percent with 95 % intervals over tasks; differences in points, paired by task and seed, with"
        " 95 % intervals and two-sided p-values that are not corrected for multiple comparisons.",
        "",
        *table(head, [cells(each, names, groups, compared, found["differences"]) for each in found["rows"]]),
        "",
        "pass@1 of each seed: "
        + "; ".join(f"{each['arm']} " + ", ".join(f"{100 * seed:.1f}" for seed in each["bySeed"]) for each in found["rows"])
        + ".",
    ]
    if found["unjudged"]:
        lines += ["", f"Without a judged answer, for example because the prompts are longer than the student's context: {', '.join(found['unjudged'])}."]
    for arm, rounds in found["rounds"].items():
        lines += ["", f"{arm}, round by round (means over seeds):", "", *table(*round_table(rounds))]
    if found["goals"]:
        lines += ["", *goal_lines(found["goals"])]
    return "\n".join(lines) + "\n"


def cells(each, names, groups, compared, tested):
    score = each["passAt1"]
    mean = f"{100 * score['mean']:.1f} ({100 * score['low']:.1f} to {100 * score['high']:.1f})"
    by_group = [f"{100 * each['groups'][group]:.1f}" if group in each["groups"] else "" for group in groups]
    minus = [difference_text(difference(tested, arm, each["arm"])) for arm in compared]
    tokens = f"{each['teacherTokens']:,.0f}"
    return [names[each["arm"]], f"{each['examples']:.0f}", tokens, f"${each['usd']:.4f}", mean, *by_group, *minus]


def difference_text(test):
    if test is None:
        return ""
    return (
        f"{100 * test['difference']:+.1f} ({100 * test['low']:+.1f} to {100 * test['high']:+.1f}), p {test['pValue']:.4f}"
    )


def round_table(rounds):
    rows = [
        [
            str(each["round"]),
            f"{each['tasks']:.0f}",
            f"{each['solved']:.1f}",
            f"{each['lessons']:.1f}",
            f"{each['calls']:.1f}",
            f"${each['usd']:.4f}",
            "" if each["passAt1"] is None else f"{100 * each['passAt1']:.1f}",
        ]
        for each in rounds
    ]
    return ["round", "tasks", "solved before", "examples", "calls", "cost", "pass@1"], rows


def goal_lines(goals):
    answer = {True: "yes", False: "no"}
    return [
        f"persd with at most a third of stand's lessons: {answer[goals['atMostAThird']]} ({100 * (goals['lessonShare'] or 0):.0f} %)",
        f"persd no worse than stand on all (margin {100 * MARGIN:.0f} points): {answer[goals['noWorseThanAll']]}",
        f"persd better than stand on as many lessons, intervals apart: {answer[goals['betterThanAsMany']]}",
    ]


def table(head, rows):
    return ["| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows]]
