#!/usr/bin/env python3
"""What `until.costPerPoint` would have saved in measured runs of several rounds, and what it would have cost in pass@1.

    python benchmarks/evidence/stopping.py REPORT.json ... [--limits 1,1.5,2,4]

REPORT is a report of a run with `practice.tasksPerRound`, such as measured/kelda/reports/persd-1.json. The price of a lesson is 1, so a limit
is a number of lessons for each percentage point. The rule is that of dev.preceptor.run.ledger.EarlyStop: a run ends after a round if the
lessons of the round before it cost more than the limit for each point by which the share of solved tasks grew.
"""

import argparse
import json
import pathlib

POINTS = 100


def share_solved(of_round):
    """The share of the round's tasks that the student solved by itself; reports with one attempt for each task."""
    return of_round["ledger"]["solved"] / of_round["tasks"]


def last_round(rounds, limit):
    """After how many rounds the run ends."""
    for number in range(1, len(rounds)):
        before, this = rounds[number - 1], rounds[number]
        points = POINTS * (share_solved(this) - share_solved(before))
        if before["lessons"] > 0 and before["lessons"] > points * limit:
            return number + 1
    return len(rounds)


def saving(rounds, limit):
    """The rounds, the share of the lessons that were not bought, and the points of pass@1 that were not gained."""
    ran = last_round(rounds, limit)
    lessons = sum(each["lessons"] for each in rounds)
    saved = sum(each["lessons"] for each in rounds[ran:])
    return ran, saved / lessons, POINTS * (rounds[-1]["passAt1"] - rounds[ran - 1]["passAt1"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="+", type=pathlib.Path)
    parser.add_argument("--limits", default="1,1.5,2,4", help="lessons for each percentage point")
    options = parser.parse_args()
    print("| lessons for each point, at most | report | rounds | lessons saved | points of pass@1 lost |")
    print("|---|---|---|---|---|")
    for limit in map(float, options.limits.split(",")):
        for file in options.reports:
            rounds = json.loads(file.read_text(encoding="utf-8"))["rounds"]
            ran, saved, lost = saving(rounds, limit)
            print(f"| {limit:g} | {file.stem} | {ran} of {len(rounds)} | {POINTS * saved:.0f} % | {lost:.1f} |")


if __name__ == "__main__":
    main()
