"""The process that runs a submission: it loads the program, performs the judge's requests and answers with data.

It never holds an expected value. Whatever the program does to this process, the judge receives only data or nothing.
"""

import _sitebuiltins
import builtins
import faulthandler
import gc
import io
import json
import operator
import os
import random
import re
import signal
import struct
import sys
import types
import warnings

from harness import confinement, cut_off, inside, restoring, script, standard_streams, values, wire
from harness.program_traceback import PROGRAM, line_of_the_program
from harness.self_contained import is_self_contained
from harness.self_contained_script import SelfContainedScript

SETUP = "<setup>"
DEPTH = 1000
_LONGEST_TEXT = 2000
TRACE = 20
_CHANGEABLE = frozenset(
    "list dict set ordered counter defaultdict instance array objects table series".split()
)
_ADDRESS = re.compile(" at 0x[0-9a-f]+")
_METHOD = re.compile(r"([A-Za-z_]\w*)\(\)\.([A-Za-z_]\w*)")
_READY = b"\x01"
# The built-in names that Python's module site adds. The zygote starts without that module.
_OF_SITE = {
    "exit": _sitebuiltins.Quitter("exit", "Ctrl-D (i.e. EOF)"),
    "quit": _sitebuiltins.Quitter("quit", "Ctrl-D (i.e. EOF)"),
    "help": _sitebuiltins._Helper(),
}
_UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)
# The length of the program in bytes, the number of other idle processes, and the limits.
START = struct.Struct(">II" + confinement.LIMITS_FORMAT)
_OPERATIONS = {
    "call": lambda target, /, *arguments, **named: target(*arguments, **named),
    "next": next,
    "iter": iter,
    "len": len,
    "str": str,
    "bool": bool,
    "get": getattr,
    "set": setattr,
    "item": operator.getitem,
    "setitem": operator.setitem,
    "isinstance": isinstance,
    "issubclass": issubclass,
    "hash": hash,
    "enter": lambda target: type(target).__enter__(target),
    "exit": lambda target: type(target).__exit__(target, None, None, None),
    "await": lambda coroutine: _run_to_end(coroutine),
}
_OPERATIONS.update(
    (name, getattr(operator, name))
    for name in "eq lt le gt ge add sub mul truediv floordiv mod pow matmul neg pos abs".split()
)


