"""The decorators of pytest that tests without a session use, and the parameters that they set."""

import types

from harness.report import TaskAtFault

# The attribute of a test function or class that holds the rows of its parameters, a list for each decorator.
PARAMETERS = "_preceptor_parameters"
_SHOWN = (int, float, complex, bool, type(None))


class Fixture:
    """A fixture: a function that makes a value for tests. After a yield, it cleans up.

    rows are its parameters; None if it has none.
    """

    def __init__(self, function, scope, rows):
        self.function = function
        self.scope = scope
        self.rows = rows


class Decorators:
    """Takes the place of pytest's decorators."""

    def fixture(self, function=None, scope="function", autouse=False, params=None, ids=None):
        def decorate(function):
            return Fixture(function, scope, None if params is None else _rows_of_fixture(function.__name__, params, ids))

        return decorate if function is None else decorate(function)

    def parametrize(self, argnames, argvalues, ids=None, indirect=False):
        is_text = isinstance(argnames, str)
        names = [name.strip() for name in argnames.split(",") if name.strip()] if is_text else list(argnames)
        fixtures = (names if indirect else []) if isinstance(indirect, bool) else indirect
        rows = _rows_of_test(names, is_text and len(names) == 1, argvalues, ids, fixtures)

        def decorate(test):
            setattr(test, PARAMETERS, vars(test).get(PARAMETERS, []) + [rows])
            return test

        return decorate


class Row:
    """The parameters of one call of a test.

    values are those of arguments of the test, parameters those of fixtures, by their names. ids are the texts that name
    the call, and marks are the marks that only this call has.
    """

    def __init__(self, values, parameters, ids, marks):
        self.values = values
        self.parameters = parameters
        self.ids = ids
        self.marks = marks

    def joined(self, other):
        """The parameters of this row and of another one."""
        values, parameters = dict(self.values, **other.values), dict(self.parameters, **other.parameters)
        return Row(values, parameters, self.ids + other.ids, self.marks + other.marks)


def _rows_of_fixture(name, params, ids):
    """The rows for the parameters of a fixture, from what its decorator takes."""
    return [Row({}, {name: values[0]}, (id,), marks) for values, id, marks in _read_rows([name], True, params, ids)]


def _rows_of_test(names, is_single, argvalues, ids, fixtures):
    """The rows for arguments, or fixtures, with these names, from what parametrize takes."""
    rows = []
    for values, id, marks in _read_rows(names, is_single, argvalues, ids):
        given = dict(zip(names, values))
        parameters = {name: given.pop(name) for name in fixtures}
        rows.append(Row(given, parameters, (id,), marks))
    return rows


def _read_rows(names, is_single, found, ids):
    """Returns the values, the name and the marks of each row of parameters."""
    rows, found = [], list(found)
    ids = ids if ids is None or callable(ids) else list(ids)
    if isinstance(ids, list) and len(ids) != len(found):
        raise TaskAtFault("pytest cannot collect the tests: %d ids for %d rows of %s" % (len(ids), len(found), ", ".join(names)))
    for number, row in enumerate(found):
        id, marks = None, ()
        if type(row).__name__ == "ParameterSet":
            row, id, marks = row.values, row.id, row.marks
        elif is_single:
            row = (row,)
        if _length(row) != len(names):
            raise TaskAtFault("pytest cannot collect the tests: %r does not have %d values, for %s" % (row, len(names), ", ".join(names)))
        if id is None and isinstance(ids, list):
            id = ids[number]
        if id is None:
            id = "-".join(_id(name, value, number, ids) for name, value in zip(names, row))
        rows.append((row, str(id), tuple(getattr(mark, "mark", mark) for mark in marks)))
    return rows


def _length(values):
    try:
        return len(values)
    except TypeError:
        return -1


def _id(name, value, number, function):
    """How pytest names a call by the value of a parameter. function is what the test gives as ids."""
    if callable(function):
        try:
            id = function(value)
        except Exception as e:
            raise TaskAtFault("pytest cannot collect the tests: ids of %s raises %s: %s" % (name, type(e).__name__, e))
        value = value if id is None else id
    if isinstance(value, str):
        return value
    if isinstance(value, _SHOWN):
        return str(value)
    own = getattr(value, "__name__", None) if isinstance(value, (type, types.FunctionType)) else None
    return own or name + str(number)
