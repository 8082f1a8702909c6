"""Runs a submission with plain Python, pytest or unittest, without any harness."""

import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

SECONDS = 20


def verdicts(submissions):
    """Whether each passes, in order. Two at a time: nothing here depends on speed, except programs that never end."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(_passes, submissions))


def _passes(submission):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in submission.files.items():
            pathlib.Path(folder, name).write_text(text, encoding="utf-8", errors="surrogatepass")
        command = [sys.executable, *submission.command]
        if not submission.outputs:
            return _run(command, folder, "")[0] == 0
        return all(_same(_run(command, folder, given)[1], expected) for given, expected in submission.outputs)


def _run(command, folder, text):
    try:
        done = subprocess.run(command, cwd=folder, input=text.encode(), capture_output=True, timeout=SECONDS)
        return done.returncode, done.stdout.decode(errors="replace")
    except subprocess.TimeoutExpired:
        return None, ""


def _same(printed, expected):
    """White space at the end of a line and of the output does not count."""
    return [line.rstrip() for line in printed.rstrip().split("\n")] == [line.rstrip() for line in expected.rstrip().split("\n")]
