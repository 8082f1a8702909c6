"""Finds the usable part of a program whose text was cut off."""

import ast
import re

# The start of a possible statement at the top level: a line that is not indented, and does not close or continue a
# statement before it.
_BEGINNING = re.compile(r"^(?![ \t\r\n)\]}#]|(?:elif|else|except|finally)\b)", re.MULTILINE)


def whole_part(text):
    """Returns the text without its last top-level statement, if only that statement prevents parsing.

    Otherwise it returns the text unchanged.
    """
    if _parses(text):
        return text
    for beginning in reversed([match.start() for match in _BEGINNING.finditer(text)]):
        rest = text[:beginning]
        if _parses(rest):
            return rest if ast.parse(rest).body else text
        if not _is_incomplete(rest):
            break
    return text


def _parses(text):
    try:
        ast.parse(text)
        return True
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def _is_incomplete(text):
    """Whether more text could make the text parse.

    If so, the start of the next line may lie within a string or a bracket.
    """
    import codeop

    try:
        return codeop.compile_command(text, symbol="exec") is None
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
        return False
