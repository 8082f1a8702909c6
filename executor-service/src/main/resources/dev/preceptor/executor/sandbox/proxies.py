"""Proxies for the program's objects: each operation on a proxy is a request to the program's process.

Values that arrive as data are compared in the judge process by Python itself. The program is only asked to compare two
of its own objects; a value that the test expects is never part of a request.
"""

import builtins
import collections.abc
import io
import itertools
import sys

from harness import arrays, values, wire


class CandidateGone(BaseException):
    """The program's process ended or sent an invalid message while the judge waited for an answer."""


class Unsupported(BaseException):
    """A test needs something that cannot be sent to the program's process. This is not the program's fault."""


class Unfaithful(Unsupported):
    """A test uses an object in a way that a proxy does not support. It is possible in the program's own process."""


class Unconfirmed(Unfaithful):
    """A test failed, perhaps only because it used a proxy."""


class Raised:
    """Marks an exception that the program raised, to distinguish it from exceptions of the judge."""

    def __init__(self, description):
        self.text = description["type"] + (": " + description["text"] if description["text"] else "")
        self.line = description["line"]
        self.type = description["type"]


# The special names that a test may read.
_SPECIAL_NAMES = ("__name__", "__qualname__", "__annotations__", "__doc__", "__dict__")


def _streams():
    return builtins.input, builtins.print, sys.stdin


