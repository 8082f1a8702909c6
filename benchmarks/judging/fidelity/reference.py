"""Runs a submission with plain Python, pytest or unittest, without any harness."""

import concurrent.futures
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

# Limits of a process in seconds: its CPU time, so that a busy machine changes no verdict, and its elapsed time, for a process that waits
# for ever.
_CPU_SECONDS = 20
_ELAPSED_SECONDS = 200


def verdicts(submissions):
    """Whether each passes, in order, with one process for each core at a time."""
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
    """The exit status of a process and what it printed. The status is None, or a negative number, if the process exceeded a limit."""
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command, cwd=folder, **pipes) as process:
        # The limit is set from outside: a pool of threads must not run Python code between fork and exec.
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
        try:
            printed = process.communicate(text.encode(), timeout=_ELAPSED_SECONDS)[0]
            return process.returncode, printed.decode(errors="replace")
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return None, ""


def _same(printed, expected):
    """White space at the end of a line and of the output does not count."""
    return [line.rstrip() for line in printed.rstrip().split("\n")] == [line.rstrip() for line in expected.rstrip().split("\n")]
