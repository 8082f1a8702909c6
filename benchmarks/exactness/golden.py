"""The fixtures' reference values, and ./preceptor finetune in their terms."""

import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FIXTURES = ROOT / "language-model/src/test/resources/fixtures"
TOLERANCE = 1e-4


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