class Connection:
    """A judge's connection to the program's process.

    is_strict says whether an operation that proxies do not support raises Unfaithful. asked says whether the test used
    anything of the program. doubt says whether the test used a proxy, or a copy that may differ from the program's
    object. raised says whether the program raised an exception, and raised_other whether it raised one whose class is
    not built in or whose arguments are not plain values.
    """

    def __init__(self, channel):
        self.channel = channel
        self.is_strict = False
        self.asked = self.doubt = self.raised = self.raised_other = False
        self.classes_by_name = {}
        self.callbacks = []
        self.remotes = {}
        self.streams = _streams()
        self.exceptions = {}
        self.gone = None
        self.last = None
        self.encoder = values.Encoder({}, self._handle)
        self.decoder = values.Decoder(self.classes_by_name, self._resolve)

    def know(self, classes):
        """Registers the classes of the task's setup. Their objects are sent by value."""
        self.encoder.classes = {kind: name for name, kind in classes.items()}
        self.classes_by_name.update(classes)

    def names(self, wanted):
        """Returns those of the names that the program defines, each with its value or a proxy for it."""
        reply = self._converse({"names": wanted})
        if "raised" in reply:
            raise self._exception(reply["raised"])
        found = reply.get("names")
        if not isinstance(found, list):
            self._lost("it sent no names")
        before = self.doubt
        named = dict(zip(map(str, found), self._decode(reply.get("value"))))
        self.doubt = before or any(isinstance(value, type) for value in named.values())
        return named

    def ask(self, operation, *operands, **named):
        """Performs an operation in the program's process; returns its result or raises what it raised."""
        self.asked = True
        if operation == "call" and _streams() != self.streams:
            raise Unsupported("a test replaces input, print or sys.stdin, which the program would not notice")
        arguments = list(operands) + list(named.values())
        request = {"do": operation, "values": self.encoder.encode(arguments), "named": list(named)}
        reply = self._converse(request)
        if "raised" in reply:
            raise self._exception(reply["raised"])
        if "after" in reply:
            for old, new in zip(arguments[1:], self._decode(reply["after"])):
                _bring_up_to_date(old, new, 20)
        if reply.get("same") in range(1, len(arguments)):
            return arguments[reply["same"]]
        return self._decode(reply.get("value"))[0]

    def run_on(self, text):
        """Runs the whole program with the text as its input; returns its output and how it ended.

        Raises what the program raised.
        """
        self.asked = True
        reply = self._converse({"input": text})
        if isinstance(reply.get("raised"), dict):
            raise self._exception(reply["raised"])
        return reply

    def reports_from_inside(self, request):
        """Has the program's process run the tests, and yields its reports.

        Each report must carry the mark of the request, which only this request contains.
        """
        try:
            wire.send(self.channel, {"inside": request})
        except OSError:
            self._lost("it closed its connection")
        while True:
            report = self._receive()
            if report.pop("mark", None) != request["mark"]:
                self._lost("it sent a report without its mark")
            yield report

    def lose(self, how):
        """Treats the program's process as gone; raises CandidateGone."""
        self._lost(how)

    def loaded(self):
        """Returns how the loading of the program went."""
        reply = self._receive()
        if not {"loaded", "rejected", "raised", "setupFailed"} & set(reply):
            self._lost("it sent no account of its loading")
        return reply

    def _converse(self, request):
        """Sends a request, serves the callbacks that the program makes, and returns the reply."""
        try:
            wire.send(self.channel, request)
        except wire.Untransportable as e:
            raise Unsupported("an argument cannot be sent: %s" % e)
        except OSError:
            self._lost("it closed its connection")
        while True:
            reply = self._receive()
            if "callback" not in reply:
                if reply.get("out"):
                    sys.stdout.write(str(reply["out"]))
                if reply.get("rough") or self.encoder.is_rough or self.callbacks:
                    self.doubt = True
                return reply
            wire.send(self.channel, self._call_back(reply))

    def _receive(self):
        """Returns the next message of the program's process; raises CandidateGone if there is no valid one."""
        try:
            message = wire.receive(self.channel)
        except wire.Garbled as e:
            self._lost("it sent %s" % e)
        if message is None:
            self._lost("it ended")
        if not isinstance(message, dict):
            self._lost("it sent no message")
        return message

    def _lost(self, how):
        self.gone = how
        raise CandidateGone(how)

    def _decode(self, message):
        try:
            return self.decoder.decode(message)
        except wire.Garbled as e:
            self._lost("it sent %s" % e)

    def _call_back(self, message):
        """Calls a function of the test for the program; returns the message with its result."""
        try:
            function = self.callbacks[message["callback"]]
            result = function(*self._decode(message["values"]))
            return {"returned": self.encoder.encode([result])}
        except Exception as e:
            return {"failed": [type(e).__name__, str(e)[:500]]}

    def _handle(self, value, kind):
        """Encodes a value of another kind: a proxy, an iterator or a function; raises Unsupported for all others."""
        if isinstance(value, Remote):
            return "yours", object.__getattribute__(value, "_number"), None
        if isinstance(value, io.IOBase):
            raise Unsupported("an argument of type %s cannot be sent" % kind.__name__)
        if hasattr(kind, "__next__"):
            self.doubt = True
            return "iterator", None, list(itertools.islice(value, values.LONGEST_ITERATOR))
        if callable(value):
            self.callbacks.append(value)
            return "callback", len(self.callbacks) - 1, None
        raise Unsupported("an argument of type %s cannot be sent" % kind.__name__)

    def _resolve(self, tag, payload):
        """Decodes an entry for an exception class or for an object that stays in the program's process."""
        if tag == "exception":
            return self._exception_class(payload[0], payload[1])
        if tag != "handle":
            raise wire.Garbled("a value of the unknown kind %.50r" % tag)
        number, name, shown, traits = payload
        self.doubt = True
        if number not in self.remotes:
            kind = next((kind for trait, kind in _KINDS if trait in traits), Remote)
            self.remotes[number] = kind(self, int(number), str(name)[:100], str(shown)[:500])
        return self.remotes[number]

    def _exception_class(self, name, base):
        """The built-in exception class of this name, or a new class with the built-in base class."""
        built_in = getattr(builtins, str(base), Exception)
        if not (isinstance(built_in, type) and issubclass(built_in, BaseException)):
            built_in = Exception
        if name == base:
            return built_in
        if name not in self.exceptions:
            self.exceptions[name] = type(str(name), (built_in,), {})
        return self.exceptions[name]

    def _exception(self, description):
        """Creates the exception that the program raised, as far as the judge can represent it."""
        description = {key: description.get(key) for key in ("type", "base", "text", "line", "arguments", "isRough")}
        self.raised = True
        if description["type"] != description["base"] or description["isRough"] is True:
            # A test may catch the exception by its own class, such as json.JSONDecodeError, which is not used here.
            self.raised_other = True
        kind = self._exception_class(str(description["type"]), str(description["base"]))
        if not issubclass(kind, Exception):
            # The program tried to end the process, for example with SystemExit. The judge must continue with the next
            # test, and a test that expects the exception cannot catch this one.
            kind = type(kind.__name__, (Exception,), {})
            self.raised_other = True
        arguments = description["arguments"]
        arguments = arguments if isinstance(arguments, list) else [str(description["text"])]
        try:
            e = kind(*arguments)
        except Exception:
            e = type(kind.__name__, (Exception,), {})(*arguments)
        description["text"] = str(description["text"])[:2000]
        description["type"] = str(description["type"])[:100]
        e.of_the_program = Raised(description)
        return e


class Remote:
    """An object that stays in the program's process."""

    def __init__(self, connection, number, name, shown):
        object.__setattr__(self, "_connection", connection)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_name", name)
        object.__setattr__(self, "_shown", shown)

    def __repr__(self):
        return self._shown

    def __str__(self):
        return self._text("str")

    def _refuse(self, what):
        if self._connection.is_strict:
            raise Unfaithful("a test uses %s on an object of the program's" % what)

    def _text(self, operation):
        text = self._connection.ask(operation, self)
        return text if isinstance(text, str) else ""

    def __getattr__(self, name):
        if name.startswith("__") and name not in _SPECIAL_NAMES:
            raise AttributeError(name)
        return self._connection.ask("get", self, name)

    def __setattr__(self, name, value):
        self._connection.ask("set", self, name, value)

    def __iter__(self):
        return self._connection.ask("iter", self)

    def __len__(self):
        return self._connection.ask("len", self)

    def __bool__(self):
        return self._connection.ask("bool", self) is True

    def __getitem__(self, key):
        return self._connection.ask("item", self, key)

    def __setitem__(self, key, value):
        self._connection.ask("setitem", self, key, value)

    def __contains__(self, value):
        self._refuse("in")
        return any(value == item for item in iter(self))

    def __hash__(self):
        return int(self._connection.ask("hash", self))

    def __enter__(self):
        return self._connection.ask("enter", self)

    def __exit__(self, kind, value, trace):
        return self._connection.ask("exit", self) is True

    def __mro_entries__(self, bases):
        raise Unsupported("a test extends a class of the program's")

    def __format__(self, form):
        self._refuse("format")
        return format(str(self), form)

    def __dir__(self):
        self._refuse("dir")
        return object.__dir__(self)

    def __reduce_ex__(self, protocol):
        self._refuse("copy or pickle")
        return object.__reduce_ex__(self, protocol)


