"""Finds tests in pytest's form that can be run without a session of pytest, because they use only a part of it.

This part is: test functions and methods, also those of base classes in the same text; parameters of tests and of fixtures; fixtures of the
same text or of a test class; set-up and tear-down functions and methods with the fixed names; the marks skip, skipif, xfail, usefixtures
and those without a meaning to pytest; the fixtures of PytestFixtures, the log, and parts of request; decorators of unittest.mock; and
functions such as `pytest.raises`. Its meaning is the same in all versions of pytest. A session of pytest is a hundred times as much code,
and each page of memory that a child process touches is copied.
"""

import ast

from harness.pytest_parameters import NeedsSession, Rows, is_starred, parametrized, require
from harness.nodes import nodes_of
from harness.rewriting import DECORATORS, new

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# What pytest offers to tests with and without a session.
_OF_MODULE = frozenset(
    """
    CaptureFixture ExceptionInfo FixtureRequest LogCaptureFixture MonkeyPatch TempPathFactory WarningsRecorder approx deprecated_call fail
    fixture importorskip mark param raises skip warns xfail
    """.split()
)
# Marks with a meaning that is not known here.
_MARKS_OF_SESSION = frozenset(["filterwarnings", "hypothesis", "tryfirst", "trylast"])
# Functions with a fixed name that pytest calls before and after the tests of a module and of a class.
PREPARE_MODULE = frozenset(["setup_module", "teardown_module", "setup_function", "teardown_function"])
PREPARE_CLASS = frozenset(["setup_class", "teardown_class", "setup_method", "teardown_method"])
# The fixtures of pytest itself that PytestFixtures makes, and request, of which these attributes are known.
_OF_PYTEST = frozenset(["monkeypatch", "caplog", "capsys", "recwarn", "tmp_path"])
_REQUEST = "request"
_OF_REQUEST = frozenset(["addfinalizer", "cls", "function", "getfixturevalue", "instance", "node", "param"])
# The scopes of fixtures, the shortest first.
_SCOPES = ("function", "class", "module", "package", "session")
# The decorators of unittest.mock, with the number of the argument that replaces the mock which they otherwise pass to the test.
_PATCHES = {"unittest.mock.patch": 1, "unittest.mock.patch.object": 2}
_PATCH_DICT = "unittest.mock.patch.dict"


class DirectTests:
    """What is needed to run the tests of a text without a session of pytest.

    arguments holds, for each test function, method and fixture, the names of the fixtures that it asks for; a method has
    the name of its test class in front. orders holds for each test all fixtures that it needs, in the order in which they are
    made. owners holds for each fixture of the text the name of its class, or an empty text. autouse holds for each test class,
    and for the module under an empty name, the fixtures that all its tests get, in pytest's order. prepares holds the names of
    the functions that prepare the module. of_pytest says whether a fixture of pytest itself is asked for; others are names of
    fixtures that tests may ask for while they run.
    """

    def __init__(self, arguments, orders, owners, autouse, prepares, others):
        self.arguments = arguments
        self.orders = orders
        self.owners = owners
        self.autouse = autouse
        self.prepares = prepares
        asked = others.union(*orders.values())
        self.of_pytest = any(name in _OF_PYTEST and name not in owners for name in asked)


def direct_tests(tree, nodes, functions, classes):
    """Returns the DirectTests of a text with these nodes, test functions and test classes; None if they need a session."""
    try:
        return _Reader(tree, nodes).read(functions, classes)
    except NeedsSession:
        return None


def hierarchies(body, classes):
    """The definitions of these classes and of their base classes, as far as they are in the body of the module."""
    definitions = {node.name: node for node in body if isinstance(node, ast.ClassDef)}
    found, waiting = {}, list(classes)
    while waiting:
        name = waiting.pop()
        if name in definitions and name not in found:
            found[name] = definitions[name]
            waiting += [getattr(base, "id", None) for base in definitions[name].bases]
    return list(found.values())


def replace_decorators(tree, nodes):
    """Replaces decorators of pytest by those of harness.direct_tests, in a text that can be run without a session."""
    paths = _Paths(nodes)
    for node in tree.body:
        for part in [node] + (node.body if isinstance(node, ast.ClassDef) else []):
            if isinstance(part, _FUNCTIONS + (ast.ClassDef,)):
                part.decorator_list = [_replaced(decorator, paths) for decorator in part.decorator_list]
    return tree


