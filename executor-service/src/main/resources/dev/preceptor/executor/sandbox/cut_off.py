"""What counts of a program whose text ends in the middle."""

import ast
import re

# Where a statement at the top level may begin: a line that is not indented, and neither closes nor goes on with one before.
_BEGINNING = re.compile(r"^(?![ \t\r\n)\]}#]|(?:elif|else|except|finally)\b)", re.MULTILINE)


def whole_part(text):
    """The text without its last statement at the top level, where only that keeps it from being parsed; else the text."""
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
    """Whether the text could go on so that it parses: the beginning of the next line lies within a string or a bracket."""
    import codeop

    try:
        return codeop.compile_command(text, symbol="exec") is None
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
        return False
