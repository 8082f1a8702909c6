"""Runs tests with pytest, in a session that the zygote starts once, so that its children have little left to do."""

import os
import pathlib

from harness.pytest_phases import Phases
from harness.report import TaskAtFault

_FILE = pathlib.Path("/test_program.py")
_ARGUMENTS = """
-s --rootdir=/ -c /dev/null --noconftest --import-mode=importlib --assert=plain -p no:cacheprovider -p no:terminal
-p no:faulthandler -p no:pastebin -p no:debugging -p no:stepwise -p no:setuponly -p no:setupplan -p no:unraisableexception
-p no:threadexception -p no:doctest -p no:unittest
""".split()
_GENERATE = "pytest_generate_tests"
# The functions of a module that pytest calls before and after tests.
_PREPARE = frozenset("setUpModule setup_module setup_function tearDownModule teardown_module teardown_function".split())


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
        # There are no conftest files, so all nodes have the same hooks.
        self.session.gethookproxy = lambda path: configuration.hook
        try:
            self.plugin.phases = Phases(self.session)
        except (ImportError, AttributeError, ValueError):
            # This version of pytest differs in these functions: the plugin runs tests by the hooks.
            self.plugin.phases = None

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
    import types

    import pytest
    from _pytest.fixtures import getfixturemarker

    around = pytest.hookimpl(hookwrapper=True, tryfirst=True)

    class TestModule(pytest.Module):
        """A module without a file, which has only the tests that its own text defines."""

        def _getobj(self):
            return self.content

        def collect(self):
            wanted = self.unit[1]["functions"] + self.unit[1]["classes"]
            names = vars(self.obj)
            if _GENERATE in names and "module" in self.unit[1]["text"]:
                # The function may use the module, which is an attribute of its argument.
                return [node for node in super().collect() if (getattr(node, "originalname", None) or node.name) in wanted]
            # pytest asks its plugins about each name. It looks only at these names.
            kept = _PREPARE.union(wanted, [_GENERATE])
            found = {name: value for name, value in names.items() if name in kept or getfixturemarker(value)}
            self._obj = types.ModuleType(self.content.__name__)
            vars(self._obj).update(found)
            try:
                return super().collect()
            finally:
                self._obj = self.content

    class Plugin:
        """Collects the modules and reports the result of each test."""

        phases = None

        def begin(self, inside, waiting):
            self.inside = inside
            self.waiting = waiting
            self.unfinished = []
            self.fault = None

        def run(self, session):
            """Collects and runs the tests, as pytest does between the start and the end of a session."""
            try:
                if self.phases is not None and self.phases.include(*self.inside.texts()):
                    self._run_without_hooks(session)
                else:
                    self._run(session)
            except TaskAtFault as e:
                self.fault = e
            except BaseException as e:
                if not self.unfinished and self.fault is None and not isinstance(e, (KeyboardInterrupt, SystemExit)):
                    self.fault = TaskAtFault("pytest fails: %s: %s" % (type(e).__name__, str(e)[:500]))

        def _run(self, session):
            items = [item for node in self._nodes(session) for item in session.genitems(node)]
            session.config.hook.pytest_collection_modifyitems(session=session, config=session.config, items=items)
            session.testscollected = len(items)
            session.items = items
            self.unfinished = [item.name for item in items]
            if self.fault is None:
                session.config.hook.pytest_runtestloop(session=session)

        def _run_without_hooks(self, session):
            """Does the same without the hooks that no test can notice."""
            items = [item for node in self._nodes(session) for item in self._items(node)]
            session._fixturemanager.pytest_collection_modifyitems(items)
            session.items = items
            self.unfinished = [item.name for item in items]
            if self.fault is not None:
                return
            for item, following in zip(items, items[1:] + [None]):
                self._begin(item)
                name = _name_of(item, pytest.Class)
                self.phases.run(item, following, lambda phase, error, outcome: self._tell(name, phase, error, outcome))
                self.inside.unwatch()
                self.unfinished.remove(item.name)

        def _nodes(self, session):
            for unit, content in self.waiting:
                node = TestModule.from_parent(session, path=_FILE.with_name("test_program_%d.py" % unit[0]))
                node.content, node.unit = content, unit
                yield node

        def _items(self, node):
            """The tests in a node. As in pytest, collecting may skip it."""
            try:
                for child in node.collect():
                    if isinstance(child, pytest.Item):
                        yield child
                    else:
                        yield from self._items(child)
            except pytest.skip.Exception:
                pass
            except (KeyboardInterrupt, SystemExit, GeneratorExit, pytest.exit.Exception):
                raise
            except BaseException:
                self._tell_uncollected(node.repr_failure(pytest.ExceptionInfo.from_current()))

        def _tell_uncollected(self, reason):
            self.fault = TaskAtFault("pytest cannot collect the tests: %s" % str(reason)[-500:])

        def _begin(self, item):
            self.inside.unit = item.getparent(TestModule).unit
            self.inside.inspector.forget()
            self.inside.watch()

        def pytest_collectreport(self, report):
            if report.failed:
                self._tell_uncollected(report.longrepr)

        @around
        def pytest_runtest_protocol(self, item, nextitem):
            self._begin(item)
            yield
            self.inside.unwatch()

        @around
        def pytest_runtest_makereport(self, item, call):
            outcome = yield
            if call.when == "teardown":
                self.unfinished.remove(item.name)
            report = outcome.get_result()
            error = call.excinfo.value if call.excinfo is not None else None
            try:
                told = "expected" if hasattr(report, "wasxfail") else report.outcome
                self._tell(_name_of(item, pytest.Class), call.when, error, told)
            except TaskAtFault as e:
                self.fault = e

        def _tell(self, name, phase, error, outcome):
            """Reports the outcome of one phase of a test."""
            if outcome == "failed" and type(error).__name__ == "FixtureLookupError":
                raise TaskAtFault("the test %s needs a fixture that is not there: %s" % (name, error.argname))
            if outcome == "expected" and not (type(error).__name__ == "XFailed" and self.inside.has_raised(error)):
                # The test failed as expected, or passed although it was expected to fail.
                self.inside.tell(name, True, {})
            elif outcome == "failed" and error is None:
                self.inside.tell(name, False, {"error": "passed, but was expected to fail"})
            elif outcome == "failed" or error is not None and self.inside.has_raised(error):
                self.inside.tell_error(name, error)
            elif phase == "call" and outcome == "passed":
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
