"""Reads the parameters that decorators of pytest set, from the text of tests."""

import ast

_LONGEST_ID = 100


class NeedsSession(Exception):
    """The tests use more of pytest than is known to have the same meaning without a session."""


def require(condition):
    """Raises NeedsSession if the condition does not hold."""
    if not condition:
        raise NeedsSession()


class Rows:
    """Rows of parameters with these names: the values and the ids in the text of a decorator.

    is_single says whether a row is one value, not a list of values. indirect are the names of fixtures that get their values as
    request.param; the other names are arguments of the test.
    """

    def __init__(self, names, is_single, values, ids, indirect=()):
        self.names = names
        self.is_single = is_single
        self.values = values
        self.ids = ids
        self.indirect = indirect

    def have_known_names(self):
        """Whether the text shows what each row is called."""
        if not isinstance(self.values, (ast.List, ast.Tuple)) or self.ids is not None:
            return False
        found = []
        for number, row in enumerate(self.values.elts):
            if not self.is_single and not (isinstance(row, (ast.List, ast.Tuple)) and len(row.elts) == len(self.names)):
                return False
            values = [row] if self.is_single else row.elts
            found.append("-".join(_id(name, value, number) for name, value in zip(self.names, values)))
        return len(set(found)) == len(found)


def parametrized(decorator):
    """The rows of parameters that a parametrize decorator sets."""
    given = {keyword.arg: keyword.value for keyword in decorator.keywords}
    given.update(zip(("argnames", "argvalues"), decorator.args))
    require(len(decorator.args) <= 2 and not any(map(is_starred, decorator.args)))
    require({"argnames", "argvalues"} <= set(given) <= {"argnames", "argvalues", "ids", "indirect"})
    names = given["argnames"]
    if isinstance(names, (ast.List, ast.Tuple)):
        texts = [getattr(element, "value", None) for element in names.elts]
    else:
        text = getattr(names, "value", None)
        require(isinstance(text, str))
        texts = [part.strip() for part in text.split(",") if part.strip()]
    require(bool(texts) and all(isinstance(text, str) for text in texts))
    is_single = len(texts) == 1 and not isinstance(names, (ast.List, ast.Tuple))
    return Rows(texts, is_single, given["argvalues"], given.get("ids"), _indirect(texts, given.get("indirect")))


def _indirect(names, node):
    """The names that the option indirect makes those of fixtures."""
    if isinstance(node, (ast.List, ast.Tuple)):
        chosen = [getattr(element, "value", None) for element in node.elts]
        require(set(chosen) <= set(names))
        return chosen
    require(node is None or isinstance(node, ast.Constant) and isinstance(node.value, bool))
    return names if node is not None and node.value else []


def _id(name, value, number):
    """The name that all versions of pytest give to a value. name is that of the parameter, number that of its row."""
    if isinstance(value, (ast.List, ast.Tuple, ast.Dict, ast.Set)):
        return name + str(number)
    try:
        plain = ast.literal_eval(value)
    except ValueError:
        raise NeedsSession()
    if isinstance(plain, str):
        require(plain.isascii() and plain.isprintable() and "\\" not in plain and len(plain) <= _LONGEST_ID)
        return plain
    require(plain is None or isinstance(plain, (bool, int, float)))
    return str(plain)


def is_starred(node):
    return isinstance(node, ast.Starred)
