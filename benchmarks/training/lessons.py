"""The examples that training is measured on: real lessons of real lengths, as tokens, the same for all."""

import json
import pathlib


def read(path, count, tokenizer):
    """The first so many lessons, each the ids of a prompt and of its completion without the end token."""
    lessons = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            prompt = (
                f"<|im_start|>user\n{row['instruction']}\n\n```python\n{row['attempt']}\n```\n\n{row['error']}"
                "<|im_end|>\n<|im_start|>assistant\n"
            )
            completion = f"```python\n{row['teacher_refinement'].rstrip()}\n```"
            lessons.append({"promptIds": ids(tokenizer, prompt), "completionIds": ids(tokenizer, completion)})
            if len(lessons) == count:
                break
    return lessons


def ids(tokenizer, text):
    return tokenizer.encode(text, add_special_tokens=False).ids


def write(lessons, path):
    pathlib.Path(path).write_text("".join(json.dumps(lesson) + "\n" for lesson in lessons), encoding="utf-8")
