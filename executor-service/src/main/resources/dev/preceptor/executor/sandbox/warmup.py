"""Warms up the zygote: it judges a few built-in submissions in the zygote before the zygote serves requests.

Python initializes parts of a function on its first calls. After the warm-up, no child has to repeat this and copy the
memory pages that it changes.
"""

import builtins
import contextlib
import io
import linecache
import os
import socket
import sys

from harness import candidate, inside, judge, running, suite, wire
from harness.self_contained import is_self_contained
from harness.self_contained_script import SelfContainedScript

_ROUNDS = 12
# Each round of a runner runs several tests.
_ROUNDS_OF_RUNNERS = 6
_PROGRAM = "def f(n, m=None):\n    return [n, {'m': m}, (1.5, 'x')]\n"
_TESTS = ["assert f(1, [2]) == [1, {'m': [2]}, (1.5, 'x')]", "assert f(2)[0] == 3"]
_SCRIPT = "import sys\ninput = sys.stdin.readline\ndef main():\n    print(int(input()) + 1)\nmain()\n"
_CASES = """
import unittest
class WarmUp(unittest.TestCase):
    def setUp(self):
        self.n = 1
    def test_equal(self):
        self.assertEqual(f(self.n)[0], 1)
        with self.assertRaises(TypeError):
            f()
    def test_wrong(self):
        self.assertEqual(f(1), [2])
"""
_EXAMPLES = ">>> f(1)[0]\n1\n>>> f(2)\n0\n"
_DIRECT_TESTS = """
import pytest
@pytest.fixture
def one():
    yield 1
@pytest.fixture(params=[1])
def other(one, request):
    return request.param
@pytest.mark.parametrize("n, m", [(1, 1), pytest.param(2, 2, id="two")])
def test_number(other, n, m):
    assert f(n)[0] == m
@pytest.mark.xfail(raises=TypeError, reason="too few arguments")
def test_failing():
    f()
class TestRaising:
    def setup_method(self):
        self.wanted = TypeError
    def test_raise(self, monkeypatch):
        with pytest.raises(self.wanted, match="missing") as caught:
            f()
        assert caught.type is TypeError
    def test_print(self, capsys):
        print(f(1))
        assert capsys.readouterr().out
"""
_PYTEST_TESTS = """
import pytest
@pytest.fixture
def one():
    return 1
@pytest.mark.parametrize("n, m", [(1, 1), (2, 2)])
def test_number(one, n, m):
    assert f(n)[0] == m
class TestRaising:
    def test_raise(self, monkeypatch, request):
        assert request.getfixturevalue("one") == 1
        with pytest.raises(TypeError, match="missing"):
            f()
def test_wrong():
    assert f(1) == [2]
"""
_TESTS_OF = {"unittest": _CASES, "doctest": _EXAMPLES, "pytest": _DIRECT_TESTS, "session": _PYTEST_TESTS}
_CHECK = "def check(candidate):\n    assert candidate(1)[0] == 1\n    assert abs(candidate(2)[0] - 2) < 1e-6\n"


class _LocalConnection(judge.Connection):
    """A judge's connection to a candidate in the same process."""

    def __init__(self, ours, theirs):
        super().__init__(ours)
        self.candidate = candidate.Candidate()
        self.candidate.channel = theirs

    def loaded(self):
        request = {"setup": "import math", "code": _PROGRAM, "entryPoint": "f", "byInput": False, "isCutOff": False}
        wire.send(self.candidate.channel, self.candidate.load(request))
        return super().loaded()

    def _converse(self, request):
        wire.send(self.channel, request)
        self.candidate._answer(wire.receive(self.candidate.channel))
        return self._receive()


def warm_up():
    """Runs all warm-up rounds and restores the streams, the arguments and the loaded modules."""
    with _restored_process():
        for round_number in range(_ROUNDS):
            by_check = round_number % 2 == 0
            _judge_outside(_request(by_check, "auto"))
            _judge_inside(_request(by_check, "inside"))
            _run_script()


def warm_up_runners(names):
    """Runs tests with each of these test runners, which are loaded."""
    with _restored_process():
        for name in filter(running.is_available, names):
            for _ in range(_ROUNDS_OF_RUNNERS):
                _judge_inside(dict(_request(True, "auto"), check=None, tests=[{"test": _TESTS_OF[name], "public": False}]))
            if name == "session":
                running.start_session()


@contextlib.contextmanager
def _restored_process():
    """Restores the streams, the arguments and the loaded modules afterwards."""
    modules, kept, arguments = dict(sys.modules), (sys.stdout, sys.stderr), list(sys.argv)
    sys.stdout = sys.stderr = io.StringIO()
    yield
    sys.stdout, sys.stderr = kept
    sys.argv[:] = arguments
    for name in set(sys.modules) - set(modules):
        del sys.modules[name]
    sys.modules.update(modules)
    linecache.clearcache()


def _request(by_check, judging):
    request = {"setup": "import math", "entryPoint": "f", "tests": [], "check": None, "inputOutput": [], "judging": judging}
    request.update({"check": _CHECK} if by_check else {"tests": [{"test": text, "public": False} for text in _TESTS]})
    return request


def _judge_inside(request):
    """Runs tests inside the process of the program."""
    ours, theirs = socket.socketpair()
    loaded = candidate.Candidate()
    loaded.channel = theirs.fileno()
    loaded.load({"setup": "import math", "code": _PROGRAM, "entryPoint": "f", "byInput": False, "isCutOff": False})
    inside_request = dict(suite.Suite(request).request_to_run_inside(), mark="")
    inside.Inside(loaded, inside_request, vars(builtins)).run()
    ours.close()
    theirs.close()


def _run_script():
    """Runs a self-contained program on an input."""
    assert is_self_contained(_SCRIPT)
    script = SelfContainedScript([compile(_SCRIPT, candidate.PROGRAM, "exec")], candidate.describe)
    script.prepare(1 << 10)
    assert script.run("1\n")["printed"] == "2\n"


def _judge_outside(request):
    """Runs tests outside the process of the program, as a judge does."""
    ours, theirs = socket.socketpair()
    null_device = os.open(os.devnull, os.O_RDWR)
    judging = judge.Judge(ours.fileno(), null_device, null_device, lambda: suite.Suite(request))
    judging.connection = _LocalConnection(ours.fileno(), theirs.fileno())
    if judging.judge() != judge.FINISHED:
        raise RuntimeError("the warm-up failed")
    os.close(null_device)
    ours.close()
    theirs.close()
