"""Runs on a server of their own, whose reports and scores are kept in a directory."""

import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request

PRECEPTOR = str(pathlib.Path(__file__).resolve().parents[2] / "preceptor")
LONGEST_START_SECONDS = 300

# Runs whose exam is that of the student as it came.
UNTRAINED = ("base", "manual")


@contextlib.contextmanager
def server(data, environment=None):
    """./preceptor serve on the directory, with further variables of its environment; yields its address."""
    port, kafka = free_port(), free_port()
    address = f"http://localhost:{port}"
    with (data / "serve.log").open("a", encoding="utf-8") as log:
        process = subprocess.Popen(
            [PRECEPTOR, "serve", "--port", str(port), "--kafka-port", str(kafka), "--data", str(data / "serve")],
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
        )
        try:
            await_ready(process, address, data)
            yield address
        finally:
            process.terminate()
            process.wait()


def await_ready(process, address, data):
    deadline = time.monotonic() + LONGEST_START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address + "/q/health/ready", timeout=5):
                return
        except OSError:
            time.sleep(1)
    sys.exit(f"the server did not start; see {data / 'serve.log'}")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def report_file(data, arm, seed):
    return data / "reports" / f"{arm}-{seed}.json"


def performed(name, seed, specification, data, address, start="base"):
    """
    The report of the run, which is performed if the directory does not hold it. `specification` returns its specification. `start` names the run
    whose scores count if the run learns nothing.
    """
    file = report_file(data, name, seed)
    if not file.exists():
        spec_file = data / "specs" / file.name
        spec_file.write_text(json.dumps(specification(), indent=2) + "\n", encoding="utf-8")
        print(f"{name}, seed {seed} ...", flush=True)
        begun = time.monotonic()
        unfinished = file.with_suffix(".part")
        call = [PRECEPTOR, "run", str(spec_file), "--server", address, "--json", str(unfinished)]
        with (data / "runs.log").open("a", encoding="utf-8") as log:
            status = subprocess.run(call, stdout=log, stderr=subprocess.STDOUT, check=False).returncode
        if status != 0:
            sys.exit(f"{name}, seed {seed}: the run failed; see {data / 'runs.log'}. The same call goes on")
        save_scores(json.loads(unfinished.read_text(encoding="utf-8")), data, name, seed, address, start)
        unfinished.rename(file)
        print(f"    {time.monotonic() - begun:.0f} s", flush=True)
    return read_report(data, name, seed)


def read_report(data, name, seed):
    return json.loads(report_file(data, name, seed).read_text(encoding="utf-8"))


def save_scores(report, data, name, seed, address, start):
    """The share of each exam task's samples that passed, of the last checkpoint; of the student at the start if the run has no checkpoint."""
    trained = [each["round"] for each in report["rounds"] if each.get("checkpoint")]
    last = trained[-1] if trained else 0
    if not trained and name not in UNTRAINED:
        print(f"    {name}, seed {seed}: nothing to learn from; it counts as {start}", flush=True)
        source = data / "scores" / f"{start}-{seed}.json"
        scores = json.loads(source.read_text(encoding="utf-8")) if source.exists() else {}
    else:
        scores = {
            task["taskId"]: task["passed"] / task["samples"]
            for task in exam_tasks(f"{address}/runs/{report['runId']}/exams/{last}/tasks?limit=1000")
            if task["samples"] > 0
        }
    (data / "scores" / f"{name}-{seed}.json").write_text(json.dumps(scores) + "\n", encoding="utf-8")


def exam_tasks(page):
    tasks = []
    while page:
        with urllib.request.urlopen(page, timeout=60) as answer:
            tasks += json.load(answer)
            link = answer.headers.get("Link", "")
        following = link.split(">")[0].lstrip("<") if 'rel="next"' in link else None
        page = urllib.request.urljoin(page, following) if following else None
    return tasks
