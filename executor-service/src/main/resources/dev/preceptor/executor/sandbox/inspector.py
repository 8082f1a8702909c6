"""Records what a test calls, expects and gets, to explain its failure."""

import re

from harness.display import cut, on_one_line, show


NO_FOLDER = "No usable temporary directory"
NO_FOLDER_HERE = "the tests need a folder to write to, which this tier of isolation does not have"
_LONGEST_TEST = 1000


def text_of(error):
    """The text of an exception; empty if str raises."""
    try:
        return str(error)
    except BaseException:
        return ""


class Mismatch(AssertionError):
    """An assert found a wrong value."""
    pass


class Ended(SystemExit):
    """A script of tests ended itself. An exit that the program causes is not of this class."""

    def has_passed(self):
        """Whether the status of the exit means success, as for Python."""
        return self.code is None or type(self.code) in (int, bool) and self.code & 0xFF == 0


class Inspector:
    """Records what one test calls, expects and gets. Rewritten asserts call its methods."""

    Exception = Exception

    def __init__(self, connection, entry):
        self.connection = connection
        self.entry = entry
        self.outcomes = {}
        self.forget()

    def forget(self):
        """Clears what is recorded, before another test."""
        self.number = self.call = self.expected = self.got = None
        self.call_is_plain = False
        self.connection.last = None

    def begin(self, number, call, plain):
        """Records the call that an assert makes. plain says whether the text alone describes the call."""
        self.forget()
        self.number, self.call, self.call_is_plain = number, call, plain

    def expect(self, words, value):
        """Records an expected value, described by a format such as "at least %s"."""
        self.expected = words % show(value)

    def expect_truth(self, wanted):
        self.expected = "a true value" if wanted else "a false value"

    def found(self, got):
        """Records a wrong value, and the call that returned it, before the message of the assert calls anything else."""
        self.call, self.call_is_plain = self._shown_call(), True
        self.got = show(got)

    def wrong(self, got, *message):
        """Records a wrong value and raises Mismatch, with the message of the assert if it has one."""
        self.got = show(got)
        if isinstance(got, bool) and self.expected in ("a true value", "a false value"):
            self.expected = str(not got)
        raise Mismatch(*message)

    def end(self, *status):
        """Takes the place of sys.exit in a script of tests."""
        raise Ended(*status)

    def passed(self, number):
        self.outcomes.setdefault(number, None)

    def failed(self, number, error):
        """Records why an assert failed. If it fails several times, the first failure counts."""
        if self.outcomes.get(number) is None:
            self.outcomes[number] = self.failure(error)

    def failure(self, error):
        """Describes a failure: call, expected, got, error, and the line of the program that raised."""
        found = {"call": self._shown_call(), "expected": self.expected, "got": self.got}
        raised = getattr(error, "of_the_program", None)
        if raised is not None:
            found["error"], found["line"] = cut(on_one_line(raised.text)), raised.line
            found["raised"] = raised.type
        elif not isinstance(error, Mismatch):
            text = on_one_line(text_of(error))
            found["error"] = cut(type(error).__name__ + (": " + text if text else ""))
        return found

    def gone(self):
        """Describes a failure in which the program's process ended."""
        return {"call": self._shown_call(), "expected": self.expected}

    def _shown_call(self):
        """The last call: as the test's text has it, or with the values of the arguments."""
        last = self.connection.last
        if self.call is not None and (self.call_is_plain or last is None):
            return cut(re.sub(r"\bcandidate\b", self.entry or "candidate", self.call))
        if last is None:
            return None
        name, arguments, named = last
        parts = [show(a, 200) for a in arguments] + ["%s=%s" % (k, show(v, 200)) for k, v in named.items()]
        return cut("%s(%s)" % (name, ", ".join(parts)))


def cases_of_check(asserts, inspector, other, entry):
    """Returns the cases of a check program that was run: one for each assert, and one for any other failure.

    other describes a failure that ended the check program outside a recorded assert; None if there was none.
    """
    cases = []
    stopped_at = inspector.number if other is not None else None
    for number, text in enumerate(asserts):
        case = {"test": cut(text, _LONGEST_TEST), "public": False, "passed": False}
        if number in inspector.outcomes:
            failure = inspector.outcomes[number]
            case.update(failure or {}, passed=failure is None)
        elif other is not None and number == stopped_at:
            case.update(other)
            other = None
        elif other is None and stopped_at is None:
            continue
        else:
            case["skipped"] = True
        cases.append(case)
    if other is not None or not asserts:
        case = {"test": "check(%s)" % entry, "public": False, "passed": other is None}
        cases.append(dict(case, **(other or {})))
    return cases