def _replaced(decorator, paths):
    call = decorator if isinstance(decorator, ast.Call) else None
    path = paths.of(decorator)
    if path not in ("pytest.fixture", "pytest.mark.parametrize"):
        return decorator
    ours = new(ast.Attribute, new(ast.Name, DECORATORS, ast.Load()), path.split(".")[-1], ast.Load())
    return new(ast.Call, ours, call.args, call.keywords) if call else ours


class _Paths:
    """The dotted names of expressions, with the names of modules in place of those that imports bind."""

    def __init__(self, nodes):
        self.bound = {}
        for node in nodes.of(ast.Import):
            for alias in node.names:
                name = alias.asname or alias.name.split(".")[0]
                self.bound[name] = alias.name if alias.asname else name
        for node in nodes.of(ast.ImportFrom):
            if not node.level:
                self.bound.update((alias.asname or alias.name, "%s.%s" % (node.module, alias.name)) for alias in node.names)

    def of(self, node):
        """The dotted name of an expression or of what it calls; empty if it has none."""
        if isinstance(node, ast.Call):
            node = node.func
        if isinstance(node, ast.Attribute):
            before = self.of(node.value) if not isinstance(node.value, ast.Call) else ""
            return before and before + "." + node.attr
        return self.bound.get(node.id, node.id) if isinstance(node, ast.Name) else ""

    def of_pytest(self):
        """The names that imports of pytest bind."""
        return {name for name, path in self.bound.items() if path.split(".")[0] == "pytest"}


class _OfClass:
    """What a class says about its tests: where its methods come from, the fixtures that they use, and rows of parameters."""

    def __init__(self, line, uses, rows):
        self.line = line
        self.uses = uses
        self.rows = rows


