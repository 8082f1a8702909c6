"""Finds tests in pytest's form that can be run without pytest, because they use only a part of it.

This part is: test functions and methods, `pytest.mark.parametrize` with names and values, fixtures of the same text that
are functions without options other than their scope, and the functions `pytest.raises`, `approx` and `fail`. Its meaning
is the same in all versions of pytest. pytest itself is a hundred times as much code, and each page of memory that a child
process touches is copied.
"""

import ast

from harness.rewriting import DECORATORS, nodes_of

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_USED_AS_FUNCTIONS = frozenset(["raises", "approx", "fail"])
# The scopes of fixtures, the shortest first. A fixture of a class needs pytest.
_SCOPES = ("function", "module", "package", "session")


class DirectTests:
    """What is needed to run the tests of a text without pytest.

    arguments holds, for each test function, method and fixture, the names of the fixtures that it asks for; a method has
    the name of its class in front. fixtures holds the names of the fixtures.
    """

    def __init__(self, fixtures, arguments):
        self.fixtures = fixtures
        self.arguments = arguments


class _NeedsPytest(Exception):
    """The tests use more of pytest."""


def direct_tests(tree, functions, classes):
    """Returns the DirectTests of a text with these test functions and test classes; None if they need pytest."""
    try:
        return _Reader(tree).read(functions, classes)
    except _NeedsPytest:
        return None


def replace_decorators(tree):
    """Replaces pytest's decorators by those of harness.direct_tests, in a text that can be run without pytest."""
    for node in tree.body:
        for function in [node] + (node.body if isinstance(node, ast.ClassDef) else []):
            if isinstance(function, _FUNCTIONS):
                function.decorator_list = [_replaced(decorator) for decorator in function.decorator_list]
    return tree


def _replaced(decorator):
    call = decorator if isinstance(decorator, ast.Call) else None
    path = _path(call.func if call else decorator)
    if path not in ("pytest.fixture", "pytest.mark.parametrize"):
        return decorator
    ours = ast.Attribute(ast.Name(DECORATORS, ast.Load()), path.split(".")[-1], ast.Load())
    return ast.fix_missing_locations(ast.copy_location(ast.Call(ours, call.args, call.keywords) if call else ours, decorator))


