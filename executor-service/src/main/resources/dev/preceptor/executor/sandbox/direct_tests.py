"""Runs test functions and test methods without a test runner, with their parameters and fixtures as in pytest."""

import types

from harness.report import TaskAtFault

_PARAMETERS = "_preceptor_parameters"
_GENERATOR = 0x20
_SHOWN = (int, float, complex, bool, type(None))


class Fixture:
    """A fixture: a function that makes a value for tests. After a yield, it cleans up."""

    def __init__(self, function, scope):
        self.function = function
        self.scope = scope


class Decorators:
    """Takes the place of pytest's decorators."""

    def fixture(self, function=None, scope="function", autouse=False):
        if function is None:
            return lambda function: Fixture(function, scope)
        return Fixture(function, scope)

    def parametrize(self, argnames, argvalues, ids=None):
        is_text = isinstance(argnames, str)
        names = [name.strip() for name in argnames.split(",") if name.strip()] if is_text else list(argnames)
        rows = [_row(value, is_text and len(names) == 1) for value in argvalues]
        if ids is not None:
            if len(ids) != len(rows):
                raise TaskAtFault("pytest cannot collect the tests: %d ids for %d rows of %s" % (len(ids), len(rows), argnames))
            rows = [(row, own or id) for (row, own), id in zip(rows, ids)]

        def decorate(function):
            function.__dict__.setdefault(_PARAMETERS, []).append((names, rows))
            return function

        return decorate


def _row(value, is_single):
    """A row of parameters, as a pair of its values and its name. The name is None if none is given."""
    if type(value).__name__ == "ParameterSet":
        return value.values, value.id
    return (value,) if is_single else value, None


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


