"""Renders chat templates with jinja2 as transformers sets it up, for the tests of the tokenizer's own Jinja.

    pip install jinja2 transformers
    python chat_templates.py [--folder DIR]

The folder's *.jinja files are written after the documented form of each family's prompts. expected.json has, for each template and each
conversation, the text, or that the template refuses it. Null values of a conversation are not defined.
"""

import argparse
import datetime
import json
import pathlib

from transformers.utils.chat_template_utils import _compile_jinja_template

from golden import FIXTURES

DATE = datetime.date(2026, 3, 7)
TOOLS = [
    {"type": "function", "function": {"name": "look_up", "description": " Finds <a> & 'b' \u00fc. ", "parameters": {
        "type": "object", "properties": {"word": {"type": "string"}, "limits": {"type": "array", "items": {"type": "integer"}},
                                         "kind": {"enum": ["x", "y"]}}, "required": ["word"]}}},
    {"type": "function", "function": {"name": "now", "description": "Tells the time.", "strict": True, "ratio": 0.5, "parameters": {
        "type": "object", "properties": {}}}},
]
USER = {"role": "user", "content": "Write f(n): n * 2."}
CODE = {"role": "user", "content": "  \n\tdef f(n):\n\t    return '{{ n }}' # \u00fc \U0001f642 \"quoted\" <b>\n\n"}
SYSTEM = {"role": "system", "content": " Be brief.\n"}
ANSWER = {"role": "assistant", "content": "<think>\nhm\n</think>\n\n```python\ndef f(n):\n    return n * 2\n```\n"}
CONVERSATIONS = [
    {"messages": [USER], "add_generation_prompt": True},
    {"messages": [SYSTEM, USER], "add_generation_prompt": True},
    {"messages": [USER, ANSWER, CODE], "add_generation_prompt": True},
    {"messages": [SYSTEM, CODE, ANSWER], "add_generation_prompt": False},
    {"messages": [USER, ANSWER], "add_generation_prompt": False},
    {"messages": [USER, USER], "add_generation_prompt": True},
    {"messages": [SYSTEM, USER, ANSWER, CODE], "add_generation_prompt": True, "enable_thinking": False, "thinking": True,
     "controls": {"length": "short"}, "reasoning_effort": "low"},
    {"messages": [SYSTEM, CODE], "add_generation_prompt": True, "tools": TOOLS},
    {"messages": [USER], "add_generation_prompt": True, "tools": TOOLS, "date_string": "1 Jan 2020",
     "documents": [{"title": "B", "text": "x"}, {"text": "y", "number": 3}]},
]
TOKENS = {"bos_token": "<s>", "eos_token": "</s>"}


def render(template, conversation):
    variables = {"tools": None, "documents": None, **TOKENS, **conversation, "strftime_now": DATE.strftime}
    try:
        return template.render(**variables)
    except Exception as problem:  # a template may refuse in any way
        return {"refused": type(problem).__name__}


def make(folder):
    expected = {}
    for file in sorted(folder.glob("*.jinja")):
        template = _compile_jinja_template(file.read_text())
        expected[file.stem] = [render(template, conversation) for conversation in CONVERSATIONS]
    values = {"date": DATE.isoformat(), "tokens": TOKENS, "conversations": CONVERSATIONS, "expected": expected}
    (folder / "expected.json").write_text(json.dumps(values, indent=1) + "\n")
    texts = [text for row in expected.values() for text in row]
    print(f"{len(expected)} templates, {len(texts)} texts, of which {sum(isinstance(text, dict) for text in texts)} are refusals")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--folder", type=pathlib.Path, default=FIXTURES.parent / "chat-templates")
    make(arguments.parse_args().folder)