class _Reader:
    """Reads a text; raises _NeedsPytest at anything that is not known to have the same meaning without pytest."""

    def __init__(self, tree):
        self.body = tree.body
        self.nodes = nodes_of(tree)
        self.scopes, self.arguments = {}, {}

    def read(self, functions, classes):
        definitions = [n for n in self.body if isinstance(n, _FUNCTIONS + (ast.ClassDef,))]
        _require(len({n.name for n in definitions}) == len(definitions))
        self._read_uses()
        for node in definitions:
            if isinstance(node, _FUNCTIONS) and any(_is_fixture(d) for d in node.decorator_list):
                self._read_fixture(node)
        for node in definitions:
            if node.name in functions:
                self._read_test(node, node.name, 0)
            elif node.name in classes:
                self._read_class(node)
            elif node.name not in self.scopes:
                _require(not any(_path(d).startswith("pytest") for d in node.decorator_list))
        for name, scope in self.scopes.items():
            _require(all(self.scopes.get(a, -1) >= scope for a in self.arguments[name]))
            self._require_no_circle(name, ())
        _require(all(a in self.scopes for names in self.arguments.values() for a in names))
        return DirectTests(list(self.scopes), self.arguments)

    def _read_uses(self):
        """Requires that the name pytest is the module, and that only known parts of it are used."""
        imports = [n for n in self.nodes if isinstance(n, (ast.Import, ast.ImportFrom))]
        for node in imports:
            if isinstance(node, ast.ImportFrom):
                _require((node.module or "").split(".")[0] not in ("pytest", "_pytest"))
            _require(all(alias.name == "pytest" or "pytest" not in (alias.asname or alias.name) for alias in node.names))
            _require(all(alias.asname is None for alias in node.names if alias.name == "pytest"))
        names = [n for n in self.nodes if isinstance(n, ast.Name) and n.id == "pytest"]
        _require(all(isinstance(n.ctx, ast.Load) for n in names))
        known = [n for n in self.nodes if isinstance(n, ast.Attribute) and _is_pytest(n.value) and n.attr in _USED_AS_FUNCTIONS]
        for node in self.nodes:
            if isinstance(node, _FUNCTIONS):
                known += [d for d in node.decorator_list if _is_fixture(d) or _is_parametrize(d)]
        _require(len(known) == len(names))

    def _read_fixture(self, node):
        (decorator,) = node.decorator_list if len(node.decorator_list) == 1 else (None,)
        _require(decorator is not None and isinstance(node, ast.FunctionDef) and _takes_names_only(node.args))
        scope = "function"
        if isinstance(decorator, ast.Call):
            _require(not decorator.args and all(k.arg == "scope" for k in decorator.keywords))
            for keyword in decorator.keywords:
                scope = getattr(keyword.value, "value", None)
        _require(scope in _SCOPES)
        self.scopes[node.name] = _SCOPES.index(scope)
        self.arguments[node.name] = _required_arguments(node, 0)

    def _read_class(self, node):
        _require(not node.bases and not node.keywords and not node.decorator_list)
        for part in node.body:
            if isinstance(part, _FUNCTIONS):
                _require(not any(_is_fixture(d) for d in part.decorator_list))
                if part.name.startswith("test"):
                    self._read_test(part, "%s.%s" % (node.name, part.name), 1)
                else:
                    _require(not any(_path(d).startswith("pytest") for d in part.decorator_list))

    def _read_test(self, node, name, own):
        """Reads a test function. own is the number of its first arguments that no fixture provides."""
        _require(name not in self.arguments and _takes_names_only(node.args))
        _require(all(_is_parametrize(decorator) for decorator in node.decorator_list))
        _require(not any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in nodes_of(node)))
        wanted = _required_arguments(node, own)
        parameters = [p for decorator in node.decorator_list for p in _parameters(decorator)]
        _require(len(set(parameters)) == len(parameters) and not set(parameters) & set(self.scopes))
        _require(set(parameters) <= set(wanted))
        self.arguments[name] = [argument for argument in wanted if argument not in parameters]

    def _require_no_circle(self, name, above):
        _require(name not in above)
        for argument in self.arguments.get(name, ()):
            self._require_no_circle(argument, above + (name,))


def _parameters(decorator):
    """The names of the arguments that a parametrize decorator sets."""
    given = {keyword.arg: keyword.value for keyword in decorator.keywords}
    given.update(zip(("argnames", "argvalues"), decorator.args))
    _require(len(decorator.args) <= 2 and set(given) == {"argnames", "argvalues"} and not any(map(_is_starred, decorator.args)))
    names = given["argnames"]
    if isinstance(names, (ast.List, ast.Tuple)):
        texts = [getattr(element, "value", None) for element in names.elts]
    else:
        text = getattr(names, "value", None)
        _require(isinstance(text, str))
        texts = [part.strip() for part in text.split(",") if part.strip()]
    _require(bool(texts) and all(isinstance(text, str) for text in texts))
    return texts


def _takes_names_only(arguments):
    return not arguments.posonlyargs


def _required_arguments(node, own):
    """The arguments without a default value, after the first ones."""
    arguments = node.args
    plain = arguments.args[: len(arguments.args) - len(arguments.defaults)][own:]
    named = [a for a, default in zip(arguments.kwonlyargs, arguments.kw_defaults) if default is None]
    return [argument.arg for argument in plain + named]


def _is_fixture(decorator):
    return _path(decorator.func if isinstance(decorator, ast.Call) else decorator) == "pytest.fixture"


def _is_parametrize(decorator):
    return isinstance(decorator, ast.Call) and _path(decorator.func) == "pytest.mark.parametrize"


def _is_pytest(node):
    return isinstance(node, ast.Name) and node.id == "pytest"


def _is_starred(node):
    return isinstance(node, ast.Starred)


def _path(node):
    """A dotted expression as text; empty if it is something else."""
    if isinstance(node, ast.Attribute):
        before = _path(node.value)
        return before and before + "." + node.attr
    if isinstance(node, ast.Call):
        return _path(node.func)
    return node.id if isinstance(node, ast.Name) else ""


def _require(condition):
    if not condition:
        raise _NeedsPytest()
