#!/usr/bin/env python3
"""Measures generation beside transformers, ctranslate2, llama.cpp and vLLM: same weights, same prompts, same cores.

Each engine runs in a process of its own, one after the other. A peer that this interpreter cannot import is named and left out.
"""

import argparse
import importlib.util
import json
import multiprocessing
import os
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import machine
import prepare
from ours import ROOT, Preceptor

PARAMETERS = 134.5e6
PROMPT, NEW = 150, 128
QUIET = 0.05

# Each maker is called in the engine's own process: (folder, sequences at the same time, tokens of each).
PEERS = {
    "transformers float32": ("transformers", lambda p, f, n, c: p.Transformers(prepare.huggingface(f), "float32")),
    "transformers bfloat16": ("transformers", lambda p, f, n, c: p.Transformers(prepare.huggingface(f), "bfloat16")),
    "ctranslate2 int8, 2 x 1 thread": ("ctranslate2", lambda p, f, n, c: p.Ctranslate2(prepare.ctranslate2(f), 2, 1)),
    "ctranslate2 int8, 1 x 2 threads": ("ctranslate2", lambda p, f, n, c: p.Ctranslate2(prepare.ctranslate2(f), 1, 2)),
    "vLLM bfloat16": ("vllm", lambda p, f, n, c: p.Vllm(prepare.huggingface(f), n, c)),
    "llama.cpp Q4_1": ("llama_cpp", lambda p, f, n, c: p.LlamaCpp(prepare.gguf(f), n, c)),
}
OURS = ("FLOAT32", "HALF", "INT8", "BFLOAT16")


def random_prompts(count, length):
    source = random.Random(20231206)
    return [[source.randrange(100, 40000) for _ in range(length)] for _ in range(count)]


def decode(engine, ours, folder, classpath, batch):
    """Tokens a second after the first: two calls, of 1 and of 128 new tokens; the difference is the decoding."""
    prompts = random_prompts(batch, PROMPT)
    repeats = 2 if batch > 16 else 3
    if ours:
        calls = [(prompts, new, 1, 0.0) for _ in range(repeats) for new in (1, NEW)]
        # Repeats must not find their prompts in the cache: so each begins with a token of its own.
        calls = [([[100 + i] + p[1:] for p in call[0]], *call[1:]) for i, call in enumerate(calls)]
        model = Preceptor(prepare.gguf(folder), ours, batch, classpath)
        seconds = model.measure(calls)["seconds"]
    else:
        model = make(engine, folder, batch, PROMPT + NEW)
        seconds = [machine.timed(lambda: model.complete(prompts, new)) for _ in range(repeats) for new in (1, NEW)]
    return batch * (NEW - 1) / (min(seconds[1::2]) - min(seconds[0::2]))


def prefill(engine, ours, folder, classpath):
    """Prompt tokens a second, 4 prompts of 512."""
    prompts = random_prompts(4, 512)
    if ours:
        calls = [([[100 + i] + p[1:] for p in prompts], 1, 1, 0.0) for i in range(4)]
        return 4 * 512 / min(Preceptor(prepare.gguf(folder), ours, 4, classpath).measure(calls)["seconds"])
    model = make(engine, folder, 4, 513)
    return 4 * 512 / min(machine.timed(lambda: model.prefill(prompts)) for _ in range(4))


def score(ours, folder, classpath, first):
    """Tokens a second of texts that are scored with the 20 likeliest tokens at each place: 4 texts of 512."""
    texts = random_prompts(4, 512)
    seconds = Preceptor(prepare.gguf(folder), ours, 4, classpath).measure(scores=[(texts, first, 20)] * 4)["scoreSeconds"]
    return 4 * 512 / min(seconds)