class Candidate:
    """The state of the process that runs a submission.

    The zygote creates it, and sets up the sys module, before it forks, because each memory page that a child changes is
    copied.
    """

    channel = None
    setup = None
    text = setup_text = ""
    setup_is_due = False
    script = None

    def __init__(self):
        self.handles = []
        self.numbers = {}
        self.classes = {}
        self.output = standard_streams.Output(0)
        self.encoder = values.Encoder(self.classes, self._handle)
        self.inert = values.Encoder(self.classes, lambda value, kind: ("opaque", id(value), None))
        self.decoder = values.Decoder(self.classes, self._resolve)
        self.module = types.ModuleType("program")
        self.module.__file__ = PROGRAM

    def load(self, request):
        """Runs the setup and then the program in one namespace; returns the outcome as a message."""
        text = request["code"]
        # Some editors write a byte order mark at the start of a file.
        text = text[1:] if text.startswith("\ufeff") else text
        source = cut_off.whole_part(text) if request["isCutOff"] else text
        if request["byInput"]:
            return self._load_script(request["setup"], source)
        self.text = source
        self.setup_text = request["setup"]
        self.setup = compile(self.setup_text, SETUP, "exec")
        names = self.module.__dict__
        try:
            exec(self.setup, names)
        except NameError:
            # The setup needs a name that the program defines, so it is run again after the program.
            self.setup_is_due = True
        except Exception as e:
            return {"setupFailed": "%s: %s" % (type(e).__name__, e)}
        self.setup_names = dict(names)
        own = [value for value in names.values() if isinstance(value, type) and value.__module__ == "program"]
        by_type = {kind: kind.__name__ for kind in own}
        self.encoder.classes = self.inert.classes = by_type
        self.decoder.classes = {name: kind for kind, name in by_type.items()}
        try:
            code = _compiled(source)
        except _UNPARSABLE as e:
            return _rejection(e)
        try:
            exec(code, names)
        except BaseException as e:
            return {"raised": describe(e)}
        entry = request["entryPoint"]
        if entry and not self._defines(entry):
            rest = "; its text ends in the middle" if source != text else ""
            return {"rejected": "the program does not define `%s`%s" % (entry, rest), "line": None}
        return {"loaded": True, "out": self.output.take(), "classes": self._defines_classes(entry)}

    def _defines_classes(self, entry):
        """Whether the program defines classes, apart from the class of the entry point and those that the setup defines, too."""
        known = self.setup_names.keys() | {(entry or "").split("(")[0]}
        # This runs no code of the program, such as an attribute access of a metaclass.
        kinds = [(name, value) for name, value in self.module.__dict__.items() if issubclass(type(value), type)]
        return any(name not in known and type.__getattribute__(value, "__module__") == "program" for name, value in kinds)

    def _defines(self, entry):
        return callable(self.definition(entry))

    def definition(self, name):
        """Returns what the program defines under the name; None if it defines nothing.

        For the name of a method, this is the function of the class.
        """
        method = _METHOD.fullmatch(name)
        names = self.module.__dict__
        return getattr(names.get(method[1]), method[2], None) if method else names.get(name)

    def named(self, name):
        """Returns what the program defines under the name. `Solution().add` is a method of a new object."""
        method = _METHOD.fullmatch(name)
        names = self.module.__dict__
        return getattr(names[method[1]](), method[2]) if method else names[name]

    def _load_script(self, setup, source):
        """Compiles a program that reads standard input, to be run once for each input."""
        try:
            code = [compile(setup, SETUP, "exec"), _compiled(source)]
        except _UNPARSABLE as e:
            return _rejection(e)
        if is_self_contained(setup + "\n" + source):
            self.script = SelfContainedScript(code, describe)
        else:
            self.script = script.Script(code, source, describe, TRACE)
        return {"loaded": True}

    def serve(self):
        """Performs the judge's requests until the judge closes the channel."""
        while True:
            request = wire.receive(self.channel)
            if request is None:
                os._exit(0)
            if "inside" in request:
                inside.run(self, request["inside"], self.restored)
            self._answer(request)

    def _answer(self, request):
        """Performs a request and sends the reply; an exception of the program becomes part of the reply."""
        try:
            reply = self._perform(request)
        except BaseException as e:
            reply = {"raised": self._exception(e)}
        reply["out"] = self.output.take()
        if self.encoder.is_rough:
            reply["rough"] = True
        try:
            wire.send(self.channel, reply)
        except MemoryError as e:
            wire.send(self.channel, {"raised": describe(e), "out": ""})
        except wire.Untransportable as e:
            wire.send(self.channel, {"raised": describe(ValueError("the result cannot be compared: %s" % e)), "out": ""})

    def _perform(self, request):
        """Performs an operation on the program's objects and returns the reply.

        The reply to a call also has the arguments if the call changed them, and the position of an argument that the
        call returned.
        """
        if "names" in request:
            names = self.module.__dict__
            found = [name for name in request["names"] if name in names or _METHOD.fullmatch(name)]
            return {"names": found, "value": self.encoder.encode([self.named(name) for name in found])}
        if "input" in request:
            return self.script.run(request["input"])
        target, *arguments = self.decoder.decode(request["values"])
        named = request.get("named") or []
        count = len(arguments) - len(named)
        keywords = dict(zip(named, arguments[count:]))
        changeable = request["do"] == "call" and any(e[1] in _CHANGEABLE for e in request["values"]["h"])
        before = self.inert.encode(arguments) if changeable else None
        result = _OPERATIONS[request["do"]](target, *arguments[:count], **keywords)
        if not changeable:
            return {"value": self.encoder.encode([result])}
        reply = {}
        after = self.inert.encode(arguments)
        if after != before and all(entry[1] != "opaque" for entry in after["h"]):
            reply["after"] = after
        if after == before or reply:
            same = next((place for place, argument in enumerate(arguments, 1) if argument is result), None)
            if same is not None and type(result) in (list, dict, set):
                return dict(reply, same=same)
        return dict(reply, value=self.encoder.encode([result]))

    def _exception(self, e):
        """Describes a raised exception, with its arguments if all of them are plain values."""
        description = describe(e)
        plain = all(values.is_scalar(a, type(a)) for a in e.args)
        if plain and sum(len(a) for a in e.args if type(a) is str) <= _LONGEST_TEXT:
            description["arguments"] = list(e.args)
        elif not plain:
            description["isRough"] = True
        return description

    def _handle(self, value, kind):
        """The entry for a value that stays in this process: a number, a name, its text and what it can do."""
        traits = []
        if isinstance(value, type) and issubclass(value, BaseException):
            return "exception", [value.__name__, _built_in_base(value)], None
        if callable(value):
            traits.append("callable")
        if hasattr(kind, "__next__"):
            traits.append("iterator")
        if kind is types.ModuleType:
            traits.append("module")
        if kind is types.CoroutineType:
            traits.append("coroutine")
        number = self.numbers.setdefault(id(value), len(self.handles))
        if number == len(self.handles):
            self.handles.append(value)
        name = getattr(value, "__name__", kind.__name__)
        return "handle", [number, str(name), _shown(value), traits], None

    def _resolve(self, tag, payload):
        """Decodes an entry that refers to a value of this process or to a function of the judge's process."""
        if tag == "yours":
            return self.handles[payload]
        if tag == "callback":
            return self._callback(payload)
        raise wire.Garbled(tag)

    def _callback(self, number):
        """A function that calls a function of the test in the judge's process."""

        def call(*arguments):
            wire.send(self.channel, {"callback": number, "values": self.encoder.encode(list(arguments))})
            while True:
                message = wire.receive(self.channel)
                if message is None:
                    os._exit(0)
                if "returned" in message:
                    return self.decoder.decode(message["returned"])[0]
                if "failed" in message:
                    raise getattr(builtins, message["failed"][0], RuntimeError)(message["failed"][1])
                self._answer(message)

        return call


