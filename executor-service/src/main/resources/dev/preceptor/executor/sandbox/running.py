"""Runs tests that their text defines but does not call, with unittest, doctest or pytest.

Each runner is imported when the first tests arrive that need it; pytest only if it is installed.
"""

import re
import sys
import warnings

from harness.guarding import Guard
from harness.pytest_fixtures import PytestFixtures
from harness.pytest_session import PytestSession
from harness.report import TaskAtFault

NO_PYTEST = "the tests need pytest: install pytest in the executor's Python (EXECUTOR_PYTHON)"
# The runners, the first three in the order of their bits in the zygote's header. "pytest" is its functions and fixtures,
# "session" a session that runs tests.
RUNNERS = ("unittest", "doctest", "pytest", "session")
# For each module that tests import, the packages that run such tests.
GUARDED = {
    "unittest": ("unittest",),
    "mock": ("unittest",),
    "doctest": ("doctest", "unittest"),
    "pytest": ("unittest", "doctest", "pytest", "_pytest", "pluggy"),
}


_MENTIONS_LOG = re.compile("logging|caplog")


class _Runners:
    """The imported test runners."""

    unittest = doctest = fixtures = session = None
    problem = NO_PYTEST

    def __init__(self):
        self.loaded = set()
        self.guards = {}


_runners = _Runners()


def load(names):
    """Imports these test runners, and guards their modules. Runners that are loaded already are skipped."""
    missing = [name for name in names if name not in _runners.loaded]
    for name in missing:
        _LOADERS[name]()
        _runners.loaded.add(name)
    if missing:
        found = [name for name in list(sys.modules) if name.split(".")[0] in GUARDED["pytest"]]
        found = [name for name in found if name not in _runners.guards]
        _runners.guards.update((name, Guard(name)) for name in found)


def _load_unittest():
    import unittest
    import unittest.mock

    _runners.unittest = unittest
    _runners.result = _result_class()


def _load_doctest():
    import doctest

    _runners.doctest = doctest
    _runners.examples = _examples_class()


def _load_pytest():
    try:
        _runners.fixtures = PytestFixtures()
    except Exception as e:
        _runners.problem = _problem(e)


def _load_session():
    try:
        _runners.session = PytestSession()
    except Exception as e:
        _runners.problem = _problem(e)


def _problem(error):
    return NO_PYTEST if isinstance(error, ImportError) else "%s; the one that is installed fails: %s" % (NO_PYTEST, error)


_LOADERS = {"unittest": _load_unittest, "doctest": _load_doctest, "pytest": _load_pytest, "session": _load_session}


def is_available(name):
    """Whether the runner, which is loaded, is installed and works."""
    return {"pytest": _runners.fixtures, "session": _runners.session}.get(name, name) is not None


def start_session():
    """Starts a new pytest session, in place of one that has run tests."""
    if _runners.session is not None:
        _runners.session = PytestSession()


def restore(packages):
    """Undoes a program's changes to the packages."""
    for guard in _runners.guards.values():
        if guard.name.split(".")[0] in packages:
            guard.restore()


def run_cases(inside, kinds, load_tests):
    """Runs classes that extend unittest.TestCase, or what load_tests, a function of unittest's protocol, makes of them.

    load_tests is None if the tests do not define it.
    """
    load(["unittest"])
    result = _runners.result(inside)
    if load_tests is None and all(map(_has_no_class_fixtures, kinds)) and "setUpModule" not in inside.names and "tearDownModule" not in inside.names:
        # Without the loader and the suite, a child process touches fewer memory pages.
        cases = [(kind, name) for kind in kinds for name in _test_names(kind)]
        error = inside.watched(lambda: _with_warnings(lambda: [kind(name).run(result) for kind, name in cases]))
    else:
        error = inside.watched(lambda: _with_warnings(lambda: _suite(kinds, load_tests).run(result)))
    if error is not None:
        inside.tell_error("unittest", error)


def _suite(kinds, load_tests):
    loader = _runners.unittest.defaultTestLoader
    found = loader.suiteClass([loader.loadTestsFromTestCase(kind) for kind in kinds])
    return found if load_tests is None else load_tests(loader, found, None)


def _with_warnings(run):
    """Runs tests with the warnings that unittest shows, also those that Python hides."""
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        run()