def humaneval(engine, ours, folder, classpath, data, tasks):
    """Generated tokens a second: 8 samples of each prompt at temperature 0.8, up to 256 tokens or the end token."""
    prompts = humaneval_prompts(folder, data, tasks)
    if ours:
        result = Preceptor(prepare.gguf(folder), ours, 64, classpath).measure([(prompts, 256, 8, 0.8)])
        return result["tokens"][0] / result["seconds"][0]
    model = make(engine, folder, 64, 1024)
    tokens = []
    seconds = machine.timed(lambda: tokens.append(model.complete(prompts, 256, 8, 0.8, batch=32)))
    return tokens[0] / seconds


def humaneval_prompts(folder, data, tasks):
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(prepare.huggingface(folder))
    lines = (data / "HumanEval.jsonl").read_text().splitlines()[:tasks]
    ask = "Complete this Python function.\n```python\n{}```"
    chat = lambda text: tokenizer.apply_chat_template(
        [{"role": "user", "content": ask.format(text)}], add_generation_prompt=True, return_dict=False)
    return [list(chat(json.loads(line)["prompt"])) for line in lines]


def first_token(ours, folder, classpath, model):
    source = prepare.gguf(folder) if model == "gguf" else prepare.huggingface(folder)
    return Preceptor(source, ours, 1, classpath).measure()["firstTokenSeconds"]


def perplexity(engine, ours, folder, classpath, data, texts):
    """e to the mean loss over recorded refinements."""
    import math

    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(prepare.huggingface(folder))
    lines = (data / "persd-recorded-lessons.jsonl").read_text().splitlines()[:texts]
    ids = [tokenizer(json.loads(line)["teacher_refinement"])["input_ids"][:256] for line in lines]
    if ours:
        return math.exp(Preceptor(prepare.gguf(folder), ours, 1, classpath).measure(texts=ids)["loss"])
    import torch

    model = make(engine, folder, 1, 256).model
    with torch.inference_mode():
        losses = [(model(torch.tensor([i]), labels=torch.tensor([i])).loss.item(), len(i) - 1) for i in ids]
    return math.exp(sum(loss * n for loss, n in losses) / sum(n for _, n in losses))


def make(engine, folder, sequences, capacity):
    import peers

    return PEERS[engine][1](peers, folder, sequences, capacity)


def rows(options):
    """Name, unit, what it measures of an engine, which peers, the floor that the machine sets."""
    everyone = list(PEERS)
    torch_only = [p for p in PEERS if p.startswith("transformers")]
    # The weights are read once a step, or multiplied once a token: whichever takes longer.
    floor = lambda kind, size, batch: lambda p: batch / max(
        PARAMETERS * size / p["memory"] / 1e9, batch * 2 * PARAMETERS / p[kind] / 1e9)
    common = (options.folder, options.classpath)
    for batch in (1, 16, 64):
        yield (f"decode-{batch}", "tok/s", lambda e, o, b=batch: decode(e, o, *common, b), everyone,
               {"FLOAT32": floor("float32", 4, batch), "BFLOAT16": floor("bfloat16", 2, batch)})
    # Without the embedding, which prefill does not multiply by.
    peak = lambda kind: lambda p: p[kind] * 1e9 / (2 * (PARAMETERS - 28.3e6))
    yield ("prefill", "tok/s", lambda e, o: prefill(e, o, *common), everyone,
           {"FLOAT32": peak("float32"), "BFLOAT16": peak("bfloat16")})
    yield ("score", "tok/s", lambda e, o: score(o, *common, 1), [], {})
    yield ("score-last-150", "tok/s", lambda e, o: score(o, *common, 512 - 150), [], {})
    yield ("humaneval", "tok/s", lambda e, o: humaneval(e, o, *common, options.data, options.tasks), everyone[:-1], {})
    for kind in ("safetensors", "gguf"):
        yield (f"first-token-{kind}", "s", lambda e, o, k=kind: first_token(o, *common, k), [], {})
    yield ("perplexity", "", lambda e, o: perplexity(e, o, *common, options.data, options.texts), torch_only[:1], {})


def measure_apart(options, row, engine, ours):
    """In a process of its own, so that its memory and threads are gone afterwards."""
    with machine.Watch() as watch:
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
            value = process.submit(measure_here, options, row, engine, ours).result()
    return {"row": row, "engine": engine or f"preceptor {ours.lower()}", "value": value,
            "othersShare": round(watch.others, 3), "seconds": round(watch.seconds, 1)}


