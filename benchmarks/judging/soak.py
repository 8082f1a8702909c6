#!/usr/bin/env python3
"""What must hold however long it judges, whatever dies, and whatever else the machine does.

    python benchmarks/judging/soak.py kills  --shared DIR [--count 20000]   zygotes are killed at random
    python benchmarks/judging/soak.py growth --shared DIR [--count 100000]   memory, processes, descriptors, temporary files
    python benchmarks/judging/soak.py load   --shared DIR [--count 2000]    the same verdicts idle and beside a load

Each exits with 0 only if it holds. See README.md beside this file.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

import processes
import submissions

ROOT = pathlib.Path(__file__).resolve().parents[2]
ALLOWED = {"right": {"PASSED"}, "wrong": {"FAILED"}, "endless": {"TIMED_OUT"}}


def make(shared, name, count):
    tasks = submissions.read_tasks(shared)
    samples = submissions.make(tasks, name, -(-count // len(tasks)))[:count]
    return [dict(sample, number=number) for number, sample in enumerate(samples)]


class Judging:
    """One call of ./preceptor judge, which may be watched while it runs."""

    def __init__(self, shared, folder, samples, more=()):
        self.samples = samples
        self.out = pathlib.Path(folder, "out.jsonl")
        file = submissions.write(pathlib.Path(folder, "samples.jsonl"), samples)
        tasks = pathlib.Path(shared, "data", "HumanEval.jsonl")
        command = [ROOT / "preceptor", "judge", "--tasks", tasks, "--samples", file, "--out", self.out, *more]
        self.errors = open(pathlib.Path(folder, "errors"), "w+", encoding="utf-8")
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=self.errors)

    def running(self):
        return self.process.poll() is None

    def done(self):
        """How many results there are; they are written one by one."""
        try:
            with open(self.out, "rb") as lines:
                return sum(block.count(b"\n") for block in iter(lambda: lines.read(1 << 20), b""))
        except OSError:
            return 0

    def java(self):
        return processes.java_of(self.process.pid)

    def results(self):
        status = self.process.wait()
        self.errors.seek(0)
        if status:
            print("judge ended with %d: %s" % (status, self.errors.read()[-500:]))
        with open(self.out, encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]


def failures(samples, results):
    """Lost, double and wrong ones, in words."""
    times = collections.Counter(result["number"] for result in results)
    found = ["lost: %d" % s["number"] for s in samples if times[s["number"]] == 0]
    found += ["%d times: %d" % (count, number) for number, count in times.items() if count > 1]
    for result in results:
        if result["verdict"] not in ALLOWED[result["expected"]]:
            found.append("%s is %s: %s" % (result["expected"], result["verdict"], (result["feedback"] or "")[:200]))
    return found


def verdict(found, what):
    for failure in found[:10]:
        print("  " + failure)
    print("%s: %s" % (what, "HOLDS" if not found else "FAILS (%d)" % len(found)))
    return 1 if found else 0


def kills(options, folder):
    """kill -9 of a zygote about every second, at any moment."""
    samples = make(options.shared, "wrong", options.count)
    judging = Judging(options.shared, folder, samples)
    dice = random.Random(7)
    killed = 0
    while judging.running():
        time.sleep(dice.uniform(0.2, 1.8))
        java = judging.java()
        victims = processes.children(java) if java and judging.done() else []
        if victims:
            try:
                os.kill(dice.choice(victims), signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                pass
    found = failures(samples, judging.results())
    return verdict(found, "%d submissions, %d kills: every verdict right, none lost, none twice" % (len(samples), killed))


def _measured(judging):
    everything = processes.descendants(judging.process.pid)
    java = judging.java()
    below = [pid for pid in everything if pid != java]
    return {
        "jvmMegabytes": processes.resident_megabytes(java),
        "otherMegabytes": sum(processes.resident_megabytes(pid) for pid in below),
        "processes": len(everything),
        "descriptors": processes.descriptors(java),
        "temporaryFiles": sum(1 for _ in os.scandir(tempfile.gettempdir())),
    }


def growth(options, folder):
    """A line each fifth of the way; from the first to the last nothing may have grown by more than the allowed part."""
    samples = make(options.shared, "wrong", options.count)
    judging = Judging(options.shared, folder, samples)
    step = max(1, options.count // 5)
    seen = []
    while judging.running():
        time.sleep(0.5)
        if judging.done() >= step * (len(seen) + 1) and judging.running():
            # Between two programs there are fewer processes than in one: the most of several looks.
            looks = [_measured(judging) for _ in range(10)]
            seen.append({key: max(look[key] for look in looks) for key in looks[0]})
            print("%7d  %s" % (judging.done(), "  ".join("%s %.0f" % item for item in seen[-1].items())), flush=True)
    found = failures(samples, judging.results())
    allowed = {"jvmMegabytes": 1.25, "otherMegabytes": 1.25, "processes": 1.0, "descriptors": 1.1, "temporaryFiles": 1.1}
    for key, factor in allowed.items():
        if seen and seen[-1][key] > factor * seen[0][key] + 4:
            found.append("%s grew from %.0f to %.0f" % (key, seen[0][key], seen[-1][key]))
    return verdict(found, "%d submissions: nothing grows, every verdict right" % len(samples))


def load(options, folder):
    """The same submissions, 5 % of them endless, on the machine as it is and beside two busy processes a core."""
    samples = make(options.shared, "endless", options.count)
    verdicts = []
    for busy in (0, 2 * os.cpu_count()):
        loads = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(busy)]
        started = time.monotonic()
        try:
            judging = Judging(options.shared, folder, samples, ["--timeout", "1"])
            results = judging.results()
        finally:
            for process in loads:
                process.kill()
        print("beside %d busy processes: %.0f s" % (busy, time.monotonic() - started), flush=True)
        verdicts.append([(r["number"], r["verdict"], r["feedback"]) for r in results])
    found = ["%s, then %s" % pair for pair in zip(*verdicts) if pair[0][:2] != pair[1][:2]] + failures(samples, results)
    return verdict(found, "%d submissions: the same verdicts idle and beside a load" % len(samples))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("proof", choices=["kills", "growth", "load"])
    parser.add_argument("--shared", required=True, help="a folder that holds data/HumanEval.jsonl")
    parser.add_argument("--count", type=int, help="how many submissions")
    options = parser.parse_args()
    options.count = options.count or {"kills": 20000, "growth": 100000, "load": 2000}[options.proof]
    subprocess.run([ROOT / "preceptor", "--version"], check=True, stdout=subprocess.DEVNULL)  # builds what is not built
    with tempfile.TemporaryDirectory(prefix="preceptor-soak") as folder:
        sys.exit({"kills": kills, "growth": growth, "load": load}[options.proof](options, folder))


if __name__ == "__main__":
    main()
