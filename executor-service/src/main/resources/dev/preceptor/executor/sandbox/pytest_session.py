"""Runs tests with pytest, in a session that the zygote starts once, so that its children have little left to do."""

import os
import pathlib

from harness.report import TaskAtFault

_FILE = pathlib.Path("/test_program.py")
_ARGUMENTS = """
-s --rootdir=/ -c /dev/null --noconftest --import-mode=importlib --assert=plain -p no:cacheprovider -p no:terminal
-p no:faulthandler -p no:pastebin -p no:debugging -p no:stepwise -p no:setuponly -p no:setupplan -p no:unraisableexception
-p no:threadexception -p no:doctest -p no:unittest
""".split()


class PytestSession:
    """A pytest session that has started, with a plugin that collects modules without files and reports their tests.

    Raises ImportError if pytest is not installed.
    """

    def __init__(self):
        import _pytest.config
        from _pytest.main import Session

        self.plugin = _plugin_class()()
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        try:
            configuration = _pytest.config._prepareconfig(list(_ARGUMENTS), [self.plugin])
        finally:
            del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        configuration.option.tbstyle = "value"
        configuration._do_configure()
        self.session = Session.from_config(configuration)
        configuration.hook.pytest_sessionstart(session=self.session)

    def run(self, inside, waiting):
        """Runs the tests of modules and reports them to Inside.

        waiting holds pairs of a unit and its module, where a unit is a pair of its number and its request.
        """
        plugin = self.plugin
        plugin.begin(inside, waiting)
        plugin.run(self.session)
        if plugin.fault is not None:
            raise plugin.fault
        for name in plugin.unfinished:
            inside.tell(name, False, {"error": "pytest was ended before or in this test"})


def _plugin_class():
    """Defines a pytest plugin class that reports to Inside. pytest is only imported on first use."""
    import asyncio
    import inspect

    import pytest

    around = pytest.hookimpl(hookwrapper=True, tryfirst=True)

    class TestModule(pytest.Module):
        """A module without a file, which has only the tests that its own text defines."""

        def _getobj(self):
            return self.content

        def collect(self):
            wanted = self.unit[1]["functions"] + self.unit[1]["classes"]
            return [node for node in super().collect() if (getattr(node, "originalname", None) or node.name) in wanted]

    class Plugin:
        """Collects the modules and reports the result of each test."""

        def begin(self, inside, waiting):
            self.inside = inside
            self.waiting = waiting
            self.unfinished = []
            self.fault = None

        def run(self, session):
            """Collects and runs the tests, as pytest does between the start and the end of a session."""
            try:
                self._collect(session)
                if self.fault is None:
                    session.config.hook.pytest_runtestloop(session=session)
            except TaskAtFault as e:
                self.fault = e
            except BaseException as e:
                if not self.unfinished and self.fault is None and not isinstance(e, (KeyboardInterrupt, SystemExit)):
                    self.fault = TaskAtFault("pytest fails: %s: %s" % (type(e).__name__, str(e)[:500]))

        def _collect(self, session):
            session.items = []
            for unit, content in self.waiting:
                node = TestModule.from_parent(session, path=_FILE.with_name("test_program_%d.py" % unit[0]))
                node.content, node.unit = content, unit
                session.items += session.genitems(node)
            session.config.hook.pytest_collection_modifyitems(session=session, config=session.config, items=session.items)
            session.testscollected = len(session.items)
            self.unfinished = [item.name for item in session.items]

        def pytest_collectreport(self, report):
            if report.failed:
                self.fault = TaskAtFault("pytest cannot collect the tests: %s" % str(report.longrepr)[-500:])

        @around
        def pytest_runtest_protocol(self, item, nextitem):
            self.inside.unit = item.getparent(TestModule).unit
            self.inside.inspector.forget()
            self.inside.watch()
            yield
            self.inside.unwatch()

        @around
        def pytest_runtest_makereport(self, item, call):
            outcome = yield
            if call.when == "teardown":
                self.unfinished.remove(item.name)
            try:
                self._tell(_name_of(item, pytest.Class), call, outcome.get_result())
            except TaskAtFault as e:
                self.fault = e

        def _tell(self, name, call, report):
            error = call.excinfo.value if call.excinfo is not None else None
            if report.failed and type(error).__name__ == "FixtureLookupError":
                raise TaskAtFault("the test %s needs a fixture that is not there: %s" % (name, error.argname))
            if hasattr(report, "wasxfail") and not (type(error).__name__ == "XFailed" and self.inside.has_raised(error)):
                # The test failed as expected, or passed although it was expected to fail.
                self.inside.tell(name, True, {})
            elif report.failed and error is None:
                self.inside.tell(name, False, {"error": str(report.longrepr)[:300]})
            elif report.failed or error is not None and self.inside.has_raised(error):
                self.inside.tell_error(name, error)
            elif call.when == "call" and report.passed:
                self.inside.tell(name, True, {})

        def pytest_pyfunc_call(self, pyfuncitem):
            if not inspect.iscoroutinefunction(pyfuncitem.obj):
                return None
            names = pyfuncitem._fixtureinfo.argnames
            asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
            return True

    return Plugin


def _name_of(item, kind):
    """The name of a test, with its class if it has one. kind is the type of pytest's classes."""
    parent = item.parent
    return "%s.%s" % (parent.name, item.name) if isinstance(parent, kind) else item.name