def measure_here(options, row, engine, ours):
    return next(measure for name, _, measure, _, _ in rows(options) if name == row)(engine, ours)


def show(result, mine, unit, floors, machine_peak):
    value = result["value"]
    if value is None:
        return
    decimals = 4 if not unit else 2 if value < 20 else 0
    text = f"  {result['engine']:34}{value:9.{decimals}f} {unit}"
    if not result["engine"].startswith("preceptor") and unit == "tok/s":
        text += "   ours: " + ", ".join(f"{m / value:.2f}x" for m in mine)
    floor = floors.get(result["engine"].removeprefix("preceptor ").upper())
    if floor:
        text += f"   {value / floor(machine_peak):.2f} of the machine's {floor(machine_peak):.0f}"
    if result["othersShare"] > QUIET:
        text += f"   NOT QUIET: others used {result['othersShare']:.0%} of the cores"
    print(text, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", help="only these, separated by commas", default="all")
    parser.add_argument("--engines", help="only peers whose name contains one of these; 'ours' for none", default="")
    parser.add_argument("--types", default=",".join(OURS).lower(), help="ours, separated by commas (default: all)")
    parser.add_argument("--tasks", type=int, default=8, help="HumanEval prompts; 164 for all of them (default 8)")
    parser.add_argument("--texts", type=int, default=100, help="texts of the perplexity (default 100)")
    parser.add_argument("--data", type=Path, default=ROOT / "../shared/data", help="folder of HumanEval.jsonl and the lessons")
    parser.add_argument("--folder", type=Path, default=prepare.cache_folder(), help="where the models are kept")
    parser.add_argument("--classpath", help="libraries to use instead of those of the built command line")
    parser.add_argument("--json", type=Path, help="write the results there too")
    options = parser.parse_args()
    os.environ.update(HF_HUB_DISABLE_PROGRESS_BARS="1", TRANSFORMERS_VERBOSITY="error", TOKENIZERS_PARALLELISM="false")

    chosen = [r for r in rows(options) if options.rows == "all" or r[0] in options.rows.split(",")]
    if not chosen:
        parser.error("no such row; there are " + ", ".join(r[0] for r in rows(options)))
    missing = sorted({module for module, _ in PEERS.values() if not importlib.util.find_spec(module)})
    for module in missing:
        print(f"{module} is not installed here and is left out", file=sys.stderr)
    prepare.huggingface(options.folder)
    if "ctranslate2" not in missing:
        prepare.ctranslate2(options.folder)
    with machine.Watch() as idle:
        time.sleep(1)
    if idle.others > QUIET:
        print(f"this machine is not quiet: others use {idle.others:.0%} of its cores", file=sys.stderr)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        peak = process.submit(machine.probe).result()
    print(f"matrix products: float32 {peak['float32']:.0f} GFLOP/s, bfloat16 {peak['bfloat16']:.0f}; "
          f"memory {peak['memory']:.0f} GB/s", flush=True)
    types = [o for o in OURS if o in options.types.upper().split(",")]
    if "BFLOAT16" in types and peak["bfloat16"] < peak["float32"]:
        types.remove("BFLOAT16")
        print("preceptor bfloat16 is left out: this machine multiplies it more slowly than float32")
    every = []
    for name, unit, _, peers, floors in chosen:
        print(name, flush=True)
        wanted = [p for p in peers if PEERS[p][0] not in missing
                  and (not options.engines or any(e in p for e in options.engines.split(",")))]
        mine = []
        for engine, ours in [(None, o) for o in types] + [(p, None) for p in wanted]:
            result = measure_apart(options, name, engine, ours)
            if ours:
                mine.append(result["value"])
            show(result, mine, unit, floors, peak)
            every.append(result)
            if options.json:
                options.json.write_text(json.dumps({"machine": peak, "results": every}, indent=2))


if __name__ == "__main__":
    main()
