#!/usr/bin/env python3
"""Generation and training on one GPU beside transformers: the same random weights, tokens and card.

Speeds do not depend on what the weights are, so that a model of any shape is made here and nothing is fetched.
"""

import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TOKENIZER = ROOT / "language-model/src/test/resources/fixtures/llama"
OURS = "dev.preceptor.benchmarks.generation."
PROMPT, NEW = 150, 128

# Of their config.json on the Hugging Face hub.
SHAPES = {
    "SmolLM2-135M": {
        "model_type": "llama", "hidden_size": 576, "intermediate_size": 1536, "num_hidden_layers": 30,
        "num_attention_heads": 9, "num_key_value_heads": 3, "vocab_size": 49152, "rope_theta": 100000.0},
    "Qwen2.5-Coder-1.5B": {
        "model_type": "qwen2", "hidden_size": 1536, "intermediate_size": 8960, "num_hidden_layers": 28,
        "num_attention_heads": 12, "num_key_value_heads": 2, "vocab_size": 151936, "rope_theta": 1000000.0},
}


def make(shape, folder):
    """A model of random weights, in bfloat16, in Hugging Face's layout."""
    import torch
    import transformers

    torch.manual_seed(0)
    configuration = transformers.AutoConfig.for_model(
        **SHAPES[shape], max_position_embeddings=8192, tie_word_embeddings=True, bos_token_id=1, eos_token_id=2)
    with torch.device("cuda"):
        model = transformers.AutoModelForCausalLM.from_config(configuration, dtype=torch.bfloat16)
    model.cpu().save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        (folder / name).write_bytes((TOKENIZER / name).read_bytes())
    return folder


def ids(count, length, seed):
    source = random.Random(seed)
    return [[source.randrange(100, 40000) for _ in range(length)] for _ in range(count)]


def examples(count):
    source = random.Random(7)
    return [{"promptIds": ids(1, source.randrange(150, 350), i)[0], "completionIds": ids(1, source.randrange(80, 200), -i)[0]}
            for i in range(count)]


def run(command, job):
    done = subprocess.run(command, input=json.dumps(job), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        print(f"    ended with status {done.returncode}: ...{done.stderr[-1500:]}", flush=True)
        return None
    return json.loads(done.stdout.splitlines()[-1])


def generation(command, model, kind):
    """Tokens a second by row."""
    calls, rows = [], []
    for batch in (1, 16, 64):
        for repeat in range(3):
            for new in (1, NEW):
                # A first token of its own, so that no prompt is found in a cache.
                prompts = [[100 + len(calls)] + prompt[1:] for prompt in ids(batch, PROMPT, batch)]
                calls.append({"prompts": prompts, "newTokens": new, "samples": 1, "temperature": 0.0})
                rows.append((f"decode-{batch}", new))
    for repeat in range(3):
        prompts = [[100 + len(calls)] + prompt[1:] for prompt in ids(16, 512, 3)]
        calls.append({"prompts": prompts, "newTokens": 1, "samples": 1, "temperature": 0.0})
        rows.append(("prefill", 1))
    result = run(command, {"model": str(model), "computeType": kind, "slots": 64, "calls": calls, "texts": []})
    if result is None:
        return {}
    best = {}
    for row, taken in zip(rows, result["seconds"], strict=True):
        best[row] = min(taken, best.get(row, taken))
    speeds = {f"decode-{batch}": batch * (NEW - 1) / (best[(f"decode-{batch}", NEW)] - best[(f"decode-{batch}", 1)])
              for batch in (1, 16, 64)}
    return {**speeds, "prefill": 16 * 512 / best[("prefill", 1)]}


def training(command, model, kind, taught, given):
    job = {"model": str(model), "computeType": kind, "batchSize": 16, "microBatchTokens": given.micro_batch_tokens,
           "rate": 1e-5, "examples": taught}
    result = run(command, job)
    if result is None:
        return {}, []
    # Without the first step, in which kernels are chosen and memory is taken.
    ends, tokens = result["stepSeconds"], result["tokens"]
    return {"training": sum(tokens[1:]) / (ends[-1] - ends[0])}, result["losses"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shapes", default=",".join(SHAPES), help="separated by commas (default: all)")
    parser.add_argument("--types", default="float32,bfloat16", help="separated by commas (default: both)")
    parser.add_argument("--examples", type=int, default=160, help="examples that are trained on (default 160)")
    parser.add_argument("--micro-batch-tokens", type=int, default=2048, help="ours: tokens computed at once (default 2048)")
    parser.add_argument("--rows", default="training,generation", help="separated by commas (default: both)")
    parser.add_argument("--java", default="java", help="the java to run (default: that of PATH)")
    parser.add_argument("--classpath", help="libraries to use instead of those of the built command line")
    parser.add_argument("--json", type=pathlib.Path, help="write the results there too")
    given = parser.parse_args()
    libraries = given.classpath or str(ROOT / "cli/target/quarkus-app/lib/main/*")
    own = [given.java, "-Xmx4g", "-cp", f"{ROOT}/benchmarks/generation/target/classes:{libraries}"]
    peer = [sys.executable, str(HERE / "peer.py")]
    os.environ.update(TRANSFORMERS_VERBOSITY="error", HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false")
    import torch

    if not torch.cuda.is_available():
        sys.exit("no GPU is seen by torch here: nothing can be measured")
    print(f"{torch.cuda.get_device_name()}, torch {torch.__version__}, all in tokens a second", flush=True)
    taught, every = examples(given.examples), []
    for shape in given.shapes.split(","):
        with tempfile.TemporaryDirectory() as folder:
            model = make(shape, pathlib.Path(folder))
            for kind in given.types.upper().split(","):
                ours, theirs, our_losses, their_losses = {}, {}, [], []
                if "training" in given.rows:
                    ours, our_losses = training([*own, OURS + "TrainingBenchmark"], model, kind, taught, given)
                    theirs, their_losses = training(peer, model, kind, taught, given)
                if "generation" in given.rows:
                    ours |= generation([*own, OURS + "GenerationBenchmark"], model, kind)
                    theirs |= generation(peer, model, kind)
                for row in ours:
                    ratio = f"{ours[row] / theirs[row]:6.2f}x" if row in theirs else ""
                    print(f"{shape:20}{kind.lower():10}{row:10} preceptor {ours[row]:9.0f}   transformers "
                          f"{theirs.get(row, float('nan')):9.0f}{ratio}", flush=True)
                if our_losses and their_losses:
                    apart = max(abs(a - b) for a, b in zip(our_losses, their_losses, strict=True))
                    print(f"{shape:20}{kind.lower():10}losses from {our_losses[0]:.3f} to {our_losses[-1]:.3f}, at most {apart:.1e} "
                          "from transformers'", flush=True)
                every.append({"shape": shape, "type": kind, "preceptor": ours, "transformers": theirs})
                if given.json:
                    given.json.write_text(json.dumps(every, indent=2))


if __name__ == "__main__":
    main()
