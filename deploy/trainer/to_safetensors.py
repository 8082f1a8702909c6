"""Writes a model whose weights are Python pickles (pytorch_model.bin) as safetensors: to_safetensors.py MODEL FOLDER

MODEL is a folder, or hf:owner/name with an optional @revision. torch's safe loader reads the pickles (weights_only=True), which runs no
code of theirs. The packages are those of requirements.txt.
"""

import pathlib
import sys

import huggingface_hub

import finetune

PARTS = ["*.json", "*.txt", "*.model", "*.jinja", "pytorch_model*.bin"]


def downloaded(name):
    name, _, revision = name.partition("@")
    return pathlib.Path(huggingface_hub.snapshot_download(name, revision=revision or None, allow_patterns=PARTS))


def main(model, folder):
    base = downloaded(model.removeprefix("hf:")) if model.startswith("hf:") else pathlib.Path(model)
    if not list(base.glob("pytorch_model*.bin")):
        sys.exit(f"error: {model} has no pytorch_model.bin")
    target = pathlib.Path(folder)
    if target.exists():
        sys.exit(f"error: {target} exists")
    finetune.replace(target, lambda partial: finetune.write_safetensors(base, partial))
    print(f"wrote {target}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