def _compiled(source):
    return compile(source, PROGRAM, "exec", dont_inherit=True)


def _rejection(e):
    reason = "%s: %s" % (type(e).__name__, getattr(e, "msg", None) or e)
    return {"rejected": reason, "line": getattr(e, "lineno", None)}


def _run_to_end(coroutine):
    import asyncio

    return asyncio.run(coroutine)


def describe(e):
    """Describes an exception: type, built-in base class, text, and the last line of the program in its traceback."""
    line = line_of_the_program(e)
    try:
        text = str(e)[:_LONGEST_TEXT]
    except BaseException:
        text = ""
    return {"type": type(e).__name__, "base": _built_in_base(type(e)), "text": text, "line": line}


def _built_in_base(kind):
    """The name of the nearest base class that is built in."""
    return next(c.__name__ for c in kind.__mro__ if getattr(builtins, c.__name__, None) is c)


def _shown(value):
    """The repr of a value without memory addresses, cut to a fixed length."""
    try:
        return _ADDRESS.sub("", repr(value)[:500])
    except BaseException:
        return "<%s>" % type(value).__name__


def prepare(seed):
    """Prepares the zygote to fork children that run submissions; returns the state that each child starts with."""
    candidate = Candidate()
    candidate.restored = restoring.RestoredModules()
    sys.stdin = io.StringIO()
    sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = candidate.output
    sys.modules["program"] = candidate.module
    sys.setrecursionlimit(DEPTH + 20)
    random.seed(seed)
    # Python shows such warnings of a main program. The program and its tests are modules here.
    warnings.filterwarnings("default", category=DeprecationWarning, module="(?:program|test_program)$")
    # Each child later replaces this descriptor with its own trace pipe.
    os.dup2(0, TRACE)
    faulthandler.register(signal.SIGUSR1, file=TRACE, all_threads=False, chain=False)
    return candidate


def run(candidate, channel, trace, confined, usage):
    """Waits for a submission and runs it in this process, which must be a child of the zygote; never returns."""
    start = wire.read_exactly(channel, START.size)
    if start is None:
        os._exit(0)
    length, others, *limits = START.unpack(start)
    limits = confinement.Limits(*limits)
    request = json.loads(wire.read_exactly(0, length))
    wire.write_all(channel, _READY)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    os.dup2(trace, TRACE)
    os.close(trace)
    candidate.channel = channel
    builtins.__dict__.update(_OF_SITE)
    if request["byInput"]:
        confinement.limit_memory(limits, confined)
        loaded = candidate.load(request)
        if isinstance(candidate.script, script.Script):
            candidate.script.prepare(confined, limits, others, usage)
        elif candidate.script is not None:
            _seclude(limits, confined, others, usage)
            candidate.script.prepare(limits.output_kilobytes << 10)
    else:
        _seclude(limits, confined, others, usage)
        candidate.output.left = limits.output_kilobytes << 10
        loaded = candidate.load(request)
    wire.send(channel, loaded)
    candidate.serve()


def _seclude(limits, confined, others, usage):
    """Applies the limits and the isolation to a process that runs the program itself."""
    usage.close()
    confined.close_input()
    confinement.limit(limits, confined, others)
    confined.seclude(trusted=False)
    gc.enable()
