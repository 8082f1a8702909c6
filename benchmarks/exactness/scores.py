"""How far the scores of servers are from transformers' on the same weights: prompt_logprobs of /v1/completions, in vLLM's form.

    python scores.py --model DIR --lessons FILE --server NAME=URL,MODEL [--server ...] [--count 8] [--width 20]

Sends the token ids of recorded refinements, with max_tokens 1 and temperature 0. Needs torch and transformers. transformers in
bfloat16 is compared, too: it shows what the type alone changes.
"""

import argparse
import json
import urllib.request

import torch
import transformers


def texts(path, count, tokenizer):
    with open(path, encoding="utf-8") as file:
        for line, _ in zip(file, range(count)):
            row = json.loads(line)
            yield tokenizer(row["instruction"] + "\n\n```python\n" + row["teacher_refinement"] + "\n```")["input_ids"][:400]


def scored(server, model, ids, width):
    """Each token's entry: {token id: log-probability}, without the first token's."""
    body = json.dumps({"model": model, "prompt": ids, "max_tokens": 1, "temperature": 0, "prompt_logprobs": width, "return_token_ids": True})
    request = urllib.request.Request(server + "/completions", body.encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=600) as response:
        choice = json.load(response)["choices"][0]
    entries = choice["prompt_logprobs"]
    if len(entries) != len(ids) or entries[0] is not None or choice["prompt_token_ids"] != ids:
        raise SystemExit(f"{server}: the response does not belong to the prompt")
    return [{int(token): entry["logprob"] for token, entry in place.items()} for place in entries[1:]]


def reference(model, ids):
    with torch.inference_mode():
        return torch.log_softmax(model(torch.tensor([ids])).logits[0].double(), -1)


def compare(entries, expected, ids, width):
    """Differences of all log-probabilities and of the text's own tokens, and how many of the likeliest tokens are the same."""
    all_apart, own_apart, same = [], [], 0
    for place, entry in enumerate(entries):
        row = expected[place]
        all_apart += [abs(value - row[token].item()) for token, value in entry.items()]
        own_apart.append(abs(entry[ids[place + 1]] - row[ids[place + 1]].item()))
        likeliest = sorted(entry, key=entry.get, reverse=True)[:width]
        same += len(set(likeliest) & set(row.topk(width).indices.tolist()))
    return all_apart, own_apart, same


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--model", required=True, help="a folder in Hugging Face's layout, with the servers' weights")
    arguments.add_argument("--lessons", required=True, help="a file of recorded lessons, see ../training/README.md")
    arguments.add_argument("--server", action="append", required=True, help="NAME=URL,MODEL; the URL ends with /v1")
    arguments.add_argument("--count", type=int, default=8, help="how many texts (default: 8)")
    arguments.add_argument("--width", type=int, default=20, help="likeliest tokens at each place (default: 20)")
    given = arguments.parse_args()
    tokenizer = transformers.AutoTokenizer.from_pretrained(given.model)
    every = list(texts(given.lessons, given.count, tokenizer))
    exact = [reference(transformers.AutoModelForCausalLM.from_pretrained(given.model, dtype=torch.float32).eval(), ids) for ids in every]
    rounded = transformers.AutoModelForCausalLM.from_pretrained(given.model, dtype=torch.bfloat16).eval()
    contenders = {}
    for text in given.server:
        name, place = text.split("=", 1)
        url, model = place.rsplit(",", 1)
        contenders[name] = [scored(url, model, ids, given.width) for ids in every]
    contenders["transformers bfloat16"] = [
        [dict(zip(best.indices.tolist() + [ids[place + 1]], best.values.tolist() + [row[ids[place + 1]].item()]))
         for place, row in enumerate(rows[:-1]) for best in [row.topk(given.width)]]
        for ids in every for rows in [reference(rounded, ids)]]
    print(f"{sum(len(ids) - 1 for ids in every)} tokens, {given.width} likeliest; differences from transformers float32, in nats")
    for name, results in contenders.items():
        apart, own, same = [], [], 0
        for entries, expected, ids in zip(results, exact, every):
            more, more_own, more_same = compare(entries, expected, ids, given.width)
            apart, own, same = apart + more, own + more_own, same + more_same
        print(f"{name:24} greatest {max(apart):.1e}, mean {sum(apart) / len(apart):.1e}; own tokens: greatest {max(own):.1e}, "
              f"mean {sum(own) / len(own):.1e}; {same / (len(own) * given.width):.2%} of the likeliest tokens the same", flush=True)


if __name__ == "__main__":
    main()
