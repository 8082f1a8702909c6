"""Rewrites the asserts of a test, so that a failed assert can report the call, the expected and the actual value.

`assert f(2) == 4` becomes, in effect:

    inspector.begin(number, "f(2)")
    expected = 4
    inspector.expect("%s", expected)
    got = f(2)
    if not got == expected: inspector.wrong(got)
"""

import ast

from harness.nodes import nodes_of

# Names that the code of tests gets from the harness.
INSPECTOR, DECORATORS = "_preceptor_inspector", "_preceptor_decorators"
_GOT, _EXPECTED, _CAUGHT = "_preceptor_got", "_preceptor_expected", "_preceptor_caught"
_WORDS = {
    ast.Eq: "%s",
    ast.Is: "%s",
    ast.NotEq: "anything but %s",
    ast.IsNot: "anything but %s",
    ast.In: "one of %s",
    ast.NotIn: "none of %s",
    ast.Lt: "less than %s",
    ast.LtE: "at most %s",
    ast.Gt: "more than %s",
    ast.GtE: "at least %s",
}
_WORDS_SWAPPED = {
    **_WORDS,
    ast.In: "something that contains %s",
    ast.NotIn: "something without %s",
    ast.Lt: "more than %s",
    ast.LtE: "at least %s",
    ast.Gt: "less than %s",
    ast.GtE: "at most %s",
}
_UNCHANGEABLE = (
    ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.UnaryOp, ast.BinOp, ast.operator, ast.unaryop, ast.expr_context
)
_EQUAL = ("array_equal",)
_CLOSE = _EQUAL + ("isclose", "close", "allclose", "is_close", "approx_equal", "almost_equal")


# The assertion methods of unittest, with a format of what each expects.
_METHODS = {
    "assertEqual": "%s",
    "assertEquals": "%s",
    "assertListEqual": "%s",
    "assertDictEqual": "%s",
    "assertTupleEqual": "%s",
    "assertSetEqual": "%s",
    "assertMultiLineEqual": "%s",
    "assertSequenceEqual": "%s",
    "assertIs": "%s",
    "assertCountEqual": "the elements of %s",
    "assertAlmostEqual": "about %s",
    "assertNotEqual": "anything but %s",
    "assertIsNot": "anything but %s",
    "assertIn": "one of %s",
    "assertNotIn": "none of %s",
    "assertLess": "less than %s",
    "assertLessEqual": "at most %s",
    "assertGreater": "more than %s",
    "assertGreaterEqual": "at least %s",
    "assertIsInstance": "an instance of %s",
    "assertTrue": "a true value",
    "assertFalse": "a false value",
    "assertIsNone": "None",
    "assertIsNotNone": "anything but None",
}
_OF_ONE = ("assertTrue", "assertFalse", "assertIsNone", "assertIsNotNone")


# The fields of nodes that hold statements, or parts of statements that hold statements.
_BLOCKS = ("body", "handlers", "orelse", "finalbody", "cases")


