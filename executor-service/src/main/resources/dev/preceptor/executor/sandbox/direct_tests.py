"""Runs test functions and test methods without a test runner, with their parameters, fixtures and marks as in pytest."""

import os
import sys
import types
import warnings

from harness.direct_decorators import PARAMETERS, Row

_GENERATOR = 0x20
# References that are taken before a program runs, because the program could replace these functions.
_catch_warnings = warnings.catch_warnings
_simplefilter = warnings.simplefilter


class _Scope:
    """The fixtures that exist for a part of the tests, and what cleans up after them.

    make is called with the list of what cleans up. A fixture that could not be made fails each test that needs it.
    """

    def __init__(self, values=()):
        self.values = dict(values)
        self.errors = {}
        self.ends = []

    def value(self, name, make):
        if name in self.errors:
            raise self.errors[name]
        if name not in self.values:
            try:
                self.values[name] = make(self.ends)
            except BaseException as e:
                self.errors[name] = e
                raise
        return self.values[name]


class ExpectedFailure:
    """The failure that the mark xfail expects: whether the test is run, whether it fails if it passes, and the expected types or matcher."""

    def __init__(self, runs=True, is_strict=False, kinds=None):
        self.runs = runs
        self.is_strict = is_strict
        self.kinds = kinds

    def fits(self, error):
        """Whether this exception is the expected failure. One that ends or skips the test is not."""
        if isinstance(error, KeyboardInterrupt) or type(error).__name__ in ("Exit", "Skipped"):
            return False
        if self.kinds is None or isinstance(self.kinds, (type, tuple)):
            return self.kinds is None or isinstance(error, self.kinds)
        return self.kinds.matches(error)


class _Request:
    """The parts of pytest's fixture request that tests without a session use."""

    def __init__(self, name, function, ends, find):
        self.node = types.SimpleNamespace(name=name)
        self.function = function
        self.getfixturevalue = find
        self.instance = getattr(function, "__self__", None)
        self.cls = None if self.instance is None else type(self.instance)
        self.addfinalizer = ends.append


