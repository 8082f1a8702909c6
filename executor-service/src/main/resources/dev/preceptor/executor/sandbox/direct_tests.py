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

    def fixture(self, function=None, scope="function"):
        if function is None:
            return lambda function: Fixture(function, scope)
        return Fixture(function, scope)

    def parametrize(self, argnames, argvalues):
        is_single = isinstance(argnames, str)
        names = [name.strip() for name in argnames.split(",") if name.strip()] if is_single else list(argnames)
        rows = [(value,) if is_single and len(names) == 1 else value for value in argvalues]

        def decorate(function):
            function.__dict__.setdefault(_PARAMETERS, []).append((names, rows))
            return function

        return decorate


class DirectRun:
    """Runs the test functions and test classes of one text and reports them to Inside."""

    def __init__(self, inside, unit):
        self.inside = inside
        tests = set(unit["functions"] + unit["classes"])
        # As in pytest, the order is that of the definitions.
        self.tests = [name for name in inside.names if name in tests]
        self.arguments = unit["arguments"]
        self.fixtures = {name: inside.names[name] for name in unit["fixtures"]}
        # The values of fixtures whose scope is longer than a test, and what cleans up after them.
        self.lasting, self.lasting_ends = {}, []
        self.last = None

    def run(self):
        for name in self.tests:
            value = self.inside.names[name]
            if isinstance(value, type):
                for method in [method for method in vars(value) if method.startswith("test")]:
                    self._run_rows("%s.%s" % (name, method), getattr(value, method), _method_of_new(value, method))
            else:
                self._run_rows(name, value, lambda: value)
        self._clean_up(self.lasting_ends)

    def _run_rows(self, name, function, make):
        """Runs a test once for each combination of its parameters. make returns the function or the bound method."""
        for row, ids in _rows(name, function):
            self.last = "%s[%s]" % (name, "-".join(ids)) if ids else name
            self._run_test(self.arguments.get(name, []), row, make)

    def _run_test(self, wanted, row, make):
        self.inside.inspector.forget()
        ends, values = [], dict(row)
        error = self.inside.watched(lambda: self._call(make, wanted, values, ends))
        if error is None:
            self.inside.tell(self.last, True, {})
        else:
            self.inside.tell_error(self.last, error)
        self._clean_up(ends)

    def _call(self, make, wanted, values, ends):
        function = make()
        given = dict(values)
        # Fixtures of a longer scope are made first.
        for name in sorted(wanted, key=lambda name: self.fixtures[name].scope == "function"):
            given[name] = self._value(name, values, ends)
        _finish(function(**given))

    def _value(self, name, values, ends):
        """The value of a fixture, which is made if the test, or the text in the case of a longer scope, has none yet."""
        fixture = self.fixtures[name]
        if fixture.scope != "function":
            values, ends = self.lasting, self.lasting_ends
        if name not in values:
            arguments = {argument: self._value(argument, values, ends) for argument in self.arguments[name]}
            value = fixture.function(**arguments)
            if fixture.function.__code__.co_flags & _GENERATOR:
                generator, value = value, next(value)
                ends.append(lambda: _end(generator))
            values[name] = value
        return values[name]

    def _clean_up(self, ends):
        """Cleans up after fixtures, the last one first. An error fails the last test."""
        while ends:
            error = self.inside.watched(ends.pop())
            if error is not None:
                self.inside.tell_error(self.last, error)


def _method_of_new(kind, method):
    return lambda: getattr(kind(), method)


def _rows(name, function):
    """The parameters of each call of a test, as pairs of a dict and the texts that name the call."""
    rows = [({}, ())]
    for names, values in getattr(function, _PARAMETERS, ()):
        for value in values:
            try:
                count = len(value)
            except TypeError:
                count = -1
            if count != len(names):
                raise TaskAtFault("pytest cannot collect the tests: %s: %r does not have %d values" % (name, value, len(names)))
        rows = [
            (dict(row, **dict(zip(names, value))), ids + tuple(_id(n, v, number) for n, v in zip(names, value)))
            for row, ids in rows
            for number, value in enumerate(values)
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
