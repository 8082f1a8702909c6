"""Every method of the paper on 200 tasks, for two rounds with refine steps 0, 1 and 2, against what must come of it.

    python3 check.py [METHOD ...]

A scripted server (server.py) is student and teacher; Preceptor is what a user runs: `./preceptor run`, then `export`. What
is expected is worked out here, from the server's rules and the paper's table. Exit status 0: all of it came out.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

import server

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "language-model/src/test/resources/fixtures/llama"
TASKS = 200
EXAM = 60
ROUNDS = 2
STEPS = 2
PRICE = {"prompt": 1.0, "completion": 2.0}
COST = (server.PROMPT_TOKENS * PRICE["prompt"] + server.COMPLETION_TOKENS * PRICE["completion"]) / 1e6

# The paper's table: whom the teacher answers, how, and the pairs of what passed.
METHODS = {
    "stand": ("all", "direct", ["SOLVE"]),
    "inpd": ("failed", "direct", ["SOLVE"]),
    "inpd-refine": ("failed", "direct", ["REFINE"]),
    "inpd-combined": ("failed", "direct", ["SOLVE", "REFINE"]),
    "persd": ("failed", "refinement", ["SOLVE"]),
    "persd-refine": ("failed", "refinement", ["REFINE"]),
    "persd-combined": ("failed", "refinement", ["SOLVE", "REFINE"]),
}


def task(kind, number, tests):
    name = f"{kind}{number:03d}"
    prompt = f"Write a function `{name}(n)` that returns n plus {number}."
    asserts = [f"assert {name}({value}) == {value + number}" for value in range(tests)]
    return {"id": f"{kind}/{number:03d}", "prompt": prompt, "entryPoint": name,
            "publicTests": asserts[:1], "tests": asserts[1:]}


def write_inputs(folder, method, url):
    model = folder / "model"
    if not model.exists():
        model.mkdir()
        for file in FIXTURE.iterdir():
            if file.is_file():
                (model / file.name).write_bytes(file.read_bytes())
        configuration = json.loads((model / "config.json").read_text())
        configuration["max_position_embeddings"] = 2048
        (model / "config.json").write_text(json.dumps(configuration))
        lines = lambda kind, count: "".join(json.dumps(task(kind, i, 4)) + "\n" for i in range(1, count + 1))
        (folder / "practice.jsonl").write_text(lines("p", TASKS))
        (folder / "exam.jsonl").write_text(lines("e", EXAM))
    specification = {
        "name": method,
        "student": {"model": "model", "backend": "openai", "baseUrl": url, "servedModel": "student",
                    "checkpointModel": "student-{round}"},
        "teacher": {"backend": "openai", "baseUrl": url, "model": "teacher", "pricePerMillionTokens": PRICE,
                    "budgetUsd": 10, "attempts": 2, "requestsPerMinute": 60000},
        "tasks": {"practice": "practice.jsonl", "exam": "exam.jsonl"},
        "method": method,
        "rounds": ROUNDS,
        "training": {"epochs": 1, "batchTokens": 16384},
        "exam": {"refineSteps": STEPS},
    }
    file = folder / f"{method}.yaml"
    file.write_text(json.dumps(specification))
    return file


def answer(method, number, attempt):
    rule = server.direct if METHODS[method][1] == "direct" else server.refinement
    return rule(number, attempt)


def expected(method):
    """Pairs, ledgers of the rounds, and how many answers are paid for."""
    whom, _, kinds = METHODS[method]
    pairs, ledgers, paid, answered = [], [], set(), set()
    for round_ in range(1, ROUNDS + 1):
        ledger = {"solved": 0, "taught": 0, "untaught": 0}
        for number in range(1, TASKS + 1):
            if whom == "all" and number in answered:
                continue  # the teacher's own answer would be the same again
            if whom == "failed" and server.solves_practice(number, round_ - 1):
                ledger["solved"] += 1
                continue
            outcome = "untaught"
            for attempt in (1, 2):
                paid.add((number, attempt))
                if answer(method, number, attempt) == "right":
                    outcome = "taught"
                    break
            ledger[outcome] += 1
            if outcome == "taught":
                answered.add(number)
                name = f"p{number:03d}"
                tried = None if whom == "all" else server.wrong(name, number, 1).strip()
                pairs += [(round_, f"p/{number:03d}", kind, server.right(name, number).strip(), tried) for kind in kinds]
        ledgers.append(ledger)
    return sorted(pairs, key=str), ledgers, len(paid)


def expected_exams(trained):
    """Of the student as it came and after each round that taught something."""
    exams = {}
    for round_ in range(trained + 1):
        for step in range(STEPS + 1):
            solved = sum(server.solves_exam(number, round_, step) for number in range(1, EXAM + 1))
            exams[f"{round_}/{step}"] = solved / EXAM
    return exams


def exported(data):
    lines = subprocess.run([str(ROOT / "preceptor"), "export", str(data)], check=True, capture_output=True, text=True)
    return [json.loads(line) for line in lines.stdout.splitlines()]


def check(method, folder, listener):
    specification = write_inputs(folder, method, listener.url)
    before = len(listener.paid)
    started = time.monotonic()
    report_file = folder / f"{method}.json"
    run = subprocess.run(
        [str(ROOT / "preceptor"), "run", str(specification), "--data", str(folder / f"{method}-data"),
         "--json", str(report_file)], capture_output=True, text=True)
    if run.returncode != 0:
        return {"method": method, "problems": [f"run ended with {run.returncode}: {run.stderr.strip()[-500:]}"]}
    seconds = time.monotonic() - started
    report = json.loads(report_file.read_text())
    pairs, ledgers, paid = expected(method)
    problems = []

    def same(what, got, wanted):
        if got != wanted:
            problems.append(f"{what}: {str(got)[:300]}, expected {str(wanted)[:300]}")

    lines = exported(folder / f"{method}-data")
    got = [(line["lineage"]["round"], line["lineage"]["taskId"], line["lineage"]["pair"], line["completion"].strip(),
            line["lineage"].get("attempt", "").strip() or None) for line in lines]
    same("pairs", sorted(got, key=str), pairs)
    for line in lines:
        refines = line["lineage"]["pair"] == "REFINE"
        shown = refines and all("# " + part in line["prompt"] for part in line["lineage"]["attempt"].strip().splitlines())
        if shown != refines or refines != ("This attempt is wrong" in line["prompt"]):
            problems.append(f"the prompt of {line['lineage']['taskId']} is no {line['lineage']['pair']} prompt")
    for round_, ledger in zip(report["rounds"], ledgers):
        same(f"ledger of round {round_['round']}", {key: round_["ledger"][key] for key in ledger}, ledger)
        same(f"examples of round {round_['round']}", round_["examples"],
             sum(pair[0] == round_["round"] for pair in pairs))
    same("rounds", len(report["rounds"]), ROUNDS)
    same("exams", {f"{exam['round']}/{exam['refineStep']}": round(exam["passAtK"]["1"], 6) for exam in report["exams"]},
         {key: round(value, 6) for key, value in expected_exams(len({pair[0] for pair in pairs})).items()})
    asked = listener.paid[before:]
    same("requests to the teacher", len(asked), paid)
    same("different requests to the teacher", len(set(asked)), paid)
    same("calls", report["teacher"]["calls"], paid)
    same("cost", round(report["teacher"]["costUsd"], 9), round(paid * COST, 9))
    return {"method": method, "pairs": len(pairs), "ledgers": ledgers, "teacher calls": paid,
            "served from the log": report["teacher"]["cached"]["calls"],
            "costUsd": round(report["teacher"]["costUsd"], 6), "seconds": round(seconds), "problems": problems}


def main():
    methods = sys.argv[1:] or list(METHODS)
    unknown = [method for method in methods if method not in METHODS]
    if unknown:
        sys.exit(f"unknown: {', '.join(unknown)}; known: {', '.join(METHODS)}")
    listener = server.Server()
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    failed = False
    print(json.dumps({"pass@1 by round/step": expected_exams(ROUNDS)}), flush=True)
    with tempfile.TemporaryDirectory() as name:
        for method in methods:
            result = check(method, pathlib.Path(name), listener)
            failed |= bool(result["problems"])
            print(json.dumps(result), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
