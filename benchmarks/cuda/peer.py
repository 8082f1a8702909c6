"""transformers on the GPU: reads one job as JSON from standard input, writes its times as JSON to standard output.

The jobs are those of Preceptor's GenerationBenchmark ("calls") and TrainingBenchmark ("examples").
"""

import json
import sys
import time

import torch
import transformers

END_TOKEN = 2


def seconds(work):
    torch.cuda.synchronize()
    start = time.perf_counter()
    work()
    torch.cuda.synchronize()
    return time.perf_counter() - start


def generate(model, call):
    ids = torch.tensor(call["prompts"], device="cuda")
    with torch.inference_mode():
        if call["newTokens"] == 1:
            model(ids, logits_to_keep=1).logits.argmax(-1).tolist()
            return
        model.generate(ids, attention_mask=torch.ones_like(ids), do_sample=False, pad_token_id=END_TOKEN,
                       min_new_tokens=call["newTokens"], max_new_tokens=call["newTokens"])


def padded(examples):
    longest = max(len(e["promptIds"]) + len(e["completionIds"]) for e in examples)
    ids, labels, mask = [], [], []
    for e in examples:
        row = e["promptIds"] + e["completionIds"]
        empty = [0] * (longest - len(row))
        ids.append(row + empty)
        mask.append([1] * len(row) + empty)
        labels.append([-100] * len(e["promptIds"]) + e["completionIds"] + [-100] * len(empty))
    return {name: torch.tensor(rows, device="cuda")
            for name, rows in (("input_ids", ids), ("labels", labels), ("attention_mask", mask))}


def train(model, job, half):
    """Weights stay float32; with half, products are of bfloat16, as in mixed precision."""
    model.train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=job["rate"], weight_decay=0.0, fused=True)
    size = job["batchSize"]
    steps = [job["examples"][i:i + size] for i in range(0, len(job["examples"]), size)]
    ends, losses = [], []
    start = time.perf_counter()
    for step in steps:
        with torch.autocast("cuda", torch.bfloat16, enabled=half):
            loss = model(**padded(step)).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        ends.append(time.perf_counter() - start)
    tokens = [sum(len(e["promptIds"]) + len(e["completionIds"]) for e in step) for step in steps]
    return {"stepSeconds": ends, "tokens": tokens, "losses": losses}


def main():
    job = json.load(sys.stdin)
    half = job["computeType"] == "BFLOAT16"
    kept = torch.bfloat16 if half and "calls" in job else torch.float32
    model = transformers.AutoModelForCausalLM.from_pretrained(job["model"], dtype=kept).cuda().eval()
    if "calls" in job:
        generate(model, {"prompts": [[1, 2, 3]], "newTokens": 2})
        result = {"seconds": [seconds(lambda: generate(model, call)) for call in job["calls"]]}
    else:
        result = train(model, job, half)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
