"""Whether the token ids that servers report of an answer (return_token_ids) are those that the model generated, the end token included.

    python answer_tokens.py --model DIR --server NAME=URL,MODEL [--server ...]

The method opd trains a student on these tokens. Each server gets the same chats, greedily, once with room for a whole answer and once cut
after four tokens. Needs transformers.
"""

import argparse
import json
import urllib.request

import transformers

QUESTIONS = ["Say yes.", "What is 2 + 3? Answer with the number only.", "Name a colour in one word."]
WHOLE = 200
CUT = 4


def post(url, body):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=600) as response:
        return json.load(response)


def answer(url, model, question, most):
    body = {"model": model, "messages": [{"role": "user", "content": question}], "max_tokens": most, "temperature": 0, "return_token_ids": True}
    reply = post(url + "/chat/completions", body)
    choice = reply["choices"][0]
    return choice["token_ids"], choice["finish_reason"], choice["message"]["content"], reply["usage"]["completion_tokens"]


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--model", required=True, help="a folder in Hugging Face's layout, with the servers' tokenizer")
    arguments.add_argument("--server", action="append", required=True, help="NAME=URL,MODEL; the URL ends with /v1")
    given = arguments.parse_args()
    tokenizer = transformers.AutoTokenizer.from_pretrained(given.model)
    failed = False
    for text in given.server:
        name, place = text.split("=", 1)
        url, model = place.rsplit(",", 1)
        for question in QUESTIONS:
            for most in (WHOLE, CUT):
                ids, reason, content, counted = answer(url, model, question, most)
                ends = ids[-1] == tokenizer.eos_token_id
                decoded = tokenizer.decode(ids, skip_special_tokens=True)
                right = ends == (reason == "stop") and decoded == content and counted == len(ids)
                failed |= not right
                print(f"{name:12} {reason:7} {len(ids):3} ids, {counted:3} counted, last {ids[-1]} ({tokenizer.convert_ids_to_tokens(ids[-1])}), "
                      f"text {'the same' if decoded == content else 'another'}: {'as expected' if right else 'OTHERWISE'}", flush=True)
        messages = [{"role": "user", "content": QUESTIONS[0]}]
        served = post(url.removesuffix("/v1") + "/tokenize", {"model": model, "messages": messages, "add_generation_prompt": True})["tokens"]
        expected = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=False)
        failed |= served != expected
        print(f"{name:12} /tokenize of a chat: {'as transformers' if served == expected else 'OTHERWISE'}", flush=True)
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
