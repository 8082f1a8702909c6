"""The fixtures' reference values, and ./preceptor in their terms."""

import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FIXTURES = ROOT / "language-model/src/test/resources/fixtures"
TOLERANCE = 1e-4


def generate(model, prompt_ids, count, folder):
    """The tokens that follow greedily."""
    report = folder / "generated.json"
    subprocess.run(
        [str(ROOT / "preceptor"), "generate", "--model", str(model), "--prompt-ids", ",".join(map(str, prompt_ids)),
         "--max-tokens", str(count), "--json", str(report)],
        check=True, stdout=subprocess.DEVNULL)
    return json.loads(report.read_text())["ids"]


def finetune(model, examples, out, *more):
    report = out.with_name(out.name + ".json")
    subprocess.run(
        [str(ROOT / "preceptor"), "finetune", "--model", str(model), "--examples", str(examples), "--out", str(out), "--json",
         str(report), "--schedule", "constant", "--no-shuffle", *more],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return json.loads(report.read_text())


def rows(golden):
    for row in golden["training"]["rows"]:
        completion = row["completion_ids"]
        end = golden["training"]["eos_token_id"]
        yield row["prompt_ids"], completion + [end]


def write_examples(golden, folder):
    """The rows as a file for finetune, which appends the end token itself."""
    file = folder / "examples.jsonl"
    file.write_text("".join(json.dumps({"promptIds": p, "completionIds": c[:-1]}) + "\n" for p, c in rows(golden)))
    return file
