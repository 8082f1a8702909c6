"""Whether the command line gives the reference values of a set of fixtures.

Of each folder with a golden.json: what ./preceptor generate continues greedily from each prompt, with config.json in both of its forms
and from GGUF files, and the losses and first gradient of four steps of ./preceptor finetune.
"""

import argparse
import json
import pathlib
import shutil
import sys
import tempfile

from golden import FIXTURES, TOLERANCE, finetune, generate, write_examples


def continues(model, prompts, greedy, folder):
    """How many prompts are continued as the reference continues them."""
    right = sum(generate(model, prompt["ids"], len(expected["new_ids"]), folder) == expected["new_ids"]
                for prompt, expected in zip(prompts, greedy, strict=True))
    return f"{right} of {len(prompts)} prompts", right == len(prompts)


def trains(model, training, examples, folder):
    """How far losses are apart, and the gradient's norm relatively."""
    losses = training["losses_after_0_1_2_3_steps"]
    steps = finetune(model, examples, folder / "trained", "--steps", str(len(losses)), "--learning-rate", str(training["lr"]),
                     "--batch-size", str(len(training["rows"])), "--max-grad-norm", "0", "--dtype", "float32")["steps"]
    loss = max(abs(step["loss"] - value) for step, value in zip(steps, losses, strict=True))
    norm = abs(steps[0]["gradNorm"] / training["grad_norm"] - 1)
    return f"losses {loss:.1e}, gradient {norm:.1e} apart", loss <= TOLERANCE and norm <= TOLERANCE


def newer_form(model, folder):
    """The model with config.json as transformers 5 writes it."""
    place = folder / "newer"
    shutil.copytree(model, place)
    shutil.copy(place / "config_v5.json", place / "config.json")
    return place


def checks(model, folder):
    golden = json.loads((model / "golden.json").read_text())
    for name, own in golden.get("files", {}).items():
        yield f"generate {name}", continues(model / name, golden["prompts"], own["greedy"], folder)
    if "greedy" in golden:
        yield "generate", continues(model, golden["prompts"], golden["greedy"], folder)
    if (model / "config_v5.json").exists():
        yield "generate, newer config.json", continues(newer_form(model, folder), golden["prompts"], golden["greedy"], folder)
    if "training" in golden:
        yield "finetune", trains(model, golden["training"], write_examples(golden, folder), folder)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--fixtures", type=pathlib.Path, default=FIXTURES, help="a folder of them (default: those of the tests)")
    arguments.add_argument("--only", default="", help="folders whose names contain this")
    given = arguments.parse_args()
    failed = 0
    for golden in sorted(given.fixtures.glob("*/golden.json")):
        if given.only in golden.parent.name:
            with tempfile.TemporaryDirectory() as folder:
                for what, (result, good) in checks(golden.parent, pathlib.Path(folder)):
                    failed += not good
                    print(f"{golden.parent.name:14} {what:30} {result}{'' if good else '  WRONG'}", flush=True)
    print(f"{failed} of them wrong; losses and gradients may be {TOLERANCE:.0e} apart")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