def _has_no_class_fixtures(kind):
    plain = _runners.unittest.TestCase
    own = [getattr(getattr(kind, name), "__func__", None) for name in ("setUpClass", "tearDownClass")]
    return own == [plain.setUpClass.__func__, plain.tearDownClass.__func__]


def _test_names(kind):
    """The names of the test methods, in the order in which unittest runs them."""
    names = sorted(name for name in dir(kind) if name.startswith("test") and callable(getattr(kind, name)))
    return names or (["runTest"] if hasattr(kind, "runTest") else [])


def run_examples(inside, text):
    """Runs a doctest; each of its examples is a case."""
    load(["doctest"])
    test = _runners.doctest.DocTestParser().get_doctest(text, inside.names, "doctest", None, 0)
    runner = _runners.examples(inside)
    error = inside.watched(lambda: runner.run(test, out=lambda text: None, clear_globs=False))
    if error is not None:
        inside.tell_error("doctest", error)


def run_by_pytest(inside, waiting):
    """Runs modules whose tests need pytest, see PytestSession.run."""
    load(["session"])
    if _runners.session is None:
        raise TaskAtFault(_runners.problem)
    _runners.session.run(inside, waiting)


def log_of_tests(inside):
    """Returns a function that makes the PytestLog of a test; None if tests and program mention no log, or pytest is not loaded."""
    tests, program = inside.texts()
    if "caplog" in tests:
        load(["pytest"])
    is_captured = _runners.fixtures is not None and _MENTIONS_LOG.search(tests + program)
    return _runners.fixtures.new_log if is_captured else None


def make_fixture(name, ends, test):
    """Makes a fixture of pytest itself, see PytestFixtures.make."""
    load(["pytest"])
    if _runners.fixtures is None:
        raise TaskAtFault(_runners.problem)
    return _runners.fixtures.make(name, ends, test)


def _result_class():
    """Defines a unittest result class that reports to Inside. unittest is only imported on first use."""
    class Result(_runners.unittest.TestResult):
        """Reports each test and each failed subtest."""

        def __init__(self, inside):
            super().__init__()
            self.inside = inside
            self.failed_parts = False

        def startTest(self, test):
            super().startTest(test)
            self.failed_parts = False
            self.inside.inspector.forget()

        def addSuccess(self, test):
            if not self.failed_parts:
                self.inside.tell(_name(test), True, {})

        def addFailure(self, test, error):
            self.inside.tell_error(_name(test), error[1])

        addError = addFailure

        def addSubTest(self, test, subtest, error):
            if error is not None:
                self.failed_parts = True
                self.inside.tell_error(_name(subtest), error[1])

        def addSkip(self, test, reason):
            # unittest calls this while it handles the exception. A program that skips its own test has failed it.
            error = sys.exc_info()[1]
            if error is not None and self.inside.has_raised(error):
                self.inside.tell_error(_name(test), error)
            elif sys.version_info < (3, 11) and "SkipTest" in self.inside.candidate.text:
                # Before Python 3.11, the exception is no longer available here.
                self.inside.tell(_name(test), False, {"error": "SkipTest: " + reason})

        def addExpectedFailure(self, test, error):
            self.inside.tell(_name(test), True, {})

        def addUnexpectedSuccess(self, test):
            self.inside.tell(_name(test), False, {"error": "passed, but was expected to fail"})

    return Result


def _name(test):
    """The name of a test without its module."""
    words = str(test.id()).split(".")
    return ".".join(words[1:] if len(words) > 2 else words)


def _examples_class():
    """Defines a doctest runner class that reports to Inside. doctest is only imported on first use."""
    class Examples(_runners.doctest.DocTestRunner):
        """Reports each example."""

        def __init__(self, inside):
            super().__init__(verbose=False)
            self.inside = inside

        def report_start(self, out, test, example):
            pass

        def report_success(self, out, test, example, got):
            self.inside.tell(example.source.strip(), True, {})

        def report_failure(self, out, test, example, got):
            found = {"call": example.source.strip(), "expected": example.want.strip(), "got": got.strip()}
            self.inside.tell(example.source.strip(), False, found)

        def report_unexpected_exception(self, out, test, example, error):
            self.inside.tell_error(example.source.strip(), error[1])

    return Examples
