"""Runs the set-up, the call and the tear-down of a test of a session of pytest, with only those plugins that the test can notice.

pytest calls the hooks of all its plugins in each of the three phases. Most of them only prepare what a terminal shows.
"""

import inspect
import re

from harness.direct_tests import ExpectedFailure, finish

# For each plugin that the phases can include, what tests or the program contain if they may notice it.
_INCLUDED = {"logging-plugin": "logging|caplog", "capturemanager": "capsys|capfd"}
# What tests contain if they may notice other plugins, or the hooks themselves.
_NOTICES_MORE = re.compile(
    r"_pytest|PYTEST|hook|plugin|pytester|record_(?:property|testsuite|xml)|subtests|testdir|testsfailed|tmp_?path|tmpdir"
    r"|shouldfail|shouldstop|user_properties"
)
_PHASES = ("setup", "call", "teardown")


class Phases:
    """Runs tests of a session.

    Raises ImportError, AttributeError or ValueError if this version of pytest lacks one of the functions that this class calls.
    """

    def __init__(self, session):
        import pytest
        from _pytest import skipping, warnings

        self.state = session._setupstate
        if list(inspect.signature(self.state.teardown_exact).parameters) != ["nextitem"]:
            raise ValueError("another signature of teardown_exact")
        self.find_skip = skipping.evaluate_skip_marks
        self.find_expected = skipping.evaluate_xfail_marks
        self.catch_warnings = warnings.catch_warnings_for_item
        self.exits = (pytest.exit.Exception, KeyboardInterrupt)
        self.skips = pytest.skip.Exception
        self.expects_failure = pytest.xfail.Exception
        found = {name: session.config.pluginmanager.get_plugin(name) for name in _INCLUDED}
        self.plugins = {name: [getattr(plugin, "pytest_runtest_" + phase) for phase in _PHASES] for name, plugin in found.items()}

    def include(self, tests, program):
        """Includes the plugins that the texts of tests and of a program may notice; returns False if the tests may notice others."""
        if _NOTICES_MORE.search(tests):
            return False
        self.included = [self.plugins[name] for name, words in _INCLUDED.items() if re.search(words, tests + program)]
        return True

    def run(self, item, following, tell):
        """Runs a test, where following is the next one.

        tell is called after each phase with its name, the exception that it raised or None, and its outcome: "passed", "failed", "skipped"
        or "expected", the last of which is a failure that was expected, or a pass although one was expected.
        """
        self.expected = None
        with self.catch_warnings(config=item.config, ihook=item.ihook, when="runtest", item=item):
            try:
                if self._run_phase(item, 0, lambda: self._set_up(item), tell) == "passed":
                    self._run_phase(item, 1, lambda: self._call(item), tell)
                self._run_phase(item, 2, lambda: self.state.teardown_exact(following), tell)
            finally:
                item._request = False
                item.funcargs = None

    def _run_phase(self, item, number, body, tell):
        """Runs one phase; returns its outcome."""
        error = None
        around = [plugin[number](item) for plugin in self.included]
        for generator in around:
            next(generator)
        try:
            body()
        except self.exits:
            raise
        except BaseException as e:
            error = e
        finally:
            for generator in reversed(around):
                next(generator, None)
        outcome = self._outcome(number, error)
        tell(_PHASES[number], error, outcome)
        return outcome

    def _set_up(self, item):
        marks = _names_of_marks(item)
        skip = self.find_skip(item) if marks & {"skip", "skipif"} else None
        if skip:
            raise self.skips(skip.reason)
        self._read_expected(item)
        if self.expected is not None and not self.expected.runs:
            raise self.expects_failure("not run")
        self.state.setup(item)

    def _call(self, item):
        if self.expected is None:
            self._read_expected(item)
        try:
            finish(item.obj(**{name: item.funcargs[name] for name in item._fixtureinfo.argnames}))
        finally:
            # The test may have added the mark.
            if self.expected is None:
                self._read_expected(item)

    def _read_expected(self, item):
        found = self.find_expected(item) if "xfail" in _names_of_marks(item) else None
        if found:
            self.expected = ExpectedFailure(found.run, found.strict, found.raises)

    def _outcome(self, number, error):
        if isinstance(error, self.expects_failure):
            return "expected"
        if isinstance(error, self.skips):
            return "skipped"
        if error is not None:
            return "expected" if self.expected is not None and self.expected.fits(error) else "failed"
        if self.expected is None or _PHASES[number] != "call":
            return "passed"
        return "failed" if self.expected.is_strict else "expected"


def _names_of_marks(item):
    return {mark.name for node in item.listchain() for mark in node.own_markers}
