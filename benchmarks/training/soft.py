"""What training on soft targets costs: the time and memory of the same lessons with K log-probabilities at each token, and without.

Both run in turns, each in its own process, and the fastest run of each counts. See README.md.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import quiet

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MAIN = "dev.preceptor.benchmarks.generation.TrainingBenchmark"
GIB = 1 << 30


def measure(given, job):
    """Seconds of the steps after the first one; CPU seconds and the greatest resident memory of the whole process."""
    libraries = given.classpath or str(ROOT / "cli/target/quarkus-app/lib/main/*")
    command = ["java", "-Xmx1g", "-XX:+UseSerialGC", "-cp", f"{ROOT / 'benchmarks/generation/target/classes'}:{libraries}", MAIN]
    with tempfile.TemporaryFile("w+") as given_job, tempfile.TemporaryFile("w+") as output:
        json.dump(job, given_job)
        given_job.seek(0)
        process = subprocess.Popen(
            command, stdin=given_job, stdout=output, stderr=subprocess.DEVNULL, env={"OMP_WAIT_POLICY": "PASSIVE", **os.environ})
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"the training ended with status {process.returncode}")
        output.seek(0)
        seconds = json.loads(output.read())["stepSeconds"]
    return seconds[-1] - seconds[0], usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--lessons", required=True, help="a file of recorded lessons, see README.md")
    arguments.add_argument("--model", required=True, help="a folder in Hugging Face's layout")
    arguments.add_argument("--count", type=int, default=32, help="how many lessons (default: 32)")
    arguments.add_argument("--width", type=int, default=20, help="log-probabilities at each token (default: 20)")
    arguments.add_argument("--repeats", type=int, default=3, help="runs of each (default: 3)")
    arguments.add_argument("--classpath", help="libraries to use instead of those of the built command line")
    given = arguments.parse_args()
    import lessons
    import tokenizers

    tokenizer = tokenizers.Tokenizer.from_file(str(pathlib.Path(given.model) / "tokenizer.json"))
    job = {"model": given.model, "computeType": "FLOAT32", "batchSize": 8, "microBatchTokens": 2048, "rate": 1e-5,
           "examples": lessons.read(given.lessons, given.count, tokenizer)}
    print(quiet.describe()[0], flush=True)
    results = {0: [], given.width: []}
    for _ in range(given.repeats):
        for width, runs in results.items():
            runs.append(measure(given, {**job, "softTokens": width}))
            print(f"{width:3} log-probabilities: {runs[-1][0]:.2f} s, {runs[-1][1]:.1f} CPU-s, {runs[-1][2] / GIB:.2f} GiB", flush=True)
    without, with_soft = ([min(values) for values in zip(*runs)] for runs in results.values())
    time, cpu, memory = (b / a for a, b in zip(without, with_soft))
    print(f"{given.width} log-probabilities take {time:.3f} of the time, {cpu:.3f} of the CPU time and {memory:.3f} of the memory")


if __name__ == "__main__":
    main()