def _between_two(name):
    """A comparison or difference, which the program performs only between two of its own objects."""
    def operation(self, other):
        if isinstance(other, Remote):
            return self._connection.ask(name, self, other)
        # A plain value may be the expected value, which the program must not receive.
        if other is not None:
            self._refuse(name)
        return NotImplemented

    return operation


def _with_any(name):
    """An operator that the program performs with any operands."""
    return lambda self, *others: self._connection.ask(name, self, *others)


def _reflected(name):
    """The reflected form of an operator, such as __radd__."""
    return lambda self, other: self._connection.ask(name, other, self)


def _only_inside(name):
    """An operator that works only on the real object, in the program's process."""
    def operation(self, *others):
        self._refuse(name)
        raise TypeError("the object does not support %s here" % name)

    return operation


_ONLY_INSIDE = """
and or xor lshift rshift divmod invert rand ror rxor rlshift rrshift rsub rtruediv rfloordiv rmod rpow rmatmul rdivmod
iadd isub imul itruediv ifloordiv imod ipow imatmul iand ior ixor int float complex index round trunc floor ceil
reversed delitem delattr aiter anext aenter aexit
""".split()
for _name in _ONLY_INSIDE:
    setattr(Remote, "__%s__" % _name, _only_inside(_name))
for _name in "eq lt le gt ge sub".split():
    setattr(Remote, "__%s__" % _name, _between_two(_name))
for _name in "add mul truediv floordiv mod pow matmul neg pos abs".split():
    setattr(Remote, "__%s__" % _name, _with_any(_name))
for _name in "add mul".split():
    setattr(Remote, "__r%s__" % _name, _reflected(_name))


# This class has no docstring, because a test could read it as the __doc__ of a function.
class RemoteCallable(Remote):
    def __call__(self, *arguments, **named):
        self._connection.last = [self._name, arguments, named]
        return self._connection.ask("call", self, *arguments, **named)

    def __instancecheck__(self, value):
        if isinstance(value, Remote):
            return self._connection.ask("isinstance", value, self) is True
        return getattr(type(value), "__module__", None) == values.OF_THE_PROGRAM and type(value).__name__ == self._name

    def __subclasscheck__(self, kind):
        return isinstance(kind, Remote) and self._connection.ask("issubclass", kind, self) is True


class RemoteIterator(Remote):
    def __iter__(self):
        return self

    def __next__(self):
        return self._connection.ask("next", self)


class RemoteModule(Remote):
    """A module that the program has imported."""


def name_of_module(value):
    """The name of the module that a proxy represents; None if it represents something else."""
    return object.__getattribute__(value, "_name") if isinstance(value, RemoteModule) else None


class RemoteCoroutine(Remote):
    """A coroutine of the program. It runs to its end in the program's process when it is first awaited."""

    def send(self, value):
        raise StopIteration(self._connection.ask("await", self))

    def throw(self, *error):
        raise error[0]

    def close(self):
        pass

    def __await__(self):
        return self._connection.ask("await", self)
        yield


_KINDS = (("module", RemoteModule), ("coroutine", RemoteCoroutine), ("iterator", RemoteIterator), ("callable", RemoteCallable))
collections.abc.Coroutine.register(RemoteCoroutine)
# Python's error messages contain the name of an object's class.
for _kind in (Remote, RemoteCallable, RemoteIterator, RemoteModule, RemoteCoroutine):
    _kind.__name__ = "object"

def _bring_up_to_date(old, new, depth):
    """Updates an argument in place to the value that it has after a call in the program's process."""
    if type(old) is not type(new) or depth == 0 or arrays.bring_up_to_date(old, new):
        return
    if isinstance(old, list):
        for position, (mine, theirs) in enumerate(zip(old, new)):
            if isinstance(mine, (list, dict, set)) and type(mine) is type(theirs):
                _bring_up_to_date(mine, theirs, depth - 1)
                new[position] = mine
        old[:] = new
    elif isinstance(old, (dict, set)):
        old.clear()
        old.update(new)
    elif hasattr(old, "__dict__") and not isinstance(old, Remote) and not isinstance(old, type):
        old.__dict__.update(new.__dict__)
