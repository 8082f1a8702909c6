"""Whether deploy/trainer/finetune.py computes the losses of soft targets as their references.

    python soft_targets.py [--work DIR]      (the packages of deploy/trainer/requirements.txt)

Compares the losses and gradients of its functions with the golden values of language-model's tests, and the losses of a whole job of
four steps. The golden values are TRL's and those of written-out formulas: language-model/src/test/resources/soft_targets.
"""

import argparse
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

import safetensors.torch
import torch

from golden import FIXTURES, ROOT, rows

sys.path.append(str(ROOT / "deploy" / "trainer"))
import finetune  # noqa: E402

GOLDEN = json.loads((FIXTURES.parent / "soft_targets" / "golden.json").read_text())
TOLERANCE = 1e-5
STEP_TOLERANCE = 1e-3


def function(case):
    """How far loss and gradient are apart, relative to values above 1."""
    count = len(case["targets"])
    logits = torch.tensor(case["logits"]).view(count, -1).requires_grad_(True)
    losses = finetune.mixed_loss(
        logits, torch.tensor(case["targets"]), torch.tensor(case["ids"]).view(count, -1),
        torch.tensor(case["logprobs"]).view(count, -1), torch.tensor(case["rows"], dtype=torch.float32), case)
    losses.sum().backward()
    gradient = torch.tensor(case["gradient"])
    return (abs(losses.sum().item() - case["value"]) / max(1, abs(case["value"])),
            ((logits.grad.flatten() - gradient).abs().max() / max(1, gradient.abs().max())).item())


def write_job(folder):
    """The training of the golden values as a job: soft targets at all tokens of the first example."""
    golden = json.loads((FIXTURES / "llama" / "golden.json").read_text())
    training = GOLDEN["training"]
    examples = [{"id": f"id{n}", "prompt": "", "completion": "", "promptIds": prompt, "completionIds": completion}
                for n, (prompt, completion) in enumerate(rows(golden))]
    count = len(examples[0]["completionIds"])
    examples[0]["soft"] = {"row": 0, "rows": count, "first": 0}
    safetensors.torch.save_file({
        "tokens": torch.tensor(examples[0]["completionIds"], dtype=torch.int32),
        "ids": torch.tensor(training["ids"], dtype=torch.int32).view(count, -1),
        "logprobs": torch.tensor(training["logprobs"]).view(count, -1).to(torch.float16),
    }, folder / "soft-targets.safetensors")
    steps = len(training["losses"])

    def written(name, lines=None):
        if lines is not None:
            (folder / name).write_text("".join(json.dumps(line) + "\n" for line in lines))
        return {"file": name, "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest(), "lines": len(lines or [])}

    job = {
        "contract": 2, "jobId": "job", "runId": "run", "round": 1, "fingerprint": "golden", "dtype": "float32", "worldSize": 1,
        "saveEvery": 100, "adaptation": {"method": "full"},
        "baseModel": {"uri": "llama", "sha256": None, "path": str(FIXTURES / "llama"), "converted": str(folder / "converted")},
        "training": {"epochs": steps, "batchSize": len(examples), "learningRate": training["learningRate"], "schedule": "constant",
                     "warmupSteps": 0, "weightDecay": 0.0, "maxGradNorm": 0.0, "maxLength": 2048, "seed": 0,
                     "soft": {"loss": "forward", "weight": training["weight"], "temperature": 1.0, "beta": 0.0}},
        "examples": written("examples.jsonl", examples), "validation": None,
        "order": written("order.jsonl", [list(range(len(examples)))] * steps),
        "softTargets": written("soft-targets.safetensors"),
    }
    (folder / "job.json").write_text(json.dumps(job))


def train(folder):
    """How far the losses of the steps are from the golden ones."""
    write_job(folder)
    subprocess.run([sys.executable, str(ROOT / "deploy/trainer/finetune.py"), str(folder)], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    curve = json.loads((folder / "manifest.json").read_text())["curve"]
    return max(abs(step["loss"] - loss) for step, loss in zip(curve, GOLDEN["training"]["losses"], strict=True))


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--work", type=pathlib.Path, help="a new folder for the job's files, which stay (default: a temporary one)")
    given = arguments.parse_args()
    failed = 0
    for case in GOLDEN["cases"]:
        loss, gradient = function(case)
        good = loss <= TOLERANCE and gradient <= TOLERANCE
        failed += not good
        print(f"{case['name']:40} loss {loss:.1e}, gradient {gradient:.1e} apart{'' if good else '  WRONG'}", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.work or pathlib.Path(temporary)
        folder.mkdir(exist_ok=True)
        apart = train(folder)
    failed += apart > STEP_TOLERANCE
    print(f"{'a job of four steps':40} losses {apart:.1e} apart{'' if apart <= STEP_TOLERANCE else '  WRONG'}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
