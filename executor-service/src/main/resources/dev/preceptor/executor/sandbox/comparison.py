"""Compares the output of a program with the output that a task expects."""

import decimal
import math
import signal

TOKENS, FLOATS, NUMBERS, PROGRAM = "tokens", "floats", "numbers", "program"


class BrokenChecker(Exception):
    """The task's checker does not work. This is not the program's fault."""


class Refused(Exception):
    """The task's checker raised an error on the program's output, but accepts the expected output."""


def of(request):
    """Returns the comparison that the task's field `comparison` asks for."""
    kind = (request or {}).get("kind")
    if kind == PROGRAM:
        return _Checker(request["program"])
    if kind == FLOATS:
        return _Tolerant(request["absolute"], request["relative"])
    return {TOKENS: _Tokens, NUMBERS: _Numbers}.get(kind, _Exact)()


class _Exact:
    """Requires the same text, apart from white space at the end of lines and at the end of the text."""

    # Whether the comparison cannot change the process that it runs in.
    leaves_no_trace = True

    def accepts(self, pair, printed):
        """Whether any of the pair's outputs matches the printed text."""
        return any(self.are_equal(output, printed) for output in pair["outputs"])

    def are_equal(self, expected, printed):
        return _lines(expected) == _lines(printed)


class _Tokens(_Exact):
    """Requires the same words, with any white space between them."""

    def are_equal(self, expected, printed):
        return expected.split() == printed.split()


class _Tolerant(_Exact):
    """Requires the same words, except that numbers may differ by a tolerance.

    The tolerance is the sum of the absolute tolerance and of the relative tolerance times the expected number.
    """

    def __init__(self, absolute, relative):
        self.absolute = absolute
        self.relative = relative

    def are_equal(self, expected, printed):
        wanted, got = expected.split(), printed.split()
        return len(wanted) == len(got) and all(map(self._are_near, wanted, got))

    def _are_near(self, expected, printed):
        if expected == printed:
            return True
        wanted, got = _number(float, expected), _number(float, printed)
        if wanted is None or got is None:
            return False
        return wanted == got or math.isfinite(wanted) and abs(wanted - got) <= self.absolute + self.relative * abs(wanted)


class _Numbers(_Exact):
    """Requires the same lines, or lines of equal numbers, apart from white space at both ends, like LiveCodeBench."""

    def are_equal(self, expected, printed):
        wanted, got = expected.strip().split("\n"), printed.strip().split("\n")
        return len(wanted) == len(got) and all(map(self._are_alike, wanted, got))

    def _are_alike(self, expected, printed):
        if expected.strip() == printed.strip():
            return True
        wanted = [_number(decimal.Decimal, word) for word in expected.split()]
        got = [_number(decimal.Decimal, word) for word in printed.split()]
        return None not in wanted and wanted == got


class _Checker:
    """Runs a program of the task that defines check(input, expected, output)."""

    leaves_no_trace = False

    def __init__(self, program):
        try:
            self.code = compile(program, "<checker>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError) as e:
            raise BrokenChecker("the checker does not parse: %s" % e)
        self.check = None

    def accepts(self, pair, printed):
        """Whether the checker accepts the printed text for any of the pair's outputs.

        A failed assert rejects it, as does a false result.
        """
        return any([self._accepts(pair["input"], output, printed) for output in pair["outputs"]])

    def _accepts(self, text, expected, printed):
        if self.check is None:
            self.check = self._define()
        try:
            return bool(self.check(text, expected, printed))
        except AssertionError:
            return False
        except _OutOfTime as e:
            raise BrokenChecker(str(e))
        except BaseException as e:
            self._try_on_expected(text, expected, e)
            raise Refused("the task's checker cannot read it (%s)" % _described(e))

    def _define(self):
        """Runs the checker's program; returns its function check."""
        names = {"__name__": "checker"}
        try:
            exec(self.code, names)
        except BaseException as e:
            raise BrokenChecker("the checker raises %s" % _described(e))
        if not callable(names.get("check")):
            raise BrokenChecker("the checker does not define check(input, expected, output)")
        return names["check"]

    def _try_on_expected(self, text, expected, error):
        """Raises BrokenChecker if the checker does not accept even the expected output."""
        try:
            works = bool(self.check(text, expected, expected))
        except BaseException:
            works = False
        if not works:
            raise BrokenChecker("the checker raises %s" % _described(error))


class _OutOfTime(BaseException):
    """The checker exceeded its limit on CPU time."""
    pass


def limit_time(seconds):
    """Limits the total CPU time of checkers from now on; a checker that exceeds it is broken."""

    def stop(*_):
        raise _OutOfTime("the checker did not end within %g s of processor time" % seconds)

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)


def _number(kind, word):
    """Parses a word as a number; None if it is none."""
    try:
        return kind(word)
    except (ValueError, ArithmeticError):
        return None


def _described(e):
    text = str(e)[:300]
    return type(e).__name__ + (": " + text if text else "")


def _lines(text):
    """The text without white space at the end of its lines and at its own end."""
    return "\n".join(line.rstrip() for line in text.split("\n")).rstrip()