class DirectRun:
    """Runs the test functions and test classes of one text and reports them to Inside.

    make_fixture makes a fixture of pytest itself, see PytestFixtures.make. new_log makes the log of a test, a PytestLog; it is None
    if no log is captured.
    """

    def __init__(self, inside, unit, make_fixture, new_log):
        self.inside = inside
        self.make_fixture = make_fixture
        self.new_log = new_log
        tests = set(unit["functions"] + unit["classes"])
        # As in pytest, the order is that of the definitions.
        self.tests = [name for name in inside.names if name in tests]
        self.arguments = unit["arguments"]
        self.orders = unit["orders"]
        self.autouse = unit["autouse"]
        self.owners = unit["owners"]
        self.fixtures = {name: (vars(inside.names[owner]) if owner else inside.names)[name] for name, owner in self.owners.items()}
        self.prepares = {name: inside.names[name] for name in unit["prepares"]}
        self.of_module = _Scope()
        self.of_class = self.log = None
        self.rows_of_class = []
        self.last = self.node = self.row = None

    def run(self):
        for name in self.tests:
            value = self.inside.names[name]
            if isinstance(value, type):
                self.of_class = _Scope()
                self.rows_of_class = vars(value).get(PARAMETERS, [])
                marks = vars(value).get("pytestmark", [])
                for method in _test_methods(value):
                    function = getattr(value, method)
                    self._run_rows("%s.%s" % (name, method), method, function, _Method(self, name, value, method), marks)
                self._clean_up(self.of_class.ends)
                self.of_class, self.rows_of_class = None, []
            else:
                self._run_rows(name, name, value, _Function(self, value), [])
        self._clean_up(self.of_module.ends)

    def _run_rows(self, name, own_name, function, kind, marks):
        """Runs a test once for each combination of its parameters. kind is the _Function or _Method."""
        own = getattr(function, "pytestmark", [])
        for row in self._rows(name, function):
            id = "[%s]" % "-".join(row.ids) if row.ids else ""
            self.row, self.last, self.node = row, name + id, own_name + id
            self._run_marked(name, kind, [*own, *row.marks, *marks])

    def _rows(self, name, function):
        """The rows for each combination of the parameters of a test and of the fixtures that it needs."""
        rows = [Row({}, {}, (), ())]
        needed = [self.fixtures[fixture] for fixture in self.orders.get(name, ()) if fixture in self.fixtures]
        own = getattr(function, PARAMETERS, []) + self.rows_of_class
        for others in [fixture.rows for fixture in needed if fixture.rows is not None] + own:
            rows = [row.joined(other) for row in rows for other in others]
        return rows

    def _run_marked(self, name, kind, marks):
        """Runs a test unless its marks skip it."""
        self.inside.inspector.forget()
        try:
            if any(mark.name == "skip" or mark.name == "skipif" and self._applies(mark) for mark in marks):
                return
            expected = next((_expected(mark) for mark in marks if mark.name == "xfail" and self._applies(mark)), None)
        except Exception as e:
            self.inside.tell_error(self.last, e)
            return
        if expected is not None and not expected.runs:
            self.inside.tell(self.last, True, {})
            return
        # As in pytest, warnings are recorded, not printed, and a test does not change the filters for the next one.
        with _catch_warnings(record=True):
            _simplefilter("always", DeprecationWarning)
            _simplefilter("always", PendingDeprecationWarning)
            self._run_test(name, kind, expected)

    def _applies(self, mark):
        """Whether a condition of the mark is true, or it has none. A text is evaluated."""
        conditions = (mark.kwargs["condition"],) if "condition" in mark.kwargs else mark.args
        return not conditions or any(self._evaluated(c) if isinstance(c, str) else bool(c) for c in conditions)

    def _evaluated(self, condition):
        return eval(condition, dict({"os": os, "sys": sys}, **self.inside.names))

    def _run_test(self, name, kind, expected):
        scope = _Scope(self.row.values)
        self._next_phase("setup", scope)
        error = self.inside.watched(lambda: self._call(kind, name, scope))
        if error is not None:
            self._tell_error(error, expected)
        elif expected is not None and expected.is_strict:
            self.inside.tell(self.last, False, {"error": "passed, but was expected to fail"})
        else:
            self.inside.tell(self.last, True, {})
        self._next_phase("teardown", scope)
        self._clean_up(scope.ends, expected)
        if self.log is not None:
            self.log.end()

    def _tell_error(self, error, expected):
        """Reports a test that raised an exception, which may be the expected failure."""
        is_expected = type(error).__name__ == "XFailed" and not self.inside.has_raised(error)
        if is_expected or expected is not None and expected.fits(error):
            self.inside.tell(self.last, True, {})
        else:
            self.inside.tell_error(self.last, error)

    def _call(self, kind, name, scope):
        function = kind.new()
        needed = self.orders.get(name, ())
        if self.prepares:
            self.of_module.value("setup_module", self._prepare_module)
        for fixture in needed:
            if self._scope_of(fixture) != "function":
                self.value(fixture, scope, function)
        kind.prepare(function, scope)
        for fixture in needed:
            self.value(fixture, scope, function)
        given = dict(self.row.values)
        given.update((argument, self.value(argument, scope, function)) for argument in self.arguments.get(name, ()))
        self._next_phase("call", scope)
        finish(function(**given))

    def _prepare_module(self, ends):
        _prepare(self.prepares, "setup_module", "teardown_module", self.inside.module, ends)

    def _scope_of(self, name):
        return self.fixtures[name].scope if name in self.fixtures else "function"

    def make_all(self, owner, scope, function):
        """Makes the fixtures that all tests of the owner get: a class, or the module for an empty name."""
        for name in self.autouse.get(owner, ()):
            self.value(name, scope, function)

    def value(self, name, scope, function):
        """The value of a fixture, which is made if the test, or the text in the case of a longer scope, has none yet."""
        if name == "request":
            return _Request(self.node, function, scope.ends, lambda other: self.value(other, scope, function))
        fixture = self.fixtures.get(name)
        if fixture is None:
            return scope.value(name, lambda ends: self._of_pytest(name, ends))
        if fixture.scope != "function":
            # A test outside of a class is a class of its own.
            of_class = scope if self.of_class is None else self.of_class
            scope = of_class if fixture.scope == "class" else self.of_module
        return scope.value(name, lambda ends: self._made(name, fixture, scope, function, ends))

    def _of_pytest(self, name, ends):
        if name == "caplog" and self.log is not None:
            return self.log.fixture(ends)
        return self.make_fixture(name, ends, self.node)

    def _made(self, name, fixture, scope, function, ends):
        arguments = {argument: self.value(argument, scope, function) for argument in self.arguments[name]}
        if "request" in arguments and name in self.row.parameters:
            arguments["request"].param = self.row.parameters[name]
        own = (function.__self__,) if self.owners[name] else ()
        value = fixture.function(*own, **arguments)
        if fixture.function.__code__.co_flags & _GENERATOR:
            generator, value = value, next(value)
            ends.append(lambda: _end(generator))
        return value

    def _next_phase(self, phase, scope):
        """Begins the set-up, the call or the tear-down of a test, whose output and log pytest captures separately."""
        if "capsys" in scope.values and "capsys" not in self.fixtures:
            scope.values["capsys"].restart()
        if phase == "setup":
            self.log = None if self.new_log is None else self.new_log()
        if self.log is not None:
            self.log.begin(phase)

    def _clean_up(self, ends, expected=None):
        """Cleans up after fixtures, the last one first. An error fails the last test, unless it is the expected failure."""
        while ends:
            error = self.inside.watched(ends.pop())
            if error is not None:
                self._tell_error(error, expected)


