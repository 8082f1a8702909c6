"""Warms up the zygote: it judges a few built-in submissions in the zygote before the zygote serves requests.

Python initializes parts of a function on its first calls. After the warm-up, no child has to repeat this and copy the
memory pages that it changes.
"""

import builtins
import io
import linecache
import os
import socket
import sys

from harness import candidate, inside, judge, suite, wire
from harness.self_contained import is_self_contained
from harness.self_contained_script import SelfContainedScript

_ROUNDS = 12
_PROGRAM = "def f(n, m=None):\n    return [n, {'m': m}, (1.5, 'x')]\n"
_TESTS = ["assert f(1, [2]) == [1, {'m': [2]}, (1.5, 'x')]", "assert f(2)[0] == 3"]
_SCRIPT = "import sys\ninput = sys.stdin.readline\ndef main():\n    print(int(input()) + 1)\nmain()\n"
_CHECK = "def check(candidate):\n    assert candidate(1)[0] == 1\n    assert abs(candidate(2)[0] - 2) < 1e-6\n"


class _Rehearsal(judge.Connection):
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


def rehearse():
    """Runs all warm-up rounds and restores the streams, the arguments and the loaded modules."""
    modules, kept, arguments = dict(sys.modules), (sys.stdout, sys.stderr), list(sys.argv)
    for round_number in range(_ROUNDS):
        _rehearse_once(round_number % 2 == 0)
        _rehearse_inside(round_number % 2 == 0)
        _rehearse_script()
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


def _rehearse_inside(by_check):
    """Runs tests inside the process of the program."""
    ours, theirs = socket.socketpair()
    rehearsed = candidate.Candidate()
    rehearsed.channel = theirs.fileno()
    rehearsed.load({"setup": "import math", "code": _PROGRAM, "entryPoint": "f", "byInput": False, "isCutOff": False})
    request = dict(suite.Suite(_request(by_check, "inside")).request_to_run_inside(), mark="")
    sys.stdout = sys.stderr = io.StringIO()
    inside.Inside(rehearsed, request, vars(builtins)).run()
    ours.close()
    theirs.close()


def _rehearse_script():
    """Runs a self-contained program on an input."""
    assert is_self_contained(_SCRIPT)
    script = SelfContainedScript([compile(_SCRIPT, candidate.PROGRAM, "exec")], candidate.describe)
    script.prepare(1 << 10)
    assert script.run("1\n")["printed"] == "2\n"


def _rehearse_once(by_check):
    """Runs tests outside the process of the program, as a judge does."""
    ours, theirs = socket.socketpair()
    nowhere = os.open(os.devnull, os.O_RDWR)
    request = _request(by_check, "auto")
    sys.stdout = sys.stderr = io.StringIO()
    rehearsed = judge.Judge(ours.fileno(), nowhere, nowhere, lambda: suite.Suite(request))
    rehearsed.connection = _Rehearsal(ours.fileno(), theirs.fileno())
    if rehearsed.judge() != judge.FINISHED:
        raise RuntimeError("the rehearsal failed")
    os.close(nowhere)
    ours.close()
    theirs.close()