class _Reader:
    """Reads a text; raises NeedsSession at anything that is not known to have the same meaning without a session."""

    def __init__(self, tree, nodes):
        self.body = tree.body
        self.nodes = nodes
        self.paths = _Paths(nodes)
        self.has_yields = bool(nodes.of(ast.Yield, ast.YieldFrom))
        self.scopes, self.owners, self.arguments, self.orders = {}, {}, {}, {}
        self.rows, self.autouse, self.prepares, self.is_prepared = {}, {}, [], False
        self.classes, self.others = {}, set()

    def read(self, functions, classes):
        definitions = [n for n in self.body if isinstance(n, _FUNCTIONS + (ast.ClassDef,))]
        require(len({n.name for n in definitions}) == len(definitions))
        self._read_uses(definitions)
        self.names_tests = self._read_request()
        self.classes = {node.name: node for node in definitions if isinstance(node, ast.ClassDef)}
        lines = {name: self._line(self.classes[name], ()) for name in classes}
        of_tests = {node.name for line in lines.values() for node in line}
        for node in definitions:
            self._read_fixtures_of("", [node])
            if node.name in of_tests:
                self._read_fixtures_of(node.name, node.body)
        own = self.autouse
        self.autouse = {name: sorted(each for node in line for each in own.get(node.name, ())) for name, line in lines.items()}
        self.autouse[""] = sorted(own.get("", ()))
        for name, scope in self.scopes.items():
            require(all(self._scope(argument) >= scope for argument in self.arguments[name]))
            owner = self.owners[name]
            self._require_reachable(self.arguments[name], self._line(self.classes[owner], ()) if owner else [])
            self._require_no_circle(name, ())
        require(all(self.owners.get(name, "") == "" and name not in self.rows for name in self.others))
        require(all(name in self.scopes or name in _OF_PYTEST and name != "capsys" for name in self.others))
        for node in definitions:
            if node.name in functions:
                self._read_test(node, node.name, "", _OfClass([], [], []))
            elif node.name in classes:
                self._read_class(node, lines[node.name])
            elif node.name in PREPARE_MODULE:
                self._read_preparation(node, ())
                self.prepares.append(node.name)
            elif node.name not in self.scopes:
                require(not any(self.paths.of(d).startswith("pytest") for d in node.decorator_list))
        # pytest makes fixtures of a longer scope before it calls what prepares a test.
        require(not self.is_prepared or not any(self.scopes.values()))
        return DirectTests(self.arguments, self.orders, self.owners, self.autouse, self.prepares, self.others)

    def _line(self, node, below):
        """The classes in which Python looks for a method of a class, in this order. They are classes of the same text without decorators."""
        require(node.name not in below and not node.keywords and all(isinstance(base, ast.Name) for base in node.bases))
        bases = [self.classes.get(base.id) for base in node.bases]
        require(None not in bases and not any(base.decorator_list for base in bases))
        if len(bases) == 1:
            return [node] + self._line(bases[0], below + (node.name,))
        require(not any(base.bases or base.keywords for base in bases))
        return [node] + bases

    def _scope(self, name):
        return self.scopes.get(name, 0 if name in _OF_PYTEST or name == _REQUEST else -1)

    def _read_uses(self, definitions):
        """Requires that the names of pytest are bound by imports only, and that only known parts of it are used."""
        for node in self.nodes.of(ast.ImportFrom):
            require(node.module == "pytest" or "pytest" not in (node.module or "").split(".")[0])
            require(node.module != "pytest" or all(alias.name in _OF_MODULE for alias in node.names))
        for node in self.nodes.of(ast.Import):
            require(all(alias.name == "pytest" or "pytest" not in alias.name for alias in node.names))
        ours = self.paths.of_pytest()
        require(not _bound_otherwise(self.nodes) & ours)
        outer = {id(n.value): n for n in self.nodes.of(ast.Attribute)}
        calls = {id(n.func): n for n in self.nodes.of(ast.Call)}
        classes = [node for node in definitions if isinstance(node, ast.ClassDef)]
        owners = definitions + [part for node in classes for part in node.body if isinstance(part, _FUNCTIONS)]
        decorators = {id(d.func if isinstance(d, ast.Call) else d) for node in owners for d in node.decorator_list}
        for node in self.nodes.of(ast.Name):
            if node.id in ours:
                require(isinstance(node.ctx, ast.Load))
                while id(node) in outer:
                    node = outer[id(node)]
                self._read_use(self.paths.of(node).split("."), calls.get(id(node)), id(node) in decorators)
        # The other attributes of capsys need a session.
        read = [n for n in self.nodes.of(ast.Attribute) if n.attr == "readouterr" and self.paths.of(n.value) == "capsys"]
        require(len(read) == sum(n.id == "capsys" for n in self.nodes.of(ast.Name)))

    def _read_use(self, path, call, decorates):
        """Reads one use of pytest: its dotted name, and the call of it; None if it is not called."""
        require(len(path) > 1 and path[1] in _OF_MODULE)
        if path[1] == "fixture":
            require(decorates)
        elif path[1] == "param":
            require(call is not None and all(keyword.arg in ("id", "marks") for keyword in call.keywords))
        elif path[1] == "mark":
            require(len(path) == 3 and path[2] not in _MARKS_OF_SESSION)
            require(decorates or path[2] not in ("parametrize", "usefixtures"))
            if path[2] in ("skipif", "xfail") and call is not None:
                self._read_condition(call)

    def _read_condition(self, call):
        """Requires that the conditions of a mark are values, not texts, and have a reason, which values need."""
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        require(None not in given and not any(map(is_starred, call.args)))
        conditions = call.args + [given[name] for name in ("condition",) if name in given]
        require(not conditions or "reason" in given)
        require(not any(isinstance(c, ast.JoinedStr) or _is_text(c) for c in conditions))

    def _read_request(self):
        """Requires that only known attributes of request are used. Returns whether its node is, which names the test."""
        if not any(n.arg == _REQUEST for n in self.nodes.of(ast.arg)):
            return False
        names = [n for n in self.nodes.of(ast.Name) if n.id == _REQUEST]
        used = [n for n in self.nodes.of(ast.Attribute) if isinstance(n.value, ast.Name) and n.value.id == _REQUEST]
        require(len(names) == len(used) and all(n.attr in _OF_REQUEST for n in used))
        self._read_other_fixtures([n for n in used if n.attr == "getfixturevalue"])
        nodes = {id(n) for n in used if n.attr == "node"}
        named = [n for n in self.nodes.of(ast.Attribute) if id(n.value) in nodes]
        require(len(named) == len(nodes) and all(n.attr == "name" for n in named))
        return bool(nodes)

    def _read_other_fixtures(self, used):
        """Reads the names of fixtures that the calls of these attributes ask for."""
        calls = [n for n in self.nodes.of(ast.Call) if any(n.func is each for each in used)]
        require(len(calls) == len(used) and all(len(n.args) == 1 and not n.keywords and _is_text(n.args[0]) for n in calls))
        self.others = {n.args[0].value for n in calls}

    def _read_fixtures_of(self, owner, body):
        """Reads the fixtures of a module or class. Each name is that of one fixture only."""
        for node in body:
            if isinstance(node, _FUNCTIONS) and any(self.paths.of(d) == "pytest.fixture" for d in node.decorator_list):
                require(node.name not in self.scopes and node.name != _REQUEST)
                self._read_fixture(node, owner)

    def _read_fixture(self, node, owner):
        (decorator,) = node.decorator_list if len(node.decorator_list) == 1 else (None,)
        require(decorator is not None and isinstance(node, ast.FunctionDef) and _takes_names_only(node.args))
        options = {"scope": "function", "autouse": False}
        given = {}
        if isinstance(decorator, ast.Call):
            given = {keyword.arg: keyword.value for keyword in decorator.keywords}
            require(not decorator.args and given.keys() <= {"scope", "autouse", "params", "ids"})
            options.update((name, getattr(given[name], "value", None)) for name in options if name in given)
        require(options["scope"] in _SCOPES and isinstance(options["autouse"], bool))
        scope = self.scopes[node.name] = _SCOPES.index(options["scope"])
        require(not owner or scope == 0)
        self.owners[node.name] = owner
        self.arguments[node.name] = _required_arguments(node, bool(owner))
        require(scope == 0 or _REQUEST not in self.arguments[node.name])
        if "params" in given:
            # With a longer scope, pytest runs all tests with one parameter before those with the next.
            require(scope == 0)
            self.rows[node.name] = Rows([node.name], True, given["params"], given.get("ids"))
        if options["autouse"]:
            self.autouse.setdefault(owner, []).append(node.name)

    def _read_class(self, node, line):
        """Reads a test class. line are the classes that its methods come from, see _line."""
        parametrize = [decorator for decorator in node.decorator_list if self._parametrizes(decorator)]
        others = [decorator for decorator in node.decorator_list if not self._parametrizes(decorator)]
        require(all(map(self._is_mark, others)))
        uses = [name for decorator in others for name in self._used_fixtures(decorator)]
        of_class = _OfClass(line, uses, [parametrized(decorator) for decorator in reversed(parametrize)])
        owners = {}
        for owner, part in [(each, part) for each in line for part in each.body]:
            if not isinstance(part, _FUNCTIONS):
                require(not isinstance(part, ast.ClassDef) or not part.name.startswith("Test"))
                require(not isinstance(part, ast.Assign) or _names_no_test(part))
                continue
            if part.name.startswith("test"):
                name = "%s.%s" % (node.name, part.name)
                # A method of a class hides those of the classes after it.
                if owners.setdefault(name, owner) is owner:
                    self._read_test(part, name, node.name, of_class)
            elif part.name in PREPARE_CLASS:
                self._read_preparation(part, ("classmethod",) if part.name.endswith("class") else ())
            elif self.owners.get(part.name) != owner.name:
                require(not any(self.paths.of(d).startswith("pytest") for d in part.decorator_list))

    def _parametrizes(self, decorator):
        return self.paths.of(decorator) == "pytest.mark.parametrize" and isinstance(decorator, ast.Call)

    def _is_mark(self, decorator):
        """Whether the decorator is a mark other than parametrize."""
        path = self.paths.of(decorator)
        return path.startswith("pytest.mark.") and path != "pytest.mark.parametrize"

    def _used_fixtures(self, decorator):
        """The fixtures that the mark usefixtures names; none if the decorator is another one."""
        if self.paths.of(decorator) != "pytest.mark.usefixtures":
            return []
        require(isinstance(decorator, ast.Call) and not decorator.keywords and all(map(_is_text, decorator.args)))
        return [argument.value for argument in decorator.args]

    def _read_preparation(self, node, decorators):
        """Reads a function or method that pytest calls before or after tests. decorators are those that it may have."""
        require(isinstance(node, ast.FunctionDef) and all(self.paths.of(d) in decorators for d in node.decorator_list))
        self._require_no_yields(node)
        self.is_prepared = True

    def _require_no_yields(self, node):
        require(not self.has_yields or not any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in nodes_of(node)))

    def _read_test(self, node, name, owner, of_class):
        """Reads a test function. owner is the name of its class; empty if it has none."""
        require(name not in self.arguments and _takes_names_only(node.args))
        self._require_no_yields(node)
        rows, own_uses, mocks = [], [], 0
        for decorator in reversed(node.decorator_list):
            path = self.paths.of(decorator)
            if self._parametrizes(decorator):
                rows.append(parametrized(decorator))
            elif path in _PATCHES and isinstance(decorator, ast.Call):
                mocks += _passes_mock(decorator, _PATCHES[path])
            else:
                require(self._is_mark(decorator) or path == _PATCH_DICT)
                own_uses += self._used_fixtures(decorator)
        rows += of_class.rows
        wanted = _required_arguments(node, bool(owner) + mocks)
        names = [parameter for each in rows for parameter in each.names]
        indirect = {parameter for each in rows for parameter in each.indirect}
        parameters = set(names) - indirect
        require(len(set(names)) == len(names) and not parameters & (set(self.scopes) | {_REQUEST}))
        require(parameters <= set(wanted))
        require(all(self.scopes.get(fixture) == 0 and fixture not in self.rows for fixture in indirect))
        self.arguments[name] = [argument for argument in wanted if argument not in parameters]
        uses = own_uses + of_class.uses
        self._require_reachable(self.arguments[name] + uses, of_class.line)
        self.orders[name] = self._order(owner, uses + self.arguments[name])
        require(indirect <= set(self.orders[name]))
        if self.names_tests and _REQUEST in self.orders[name]:
            rows += [self.rows[fixture] for fixture in self.orders[name] if fixture in self.rows]
            require(len(rows) <= 1 and all(each.have_known_names() for each in rows))

    def _order(self, owner, wanted):
        """All fixtures that a test needs which asks for the wanted ones, in the order in which they are made."""
        first = self.autouse.get("", []) + (self.autouse.get(owner, []) if owner else []) + wanted
        deep = self._needed(first, [])
        level, flat = first, []
        while level:
            flat += [name for name in level if name not in flat]
            level = [argument for name in level for argument in self.arguments.get(name, ()) if argument not in flat]
        orders = [sorted(dict.fromkeys(found), key=lambda name: -self._scope(name)) for found in (deep, flat)]
        # Old and new versions of pytest have different orders.
        longer = [[name for name in order if self._scope(name) > 0] for order in orders]
        require(longer[0] == longer[1])
        return orders[0]

    def _needed(self, names, found):
        for name in names:
            if name not in found:
                found.append(name)
                self._needed(self.arguments.get(name, ()), found)
        return found

    def _require_reachable(self, names, line):
        """Requires that these are fixtures which the tests and fixtures of a class may ask for, whose methods come from these classes."""
        known = {name: self.owners.get(name, "" if name in _OF_PYTEST or name == _REQUEST else None) for name in names}
        require(all(found == "" or any(found == node.name for node in line) for found in known.values()))

    def _require_no_circle(self, name, above):
        require(name not in above)
        for argument in self.arguments.get(name, ()):
            self._require_no_circle(argument, above + (name,))