class DirectRun:
    """Runs the test functions and test classes of one text and reports them to Inside.

    make_fixture makes a fixture of pytest itself, see PytestFixtures.make.
    """

    def __init__(self, inside, unit, make_fixture):
        self.inside = inside
        self.make_fixture = make_fixture
        tests = set(unit["functions"] + unit["classes"])
        # As in pytest, the order is that of the definitions.
        self.tests = [name for name in inside.names if name in tests]
        self.arguments = unit["arguments"]
        self.autouse = unit["autouse"]
        self.owners = unit["owners"]
        self.fixtures = {name: (vars(inside.names[owner]) if owner else inside.names)[name] for name, owner in self.owners.items()}
        self.prepares = {name: inside.names[name] for name in unit["prepares"]}
        self.of_module = _Scope()
        self.last = None

    def run(self):
        for name in self.tests:
            value = self.inside.names[name]
            if isinstance(value, type):
                of_class = _Scope()
                for method in [method for method in vars(value) if method.startswith("test")]:
                    self._run_rows("%s.%s" % (name, method), getattr(value, method), _Method(self, name, value, method, of_class))
                self._clean_up(of_class.ends)
            else:
                self._run_rows(name, value, _Function(self, value))
        self._clean_up(self.of_module.ends)

    def _run_rows(self, name, function, kind):
        """Runs a test once for each combination of its parameters. kind is the _Function or _Method."""
        for row, ids in _rows(name, function):
            self.last = "%s[%s]" % (name, "-".join(ids)) if ids else name
            self._run_test(self.arguments.get(name, []), row, kind)

    def _run_test(self, wanted, row, kind):
        self.inside.inspector.forget()
        scope = _Scope(row)
        error = self.inside.watched(lambda: self._call(kind, wanted, row, scope))
        if error is None:
            self.inside.tell(self.last, True, {})
        else:
            self.inside.tell_error(self.last, error)
        self._next_phase(scope)
        self._clean_up(scope.ends)

    def _call(self, kind, wanted, row, scope):
        function = kind.new()
        if self.prepares:
            self.of_module.value("setup_module", self._prepare_module)
        kind.prepare(function, scope)
        given = dict(row)
        # Fixtures of a longer scope are made first.
        for name in sorted(wanted, key=lambda name: self._scope_of(name) == "function"):
            given[name] = self.value(name, scope, function)
        self._next_phase(scope)
        _finish(function(**given))

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
        fixture = self.fixtures.get(name)
        if fixture is None:
            return scope.value(name, lambda ends: self.make_fixture(name, ends))
        if fixture.scope != "function":
            scope = self.of_module
        return scope.value(name, lambda ends: self._made(name, fixture, scope, function, ends))

    def _made(self, name, fixture, scope, function, ends):
        arguments = {argument: self.value(argument, scope, function) for argument in self.arguments[name]}
        own = (function.__self__,) if self.owners[name] else ()
        value = fixture.function(*own, **arguments)
        if fixture.function.__code__.co_flags & _GENERATOR:
            generator, value = value, next(value)
            ends.append(lambda: _end(generator))
        return value

    def _next_phase(self, scope):
        """Empties capsys, which in pytest captures the set-up, the call and the clean-up of a test separately."""
        if "capsys" in scope.values and "capsys" not in self.fixtures:
            scope.values["capsys"].restart()

    def _clean_up(self, ends):
        """Cleans up after fixtures, the last one first. An error fails the last test."""
        while ends:
            error = self.inside.watched(ends.pop())
            if error is not None:
                self.inside.tell_error(self.last, error)


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
    """A test method. of_class is the scope of its class."""

    def __init__(self, run, owner, kind, name, of_class):
        self.run = run
        self.owner = owner
        self.kind = kind
        self.name = name
        self.of_class = of_class

    def new(self):
        """The method of a new object."""
        return getattr(self.kind(), self.name)

    def prepare(self, method, scope):
        """Does what comes before the fixtures that the test asks for."""
        names = vars(self.kind)
        self.of_class.value("setup_class", self._prepare_class)
        self.run.make_all("", scope, method)
        bound = {name: getattr(method.__self__, name) for name in ("setup_method", "teardown_method") if name in names}
        _prepare(bound, "setup_method", "teardown_method", method, scope.ends)
        self.run.make_all(self.owner, scope, method)

    def _prepare_class(self, ends):
        found = {name: getattr(self.kind, name) for name in ("setup_class", "teardown_class") if name in vars(self.kind)}
        functions = {name: getattr(value, "__func__", value) for name, value in found.items()}
        _prepare(functions, "setup_class", "teardown_class", self.kind, ends)


def _prepare(functions, before, after, argument, ends):
    """Calls the function named before, and has the one named after called at the end, each with its argument if it takes one."""
    if before in functions:
        _call_with(functions[before], argument)
    if after in functions:
        ends.append(lambda: _call_with(functions[after], argument))


def _call_with(function, argument):
    count = function.__code__.co_argcount - isinstance(function, types.MethodType)
    return function(argument) if count else function()


def _rows(name, function):
    """The parameters of each call of a test, as pairs of a dict and the texts that name the call."""
    rows = [({}, ())]
    for names, values in getattr(function, _PARAMETERS, ()):
        for value, _ in values:
            try:
                count = len(value)
            except TypeError:
                count = -1
            if count != len(names):
                raise TaskAtFault("pytest cannot collect the tests: %s: %r does not have %d values" % (name, value, len(names)))
        rows = [
            (dict(row, **dict(zip(names, value))), ids + ((id,) if id else tuple(map(_id, names, value, [number] * len(names)))))
            for row, ids in rows
            for number, (value, id) in enumerate(values)
        ]
    return rows


def _id(name, value, number):
    """How pytest names a call by the value of a parameter."""
    if isinstance(value, str):
        return value
    if isinstance(value, _SHOWN):
        return str(value)
    return getattr(value, "__name__", None) if isinstance(value, (type, types.FunctionType)) else name + str(number)


def _end(generator):
    for _ in generator:
        raise RuntimeError("the fixture has more than one yield")


def _finish(result):
    """Runs a coroutine to its end if a test function returned one."""
    if isinstance(result, types.CoroutineType):
        import asyncio

        asyncio.run(result)