class Rewriter(ast.NodeTransformer):
    """Rewrites every assert in a syntax tree.

    theirs are the names that the program defines; known are the other names whose meaning is clear from the text. With
    keep_going, a failed assert is recorded as a separate case and the next assert runs. exits are the names of functions that end
    the script which the tests are; empty if they are no script.
    """

    def __init__(self, source, theirs, known, keep_going, exits=()):
        self.lines = source.split("\n")
        self.theirs = theirs
        self.known = known
        self.keep_going = keep_going
        self.exits = exits
        self.guarded = 0
        self.asserts = []
        self.message = None

    def generic_visit(self, node):
        """Visits the statements in a node, in their order. Asserts are statements, so no expression is visited."""
        for name in _BLOCKS:
            block = getattr(node, name, None)
            if isinstance(block, list):
                visited = []
                for statement in block:
                    found = self.visit(statement)
                    visited += found if isinstance(found, list) else [found]
                block[:] = visited
        return node

    def visit_Try(self, node):
        return self._visit_guarded(node)

    def visit_With(self, node):
        return self._visit_guarded(node)

    def _visit_guarded(self, node):
        """Visits a block in which the test itself may catch a failed assert, so the failure must be raised."""
        self.guarded += 1
        visited = self.generic_visit(node)
        self.guarded -= 1
        return visited

    def visit_Expr(self, node):
        """Replaces a call that ends the script."""
        call = node.value
        return self._end(call) if isinstance(call, ast.Call) and _path(call.func) in self.exits else node

    def visit_Raise(self, node):
        """Replaces an exception that ends the script."""
        call = node.exc if isinstance(node.exc, ast.Call) else new(ast.Call, node.exc, [], [])
        return self._end(call) if self.exits and node.cause is None and _path(call.func) == "SystemExit" else node

    def _end(self, call):
        end = new(ast.Attribute, _name(INSPECTOR), "end", ast.Load())
        return new(ast.Expr, new(ast.Call, end, call.args, call.keywords))

    def visit_Assert(self, node):
        """Replaces an assert by statements that report its outcome."""
        self.asserts.append(self.text(node))
        number = len(self.asserts) - 1
        self.message = node.msg
        body = []
        for condition in _conjuncts(node.test):
            body += self._condition(number, condition)
        body += self._forget()
        if self.keep_going:
            body.append(_call("passed", new(ast.Constant, number)))
        if self.keep_going and not self.guarded:
            caught = _call("failed", new(ast.Constant, number), _name(_CAUGHT))
            # The plain name Exception may have another meaning in the test.
            exception = new(ast.Attribute, _name(INSPECTOR), "Exception", ast.Load())
            handler = new(ast.ExceptHandler, exception, _CAUGHT, [caught])
            body = [new(ast.Try, body, [handler], [], [])]
        return body

    def _forget(self):
        """The statements that follow an assert that holds."""
        return []

    def _condition(self, number, test):
        """The statements that evaluate one condition of an assert and report it if it does not hold."""
        if isinstance(test, ast.Compare) and len(test.ops) == 1:
            return self._comparison(number, test, test.left, test.ops[0], test.comparators[0])
        if isinstance(test, ast.Call) and _last_name(test.func) in _CLOSE and len(test.args) >= 2:
            got, expected = test.args[0], test.args[1]
            if not self.mentions_program(test.func) and self.mentions_program(got):
                rest = new(ast.Call, test.func, [_name(_GOT), _name(_EXPECTED)] + test.args[2:], test.keywords)
                words = "%s" if _last_name(test.func) in _EQUAL else "about %s"
                return self._split(number, got, expected, words, rest)
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return self._truth(number, test.operand, False)
        return self._truth(number, test, True)

    def _comparison(self, number, test, left, operator, right):
        """The statements for a comparison; the operand that uses the program's names is the actual value."""
        distance = _distance(left) if isinstance(operator, (ast.Lt, ast.LtE)) else None
        if distance is not None and self.mentions_program(left) and not self.mentions_program(right):
            got, expected = distance.left, distance.right
            if not self.mentions_program(got):
                got, expected = expected, got
            names = (_GOT, _EXPECTED) if got is distance.left else (_EXPECTED, _GOT)
            difference = new(ast.BinOp, _name(names[0]), ast.Sub(), _name(names[1]))
            check = new(ast.Compare, new(ast.Call, left.func, [difference], []), [operator], [right])
            return self._split(number, got, expected, "about %s", check, expected is distance.left)
        if self.mentions_program(right) and not self.mentions_program(left):
            check = new(ast.Compare, _name(_EXPECTED), [operator], [_name(_GOT)])
            return self._split(number, right, left, _WORDS_SWAPPED[type(operator)], check, True)
        check = new(ast.Compare, _name(_GOT), [operator], [_name(_EXPECTED)])
        return self._split(number, left, right, _WORDS[type(operator)], check)

    def _split(self, number, got, expected, words, check, expected_is_first=False):
        """The statements that evaluate both operands, report the expected value, and compare."""
        assign_got = _assign(_GOT, got)
        assign_expected = [
            _assign(_EXPECTED, expected),
            _call("expect", new(ast.Constant, words), _name(_EXPECTED)),
        ]
        # An expected value that no call can change is evaluated first, so that it is known even if the program
        # raises.
        early = expected_is_first or isinstance(expected, ast.Name) or all(isinstance(n, _UNCHANGEABLE) for n in nodes_of(expected))
        wrong = new(ast.If, new(ast.UnaryOp, ast.Not(), check), self._wrong(), [])
        order = assign_expected + [assign_got] if early else [assign_got] + assign_expected
        return [self._begin(number, got)] + order + [wrong] + self._after(check)

    def _after(self, check):
        """The statements that follow a comparison that holds."""
        return []

    def _truth(self, number, test, wanted):
        """The statements for a condition that must be true or must be false."""
        check = new(ast.UnaryOp, ast.Not(), _name(_GOT)) if wanted else _name(_GOT)
        wrong = new(ast.If, check, self._wrong(), [])
        expect = _call("expect_truth", new(ast.Constant, wanted))
        return [self._begin(number, test), expect, _assign(_GOT, test), wrong]

    def _wrong(self):
        """The statements that fail the assert. As in Python, its message is evaluated only now."""
        if self.message is None:
            return [_call("wrong", _name(_GOT))]
        return [_call("found", _name(_GOT)), _call("wrong", _name(_GOT), self.message)]

    def _begin(self, number, got):
        """Reports the call that follows.

        The report is the text of the call if that contains all values, and otherwise the call with the values
        passed.
        """
        nodes = nodes_of(got)
        names = {n.id for n in nodes if isinstance(n, ast.Name)}
        bound = {n.arg for n in nodes if isinstance(n, ast.arg)}
        bound |= {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        plain = names - bound <= self.theirs | self.known
        return _call("begin", new(ast.Constant, number), new(ast.Constant, self.text(got)), new(ast.Constant, plain))

    def mentions_program(self, node):
        """Whether the node uses a name that the program defines."""
        return any(isinstance(n, ast.Name) and n.id in self.theirs for n in nodes_of(node))

    def text(self, node):
        """The source text of a node. Python's column offsets count bytes."""
        first, last = node.lineno - 1, node.end_lineno - 1
        if first != last:
            return ast.unparse(node)
        return self.lines[first].encode()[node.col_offset : node.end_col_offset].decode()


class MethodRewriter(Rewriter):
    """Also rewrites the assertion methods of unittest and checks equality with plain values; for tests that run inside.

    `self.assertEqual(f(2), 4)` becomes, in effect:

        inspector.begin(number, "f(2)")
        got = f(2)
        expected = 4
        inspector.compare("%s", got, expected)
        self.assertEqual(got, expected)
        inspector.agreed(lambda got, expected: got == expected, got, expected)
    """

    def visit_Expr(self, node):
        """Rewrites an assertion method of unittest or an assertion function of a library."""
        ended = super().visit_Expr(node)
        if ended is not node:
            return ended
        call = node.value
        if isinstance(call, ast.Call) and not self.keep_going and str(_last_name(call.func)).startswith("assert_") and call.args:
            # An assertion of a library, such as pandas.testing.assert_frame_equal. Its first argument is taken as the
            # call.
            self.asserts.append(self.text(node))
            return [self._begin(len(self.asserts) - 1, call.args[0]), node]
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)):
            return node
        words = _METHODS.get(call.func.attr)
        count = 1 if call.func.attr in _OF_ONE else 2
        plain = len(call.args) >= count and not any(isinstance(a, ast.Starred) for a in call.args[:count])
        if self.keep_going or words is None or call.func.value.id != "self" or not plain:
            return node
        got, expected = call.args[0], call.args[1] if count == 2 else new(ast.Constant, words)
        swapped = count == 2 and self.mentions_program(expected) and not self.mentions_program(got)
        subject = expected if swapped else got
        names = [_name(_GOT), _name(_EXPECTED)]
        compared = names[::-1] if swapped else names
        compare = _call("compare", new(ast.Constant, words if count == 2 else "%s"), *compared)
        if count == 1:
            compare = _call("compare", new(ast.Constant, words), _name(_GOT), new(ast.Constant, None))
        rest = new(ast.Call, call.func, names[:count] + call.args[count:], call.keywords)
        assigned = [_assign(_GOT, got)] + ([_assign(_EXPECTED, expected)] if count == 2 else [])
        self.asserts.append(self.text(node))
        begin = self._begin(len(self.asserts) - 1, subject)
        equal = new(ast.Compare, compared[0], [ast.Eq()], [compared[1]])
        after = self._after(equal) if words == "%s" and count == 2 else []
        return [begin] + assigned + [compare, new(ast.Expr, rest)] + after + self._forget()

    def _forget(self):
        """Clears the values, so that the program's objects do not live longer than they would without the rewriting."""
        forget = new(ast.Attribute, _name(INSPECTOR), "forget_values", ast.Load())
        names = [new(ast.Name, name, ast.Store()) for name in (_GOT, _EXPECTED)]
        return [new(ast.Assign, names, new(ast.Call, forget, [], []))]

    def _after(self, check):
        """Repeats the comparison with values other than the expected one."""
        if isinstance(check, ast.Compare) and not isinstance(check.ops[0], (ast.Eq, ast.In)) and not isinstance(check.left, ast.Call):
            return []
        names = [new(ast.arg, name, None, None) for name in (_GOT, _EXPECTED)]
        arguments = ast.arguments(posonlyargs=[], args=names, vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None, defaults=[])
        again = new(ast.Lambda, arguments, check)
        return [_call("agreed", again, _name(_GOT), _name(_EXPECTED))]


def new(kind, *fields):
    """Creates a node that is not in the source; its position does not matter."""
    return kind(*fields, lineno=1, col_offset=0)


def _conjuncts(test):
    """The conditions that `and` joins; the test itself if there is no `and`."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return [part for value in test.values for part in _conjuncts(value)]
    return [test]


def _distance(node):
    """The subtraction in abs(a - b) or math.fabs(a - b); None if the node is something else."""
    if isinstance(node, ast.Call) and _last_name(node.func) in ("abs", "fabs") and len(node.args) == 1:
        inner = node.args[0]
        if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Sub):
            return inner
    return None


def _last_name(node):
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None


def _path(node):
    """The name `a` or `a.b` as text; None for other expressions."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return "%s.%s" % (node.value.id, node.attr)
    return node.id if isinstance(node, ast.Name) else None


def _name(identifier):
    return new(ast.Name, identifier, ast.Load())


def _assign(identifier, value):
    return new(ast.Assign, [new(ast.Name, identifier, ast.Store())], value)


def _call(method, *arguments):
    function = new(ast.Attribute, new(ast.Name, INSPECTOR, ast.Load()), method, ast.Load())
    return new(ast.Expr, new(ast.Call, function, list(arguments), []))