def _passes_mock(decorator, place):
    """Whether this decorator of unittest.mock passes a mock to the test. place is the number of the argument that replaces it."""
    require(not any(map(is_starred, decorator.args)) and all(keyword.arg is not None for keyword in decorator.keywords))
    return len(decorator.args) <= place and not any(keyword.arg == "new" for keyword in decorator.keywords)


def _bound_otherwise(nodes):
    """The names that something other than an import or an assignment binds: definitions, arguments, caught exceptions and patterns."""
    kinds = [kind for kind in nodes.by_type if kind not in (ast.alias, ast.keyword)]
    return {getattr(n, field) for field in ("arg", "name") for kind in kinds if field in kind._fields for n in nodes.of(kind)}


def _takes_names_only(arguments):
    return not arguments.posonlyargs


def _required_arguments(node, others):
    """The arguments without a default value, without the others, which are the first ones."""
    arguments = node.args
    plain = arguments.args[: len(arguments.args) - len(arguments.defaults)][others:]
    named = [a for a, default in zip(arguments.kwonlyargs, arguments.kw_defaults) if default is None]
    return [argument.arg for argument in plain + named]


def _names_no_test(node):
    """Whether an assignment in a class gives a name that pytest takes for a test to nothing but a plain value."""
    names = [target.id for target in node.targets if isinstance(target, ast.Name)]
    plain = isinstance(node.value, (ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set))
    return "__test__" not in names and (plain or not any(name.startswith("test") for name in names))


def _is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
