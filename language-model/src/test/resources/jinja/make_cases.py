"""Renders cases.txt's templates with Jinja2 as transformers does, into cases.json: what our own renderer must give.

Run with Jinja2 3.1 and transformers 5 installed: python make_cases.py
"""

import json
import pathlib

from transformers.utils.chat_template_utils import _compile_jinja_template

FOLDER = pathlib.Path(__file__).parent
VARIABLES = {
    "text": "abcdef",
    "padded": "  \n two words \t",
    "lines": "one\ntwo\n\nthree",
    "number": 7,
    "half": 0.5,
    "yes": True,
    "no": False,
    "nothing": None,
    "items": ["x", "y", "z"],
    "numbers": [3, 1, 2],
    "empty": [],
    "map": {"b": 2, "a": "one"},
    "quotes": "it's \"so\" \\ here",
    "messages": [
        {"role": "system", "content": " Be brief. "},
        {"role": "user", "content": "Hello {{ x }} {% if %}\n  there"},
        {"role": "assistant", "content": "<think>\nhm\n</think>\n\nHi"},
        {"role": "user", "content": "Bye"},
    ],
    "bos_token": "<s>",
    "eos_token": "</s>",
    "add_generation_prompt": True,
}

cases = []
for template in (FOLDER / "cases.txt").read_text().split("\n====\n"):
    try:
        case = {"template": template, "output": _compile_jinja_template(template).render(**VARIABLES)}
    except Exception as error:  # any failure of the template's is a result here
        case = {"template": template, "fails": str(error)}
    cases.append(case)
result = {"variables": VARIABLES, "cases": cases}
(FOLDER / "cases.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