class _Function:
    """A test function."""

    def __init__(self, run, function):
        self.run = run
        self.function = function

    def new(self):
        return self.function

    def prepare(self, function, scope):
        """Does what comes before the fixtures that the test asks for."""
        _prepare(self.run.prepares, "setup_function", "teardown_function", function, scope.ends)
        self.run.make_all("", scope, function)


class _Method:
    """A test method."""

    def __init__(self, run, owner, kind, name):
        self.run = run
        self.owner = owner
        self.kind = kind
        self.name = name

    def new(self):
        """The method of a new object."""
        return getattr(self.kind(), self.name)

    def prepare(self, method, scope):
        """Does what comes before the fixtures that the test asks for."""
        self.run.of_class.value("setup_class", self._prepare_class)
        self.run.make_all("", scope, method)
        bound = {name: getattr(method.__self__, name) for name in ("setup_method", "teardown_method") if hasattr(self.kind, name)}
        _prepare(bound, "setup_method", "teardown_method", method, scope.ends)
        self.run.make_all(self.owner, scope, method)

    def _prepare_class(self, ends):
        found = {name: getattr(self.kind, name) for name in ("setup_class", "teardown_class") if hasattr(self.kind, name)}
        functions = {name: getattr(value, "__func__", value) for name, value in found.items()}
        _prepare(functions, "setup_class", "teardown_class", self.kind, ends)


def _test_methods(kind):
    """The names of the test methods of a class; those of a base class come first."""
    found = {}
    for owner in kind.__mro__:
        own = {name: owner for name in vars(owner) if name.startswith("test")}
        found = {**{name: own[name] for name in own if name not in found}, **found}
    return [name for name in found if callable(getattr(kind, name))]


def _expected(mark):
    given = mark.kwargs
    return ExpectedFailure(given.get("run", True), bool(given.get("strict")), given.get("raises"))


def _prepare(functions, before, after, argument, ends):
    """Calls the function named before, and has the one named after called at the end, each with its argument if it takes one."""
    if before in functions:
        _call_with(functions[before], argument)
    if after in functions:
        ends.append(lambda: _call_with(functions[after], argument))


def _call_with(function, argument):
    count = function.__code__.co_argcount - isinstance(function, types.MethodType)
    return function(argument) if count else function()


def _end(generator):
    for _ in generator:
        raise RuntimeError("the fixture has more than one yield")


def finish(result):
    """Runs a coroutine to its end if a test function returned one."""
    if isinstance(result, types.CoroutineType):
        import asyncio

        asyncio.run(result)
