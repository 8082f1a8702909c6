"""Whether transformers and peft compute with what we saved as we do: full checkpoints, adapters and merged models.

Each fixture model is trained for some steps by ./preceptor finetune, once all weights and once adapters. Then, example by example, the
loss that we compute with the saved model is compared with that of transformers (for the adapter: of peft on the base), and the logits
of base and adapter in peft with those of the merged model in transformers. Needs torch, transformers and peft.
"""

import argparse
import json
import pathlib
import sys
import tempfile

import peft
import torch
import transformers

from golden import FIXTURES, TOLERANCE, finetune, rows, write_examples


def our_losses(model, examples, folder):
    """Of each example: the losses before steps of one example, at a rate that changes no weight."""
    report = finetune(model, examples, folder, "--epochs", "1", "--batch-size", "1", "--learning-rate", "1e-30")
    return [step["loss"] for step in report["steps"]]


def their_outputs(model, golden):
    losses, logits = [], []
    with torch.no_grad():
        for prompt, completion in rows(golden):
            ids = torch.tensor([prompt + completion])
            labels = torch.tensor([[-100] * len(prompt) + completion])
            output = model(input_ids=ids, labels=labels)
            losses.append(output.loss.item())
            logits.append(output.logits)
    return losses, logits


def apart(ours, theirs):
    return max(abs(a - b) for a, b in zip(ours, theirs, strict=True))


def check(name, folder):
    golden = json.loads((FIXTURES / name / "golden.json").read_text())
    examples = write_examples(golden, folder)
    load = transformers.AutoModelForCausalLM.from_pretrained
    steps = ["--steps", "5", "--learning-rate", "1e-3"]

    full, adapter, merged = folder / "full", folder / "adapter", folder / "merged"
    finetune(FIXTURES / name, examples, full, *steps)
    finetune(FIXTURES / name, examples, adapter, *steps, "--adaptation", "lora", "--lora-rank", "4", "--merged", str(merged))
    full_losses, _ = their_outputs(load(full, dtype=torch.float32).eval(), golden)
    base = load(FIXTURES / name, dtype=torch.float32)
    adapter_losses, adapter_logits = their_outputs(peft.PeftModel.from_pretrained(base, adapter).eval(), golden)
    merged_losses, merged_logits = their_outputs(load(merged, dtype=torch.float32).eval(), golden)
    our_merged = our_losses(merged, examples, folder / "again-merged")
    return {
        "full checkpoint, losses": apart(our_losses(full, examples, folder / "again-full"), full_losses),
        "merged model, losses": apart(our_merged, merged_losses),
        "adapter in peft, losses": apart(our_merged, adapter_losses),
        "adapter in peft and merged model, logits": max(
            (a - b).abs().max().item() for a, b in zip(adapter_logits, merged_logits)),
    }


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--models", nargs="+", default=["llama", "phi3", "gemma3_text", "gpt_bigcode", "codegen"], help="names of fixtures")
    arguments.add_argument("--json", help="write the differences for a program, too")
    given = arguments.parse_args()
    results = {}
    for name in given.models:
        with tempfile.TemporaryDirectory() as folder:
            results[name] = check(name, pathlib.Path(folder))
        for what, difference in results[name].items():
            print(f"{name:12} {what:42} {difference:.1e}", flush=True)
    if given.json:
        pathlib.Path(given.json).write_text(json.dumps(results, indent=2))
    worst = max(max(differences.values()) for differences in results.values())
    print(f"greatest difference {worst:.1e}, allowed {TOLERANCE:.0e}")
    sys.exit(0 if worst <= TOLERANCE else 1)


if __name__ == "__main__":
    main()
