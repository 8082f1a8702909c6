"""The published tasks, and programs that may or may not solve them: the reference solutions, and those with one change."""

import ast
import json
import pathlib
import random
import warnings

from forms import Case


def human_eval(shared):
    with open(pathlib.Path(shared, "data", "HumanEval.jsonl"), encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            program = row["prompt"] + row["canonical_solution"]
            yield Case(row["task_id"], row["entry_point"], program, "", (), row["test"])


def mbpp(shared):
    """The tasks whose tests are all `assert f(literals) == literal`, the same f in each."""
    with open(pathlib.Path(shared, "data", "mbpp.jsonl"), encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            calls = [_call(test) for test in row["test_list"]]
            names = {call[0] for call in calls if call}
            if None not in calls and len(names) == 1:
                program = row["code"].replace("\r\n", "\n")
                id = "MBPP/%s" % row["task_id"]
                yield Case(id, names.pop(), program, row["test_setup_code"], tuple(call[1:] for call in calls))


def _call(test):
    try:
        (statement,) = ast.parse(test).body
        comparison = statement.test
        if not isinstance(comparison.ops[0], ast.Eq) or comparison.left.keywords:
            return None
        arguments = ", ".join(map(ast.unparse, comparison.left.args))
        expected = ast.unparse(comparison.comparators[0])
        ast.literal_eval("[%s]" % arguments), ast.literal_eval(expected)
        return comparison.left.func.id, arguments, expected
    except (SyntaxError, ValueError, AttributeError):
        return None


_SWAPS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Div, ast.Div: ast.FloorDiv, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


def changed(case):
    """The program with one random change: an operator, or a whole number. Always the same change for the same case."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(case.program)
    places = [node for node in ast.walk(tree) if _changes(node)]
    if not places:
        return None
    node = random.Random(case.id).choice(places)
    if isinstance(node, ast.Constant):
        node.value += 1
    elif isinstance(node, ast.Compare):
        node.ops[0] = _SWAPS[type(node.ops[0])]()
    else:
        node.op = _SWAPS[type(node.op)]()
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def _changes(node):
    if isinstance(node, ast.Constant):
        return type(node.value) is int
    if isinstance(node, ast.Compare):
        return type(node.ops[0]) in _SWAPS
    return isinstance(node, (ast.BinOp, ast.BoolOp)) and type(node.op) in _SWAPS
