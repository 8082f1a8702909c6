"""Finds tests in pytest's form that can be run without pytest, because they use only a part of it.

This part is: test functions and methods, `pytest.mark.parametrize` with names and values, fixtures of the same text or of a
test class whose only options are scope and autouse, set-up and tear-down functions and methods with the fixed names, the
fixtures monkeypatch and capsys, and functions such as `pytest.raises`. Its meaning is the same in all versions of pytest. A
session of pytest is a hundred times as much code, and each page of memory that a child process touches is copied.
"""

import ast

from harness.rewriting import DECORATORS, nodes_of

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_USED_AS_FUNCTIONS = frozenset(["raises", "approx", "fail", "skip", "warns"])
# Functions with a fixed name that pytest calls before and after the tests of a module and of a class.
PREPARE_MODULE = frozenset(["setup_module", "teardown_module", "setup_function", "teardown_function"])
PREPARE_CLASS = frozenset(["setup_class", "teardown_class", "setup_method", "teardown_method"])
# The fixtures of pytest itself that PytestFixtures makes.
_OF_PYTEST = frozenset(["monkeypatch", "capsys"])
# The scopes of fixtures, the shortest first. A fixture of a class needs pytest.
_SCOPES = ("function", "module", "package", "session")


class DirectTests:
    """What is needed to run the tests of a text without pytest.

    arguments holds, for each test function, method and fixture, the names of the fixtures that it asks for; a method has
    the name of its class in front. owners holds for each fixture of the text the name of its class, or an empty text.
    autouse holds for each owner the fixtures that all its tests get, in pytest's order. prepares holds the names of the
    functions that prepare the module. of_pytest says whether a fixture of pytest itself is asked for.
    """

    def __init__(self, arguments, owners, autouse, prepares):
        self.arguments = arguments
        self.owners = owners
        self.autouse = autouse
        self.prepares = prepares
        self.of_pytest = any(name in _OF_PYTEST and name not in owners for names in arguments.values() for name in names)


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
        self.scopes, self.owners, self.arguments = {}, {}, {}
        self.autouse, self.prepares, self.is_prepared = {}, [], False

    def read(self, functions, classes):
        definitions = [n for n in self.body if isinstance(n, _FUNCTIONS + (ast.ClassDef,))]
        _require(len({n.name for n in definitions}) == len(definitions))
        self._read_uses()
        for node in definitions:
            self._read_fixtures_of("", [node])
            if node.name in classes:
                self._read_fixtures_of(node.name, node.body)
        for node in definitions:
            if node.name in functions:
                self._read_test(node, node.name, "")
            elif node.name in classes:
                self._read_class(node)
            elif node.name in PREPARE_MODULE:
                self._read_preparation(node, ())
                self.prepares.append(node.name)
            elif node.name not in self.scopes:
                _require(not any(_path(d).startswith("pytest") for d in node.decorator_list))
        for name, scope in self.scopes.items():
            _require(all(self._scope(argument) >= scope for argument in self.arguments[name]))
            self._require_reachable(self.arguments[name], self.owners[name])
            self._require_no_circle(name, ())
        # pytest makes fixtures of a longer scope before it calls what prepares a test.
        _require(not (self.is_prepared or self.autouse) or not any(self.scopes.values()))
        return DirectTests(self.arguments, self.owners, self.autouse, self.prepares)

    def _scope(self, name):
        return self.scopes.get(name, 0 if name in _OF_PYTEST else -1)

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
        known += [n for n in self.nodes if isinstance(n, ast.Call) and _is_row(n)]
        for node in self.nodes:
            if isinstance(node, _FUNCTIONS):
                known += [d for d in node.decorator_list if _is_fixture(d) or _is_parametrize(d)]
        _require(len(known) == len(names))
        # The other attributes of capsys need a session.
        read = [n for n in self.nodes if isinstance(n, ast.Attribute) and n.attr == "readouterr" and _path(n.value) == "capsys"]
        _require(len(read) == sum(isinstance(n, ast.Name) and n.id == "capsys" for n in self.nodes))

    def _read_fixtures_of(self, owner, body):
        """Reads the fixtures of a module or class. Each name is that of one fixture only."""
        for node in body:
            if isinstance(node, _FUNCTIONS) and any(_is_fixture(d) for d in node.decorator_list):
                _require(node.name not in self.scopes)
                self._read_fixture(node, owner)
        for names in self.autouse.values():
            names.sort()

    def _read_fixture(self, node, owner):
        (decorator,) = node.decorator_list if len(node.decorator_list) == 1 else (None,)
        _require(decorator is not None and isinstance(node, ast.FunctionDef) and _takes_names_only(node.args))
        options = {"scope": "function", "autouse": False}
        if isinstance(decorator, ast.Call):
            _require(not decorator.args and all(k.arg in options for k in decorator.keywords))
            options.update((k.arg, getattr(k.value, "value", None)) for k in decorator.keywords)
        _require(options["scope"] in _SCOPES and isinstance(options["autouse"], bool))
        self.scopes[node.name] = _SCOPES.index(options["scope"])
        _require(not owner or options["scope"] == "function")
        self.owners[node.name] = owner
        self.arguments[node.name] = _required_arguments(node, bool(owner))
        if options["autouse"]:
            self.autouse.setdefault(owner, []).append(node.name)

    def _read_class(self, node):
        _require(not node.bases and not node.keywords and not node.decorator_list)
        for part in node.body:
            if not isinstance(part, _FUNCTIONS):
                _require(not isinstance(part, ast.ClassDef) or not part.name.startswith("Test"))
                continue
            if part.name.startswith("test"):
                self._read_test(part, "%s.%s" % (node.name, part.name), node.name)
            elif part.name in PREPARE_CLASS:
                self._read_preparation(part, ("classmethod",) if part.name.endswith("class") else ())
            elif self.owners.get(part.name) != node.name:
                _require(not any(_path(d).startswith("pytest") for d in part.decorator_list))

    def _read_preparation(self, node, decorators):
        """Reads a function or method that pytest calls before or after tests. decorators are those that it may have."""
        _require(isinstance(node, ast.FunctionDef) and all(_path(d) in decorators for d in node.decorator_list))
        _require(not any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in nodes_of(node)))
        self.is_prepared = True

    def _read_test(self, node, name, owner):
        """Reads a test function. owner is the name of its class; empty if it has none."""
        own = bool(owner)
        _require(name not in self.arguments and _takes_names_only(node.args))
        _require(all(_is_parametrize(decorator) for decorator in node.decorator_list))
        _require(not any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in nodes_of(node)))
        wanted = _required_arguments(node, own)
        parameters = [p for decorator in node.decorator_list for p in _parameters(decorator)]
        _require(len(set(parameters)) == len(parameters) and not set(parameters) & set(self.scopes))
        _require(set(parameters) <= set(wanted))
        self.arguments[name] = [argument for argument in wanted if argument not in parameters]
        self._require_reachable(self.arguments[name], owner)

    def _require_reachable(self, names, owner):
        """Requires that these are fixtures which the tests and fixtures of the owner may ask for."""
        _require(all(self.owners.get(name, "" if name in _OF_PYTEST else None) in ("", owner) for name in names))

    def _require_no_circle(self, name, above):
        _require(name not in above)
        for argument in self.arguments.get(name, ()):
            self._require_no_circle(argument, above + (name,))


def _parameters(decorator):
    """The names of the arguments that a parametrize decorator sets."""
    given = {keyword.arg: keyword.value for keyword in decorator.keywords}
    given.update(zip(("argnames", "argvalues"), decorator.args))
    _require(len(decorator.args) <= 2 and not any(map(_is_starred, decorator.args)))
    _require({"argnames", "argvalues"} <= set(given) <= {"argnames", "argvalues", "ids"})
    ids = given.get("ids")
    _require(ids is None or isinstance(ids, (ast.List, ast.Tuple)) and all(map(_is_text, ids.elts)))
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


def _is_row(call):
    """Whether the call is `pytest.param` with values and at most a name."""
    return _path(call.func) == "pytest.param" and all(keyword.arg == "id" for keyword in call.keywords)


def _is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


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
