"""Programs with tests as other people write them, of programs/*.txt: each right, and with a change that makes it wrong.

An entry begins with `=== NAME FORM`; the form is statements, pytest, unittest, doctest or stdin. The program comes first, then its tests after
`--- tests`, or one input and its output after `--- input` and `--- output`. After `--- wrong` come the text to replace, `=>`, and the
replacement.
"""

import pathlib
import re

import forms

FOLDER = pathlib.Path(__file__).with_name("programs")
_PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:asyncio", "test_it.py")
_RUN_EXAMPLES = "import doctest, sys\nsys.exit(bool(doctest.testfile('examples.txt', False, globs=globals()).failed))\n"


def submissions():
    """The submissions of all entries, in the order of the files."""
    made = []
    for file in sorted(FOLDER.glob("*.txt")):
        for entry in re.split(r"(?m)^=== ", file.read_text(encoding="utf-8"))[1:]:
            made += _of_entry(entry)
    return made


def _of_entry(entry):
    head, body = entry.split("\n", 1)
    name, form = head.split()
    body, change = body.split("--- wrong\n")
    before, after = change.split("=>\n", 1)
    program, tests = re.split(r"(?m)^--- (?:tests|input)\n", body)
    before, after = before.rstrip("\n"), after.rstrip("\n")
    if program.count(before) == 0:
        raise ValueError("%s: the text to replace is not in the program" % name)
    task = {"id": "written/%s" % name, "prompt": "Write it.", "promptKind": "instruction"}
    if form != "stdin":
        task["entryPoint"] = _last_definition(name, program)
    return [_submission(task, form, code, tests) for code in (program, program.replace(before, after))]


def _last_definition(name, program):
    defined = re.findall(r"(?m)^(?:async )?(?:def|class) (\w+)", program) or re.findall(r"(?m)^(\w+) *=", program)
    if not defined:
        raise ValueError("%s: the program defines nothing" % name)
    return defined[-1]


def _submission(task, form, code, tests):
    if form == "stdin":
        given, expected = tests.split("--- output\n")
        task["inputOutput"] = [{"input": given, "output": expected}]
        return forms.Submission("written", task, code, {"program.py": code}, ("program.py",), ((given, expected),))
    if form == "doctest":
        text = tests if tests.startswith(">>>") else '"""\n%s\n"""' % tests.replace("\\", "\\\\")
        files = {"script.py": code + "\n" + _RUN_EXAMPLES, "examples.txt": tests}
        return forms.Submission("written", dict(task, tests=[text]), code, files, ("script.py",))
    command = {"statements": ("test_it.py",), "pytest": _PYTEST, "unittest": ("-m", "unittest", "-q", "test_it")}[form]
    return forms.Submission("written", dict(task, tests=[tests]), code, {"test_it.py": code + "\n" + tests}, command)
