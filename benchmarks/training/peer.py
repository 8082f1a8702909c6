"""One training by a peer, in a process of its own: transformers with all weights, or peft with LoRA adapters.

Prints one line of JSON: {"tokens", "seconds", "cpuSeconds", "peakBytes", "losses"}. The time is that of the steps; the peak is the
process's, from its start. Batches are padded to their longest example, and prompts are not scored, as with the trainers of
transformers and trl. Called by measure.py.
"""

import argparse
import json
import resource
import time

import torch
import transformers


def load(folder, lora):
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    model.train()
    if lora:
        import peft

        model = peft.get_peft_model(
            model,
            peft.LoraConfig(
                r=16, lora_alpha=32, lora_dropout=0.0, target_modules="all-linear", task_type="CAUSAL_LM"
            ),
        )
    return model


def batch(examples, pad):
    longest = max(len(e["promptIds"]) + len(e["completionIds"]) + 1 for e in examples)
    ids, labels, mask = [], [], []
    for e in examples:
        row = e["promptIds"] + e["completionIds"] + [pad]
        empty = longest - len(row)
        ids.append(row + [pad] * empty)
        labels.append([-100] * len(e["promptIds"]) + e["completionIds"] + [pad] + [-100] * empty)
        mask.append([1] * len(row) + [0] * empty)
    return {
        "input_ids": torch.tensor(ids),
        "labels": torch.tensor(labels),
        "attention_mask": torch.tensor(mask),
    }, sum(map(sum, mask))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--model", required=True)
    arguments.add_argument("--examples", required=True)
    arguments.add_argument("--end", type=int, required=True)
    arguments.add_argument("--batch-size", type=int, required=True)
    arguments.add_argument("--rate", type=float, required=True)
    arguments.add_argument("--lora", action="store_true")
    arguments.add_argument("--bfloat16", action="store_true", help="products in bfloat16 by autocast; weights stay float32")
    given = arguments.parse_args()

    with open(given.examples, encoding="utf-8") as file:
        examples = [json.loads(line) for line in file]
    torch.manual_seed(0)
    model = load(given.model, given.lora)
    optimizer = torch.optim.AdamW(
        [p for p in model.parameters() if p.requires_grad], lr=given.rate, weight_decay=0.0, fused=True
    )
    steps = [
        batch(examples[i : i + given.batch_size], given.end) for i in range(0, len(examples), given.batch_size)
    ]
    tokens, losses = 0, []
    started, cpu = time.perf_counter(), time.process_time()
    for inputs, count in steps:
        with torch.autocast("cpu", torch.bfloat16, enabled=given.bfloat16):
            loss = model(**inputs).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        tokens += count
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({
        "tokens": tokens, "seconds": seconds, "cpuSeconds": cpu_seconds, "peakBytes": peak, "losses": losses
    }))


if __name__ == "__main__":
    main()
