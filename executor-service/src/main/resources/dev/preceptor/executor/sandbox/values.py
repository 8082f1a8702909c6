"""Encodes values as data and decodes them: by value, never as code or pickles.

The encoding is {"v": tokens, "h": entries}. A token is a JSON scalar, or [n] for the entry whose first element is n. In
the list of entries, parts come before the values that contain them. A value that cannot be copied (a function, an
iterator, an object of a class of the program) is sent as a handle.
"""

import array
import builtins
import collections
import datetime
import decimal
import enum
import fractions
import itertools
import math

from harness import arrays
from harness.wire import Garbled

LONGEST_ITERATOR = 100000
OF_THE_PROGRAM = "program"
_WORD = 1 << 63
_SEQUENCES = {list: "list", tuple: "tuple", set: "set", frozenset: "frozenset"}
_MAPPINGS = {dict: "dict", collections.OrderedDict: "ordered", collections.Counter: "counter"}
_MAKERS = dict(
    {tag: kind for kind, tag in _SEQUENCES.items()},
    **{"deque": lambda parts: collections.deque(parts[1:], parts[0]), "range": lambda parts: range(*parts)},
    **{"iterator": iter, "fraction": lambda parts: fractions.Fraction(*parts)},
    **{"date": lambda parts: datetime.date(*parts), "time": lambda parts: datetime.time(*parts)},
    **{"datetime": lambda parts: datetime.datetime(*parts), "timedelta": lambda parts: datetime.timedelta(*parts)},
    **{"keys": lambda parts: dict.fromkeys(parts).keys(), "bytearray": lambda parts: bytearray(parts[0])},
    **{"vector": lambda parts: array.array(parts[0], parts[1:])},
    **{"table": arrays.table, "series": arrays.series, "index": arrays.index},
    **{"range_index": arrays.range_index, "multi_index": arrays.multi_index}
)
_EMPTY = {
    "list": list,
    "dict": dict,
    "ordered": collections.OrderedDict,
    "set": set,
    "counter": collections.Counter,
    "defaultdict": lambda: collections.defaultdict(None),
}
# Functions that are safe for a test to call in its own process. All other functions are sent as handles.
_PLAIN_FUNCTIONS = frozenset(
    """
    abs all any ascii bin callable chr divmod format hash hex isinstance issubclass iter len max min next oct ord pow print
    repr round sorted sum
    """.split()
)


def _is_plain_builtin(name):
    return name in _PLAIN_FUNCTIONS or isinstance(getattr(builtins, name, None), type)


def _plain_builtin(name):
    if not _is_plain_builtin(name):
        raise Garbled("a function that is not for tests")
    return getattr(builtins, name)


_ATOMS = {
    "int": lambda text: int(text, 16),
    "float": float,
    "complex": complex,
    "bytes": bytes.fromhex,
    "decimal": decimal.Decimal,
    "builtin": _plain_builtin,
    "array": arrays.array,
    "number": arrays.number,
    "missing": arrays.missing,
    "moment": arrays.moment,
    "constant": lambda name: {"Ellipsis": Ellipsis, "NotImplemented": NotImplemented}[name],
}


def is_scalar(value, kind):
    """Whether a value can be sent as a JSON scalar."""
    return (
        value is None
        or kind is bool
        or kind is str
        or kind is int
        and -_WORD <= value < _WORD
        or kind is float
        and math.isfinite(value)
    )


class Encoder:
    """Encodes values.

    classes names the classes of the task's setup, which both processes have. handle creates the entry for a value that
    must stay in its process. is_rough says whether a value was encoded only approximately.
    """

    is_rough = False

    def __init__(self, classes, handle):
        self.classes = classes
        self.handle = handle

    def encode(self, roots):
        """Encodes a list of values. It does not use recursion."""
        if all(is_scalar(value, type(value)) for value in roots):
            return {"v": list(roots), "h": []}
        entries, places, kept = [], {}, []
        stack = [[None, None, None, roots, []]]
        while True:
            number, tag, extra, parts, tokens = stack[-1]
            deeper = False
            while len(tokens) < len(parts):
                value = parts[len(tokens)]
                kind = type(value)
                if is_scalar(value, kind):
                    tokens.append(value)
                    continue
                place = places.get(id(value))
                if place is None:
                    shape, payload, inner = self._shape(value, kind)
                    place = places[id(value)] = len(kept)
                    kept.append(value)
                    if inner is not None:
                        stack.append([place, shape, payload, inner, []])
                        deeper = True
                        break
                    entries.append([place, shape, payload])
                tokens.append([place])
            if deeper:
                continue
            stack.pop()
            if not stack:
                return {"v": tokens, "h": entries}
            entries.append([number, tag, tokens] if extra is None else [number, tag, tokens, extra])
            stack[-1][4].append([number])

    def _shape(self, value, kind):
        """Returns (tag, payload, None) for an atom, (tag, extra or None, parts) for a container."""
        if kind in _SEQUENCES:
            return _SEQUENCES[kind], None, list(value)
        if kind in _MAPPINGS:
            return _MAPPINGS[kind], None, list(itertools.chain.from_iterable(value.items()))
        if kind is int:
            return "int", hex(value), None
        if kind is float or kind is complex:
            return kind.__name__, repr(value), None
        if kind is bytes:
            return "bytes", value.hex(), None
        if kind in self.classes:
            return self._instance(value, kind)
        shape = _shape_from_the_library(value, kind)
        if shape is None:
            shape = arrays.shape(value, kind)
            # A plain array is encoded completely; a table may have state that is not sent.
            is_plain = shape is not None and kind.__module__.partition(".")[0] != "pandas"
            shape = shape or _shape_of_a_subclass(value, kind)
            self.is_rough = self.is_rough or shape is not None and not is_plain
        return shape or self.handle(value, kind)

    def _instance(self, value, kind):
        """The shape of an object of a class of the setup: an enum member, a tuple, or its attributes."""
        name = self.classes[kind]
        if issubclass(kind, enum.Enum):
            return "member", [name, value.name], None
        if issubclass(kind, tuple):
            return "record", name, list(tuple.__iter__(value))
        state = getattr(value, "__dict__", {})
        slots = [s for c in kind.__mro__ for s in _slots(c) if hasattr(value, s)]
        pairs = [(k, v) for k, v in state.items()] + [(s, getattr(value, s)) for s in slots]
        return "instance", name, list(itertools.chain.from_iterable(pairs))


def _slots(kind):
    slots = kind.__dict__.get("__slots__", ())
    return [slots] if isinstance(slots, str) else [s for s in slots if s not in ("__dict__", "__weakref__")]


def _shape_from_the_library(value, kind):
    """The shape of a value of the standard library; None if its type is not supported."""
    if kind is bytearray:
        return "bytearray", None, [bytes(value)]
    if kind is array.array:
        return "vector", None, [value.typecode] + list(value)
    if kind is collections.deque:
        return "deque", None, [value.maxlen] + list(value)
    if kind is collections.defaultdict:
        return "defaultdict", None, list(itertools.chain.from_iterable(value.items()))
    if kind is range:
        return "range", None, [value.start, value.stop, value.step]
    if kind is fractions.Fraction:
        return "fraction", None, [value.numerator, value.denominator]
    if kind is decimal.Decimal:
        return "decimal", str(value), None
    if kind is datetime.date:
        return "date", None, [value.year, value.month, value.day]
    if kind is datetime.timedelta:
        return "timedelta", None, [value.days, value.seconds, value.microseconds]
    if kind is datetime.datetime and value.tzinfo is None:
        return "datetime", None, list(value.timetuple()[:6]) + [value.microsecond]
    if kind is datetime.time and value.tzinfo is None:
        return "time", None, [value.hour, value.minute, value.second, value.microsecond]
    if kind is type({}.keys()):
        return "keys", None, list(value)
    if value is Ellipsis or value is NotImplemented:
        return "constant", repr(value), None
    name = getattr(value, "__name__", None) if kind is type or kind is type(len) else None
    if isinstance(name, str) and _is_plain_builtin(name) and getattr(builtins, name) is value:
        return "builtin", name, None
    return None


def _shape_of_a_subclass(value, kind):
    """The shape of an object whose class extends a built-in class: that of the built-in class."""
    lineage = type.mro(kind) if kind is not type else []
    if int in lineage:
        plain = int.__add__(value, 0)
        return ("int", hex(plain), None) if plain is not NotImplemented else None
    if float in lineage:
        return "float", float.__repr__(value), None
    if str in lineage:
        return "text", None, [str.__str__(value)]
    if tuple in lineage and isinstance(getattr(kind, "_fields", None), tuple):
        return "named", [kind.__name__, list(kind._fields)], list(tuple.__iter__(value))
    if tuple in lineage:
        return "tuple", None, list(tuple.__iter__(value))
    if list in lineage:
        return "list", None, list(list.__iter__(value))
    if dict in lineage:
        return "dict", None, list(itertools.chain.from_iterable(dict.items(value)))
    if set in lineage:
        return "set", None, list(set.__iter__(value))
    return None


class Decoder:
    """Decodes values; raises Garbled if the data is invalid.

    classes maps names to the classes of the task's setup. resolve(tag, payload) decodes an entry of another kind, such
    as a handle.
    """

    def __init__(self, classes, resolve):
        self.classes = classes
        self.resolve = resolve
        self.named = {}

    def decode(self, message):
        """Decodes a message into its list of values.

        Containers are created first and filled afterwards, because they may contain themselves.
        """
        try:
            known = {}
            for entry in message["h"]:
                tag = entry[1]
                if tag in _EMPTY:
                    known[entry[0]] = _EMPTY[tag]()
                elif tag == "instance":
                    kind = self.classes[entry[3]]
                    new = kind.__new__ if issubclass(kind, BaseException) else object.__new__
                    known[entry[0]] = new(kind)
            for entry in message["h"]:
                self._fill(entry, known)
            return _look_up(message["v"], known)
        except (Garbled, MemoryError):
            raise
        except Exception as e:
            raise Garbled("%s: %s" % (type(e).__name__, str(e)[:200]))

    def _fill(self, entry, known):
        """Decodes one entry, or adds the contents to a container that was created before."""
        number, tag, payload = entry[0], entry[1], entry[2]
        if tag in _ATOMS:
            known[number] = _ATOMS[tag](payload)
        elif tag == "member":
            known[number] = self.classes[payload[0]][payload[1]]
        elif number in known:
            self._pour(known[number], tag, _look_up(payload, known))
        elif tag == "text":
            known[number] = payload[0]
        elif tag == "record":
            known[number] = tuple.__new__(self.classes[entry[3]], _look_up(payload, known))
        elif tag == "named":
            known[number] = self._named(*entry[3])._make(_look_up(payload, known))
        elif tag == "objects":
            known[number] = arrays.objects(_look_up(payload, known), entry[3])
        elif tag in _MAKERS:
            known[number] = _MAKERS[tag](_look_up(payload, known))
        else:
            known[number] = self.resolve(tag, payload)

    def _named(self, name, fields):
        """Returns a class like the program's named tuple.

        There is one class for each name and fields, so that two values of the same class have the same class here too.
        """
        key = (name, tuple(fields))
        if key not in self.named:
            self.named[key] = collections.namedtuple(name, fields, rename=True, module=OF_THE_PROGRAM)
        return self.named[key]

    def _pour(self, whole, tag, parts):
        """Adds the contents to a container that was created empty."""
        if tag == "list":
            whole.extend(parts)
        elif tag == "set":
            whole.update(parts)
        elif tag == "instance":
            for name, value in zip(parts[::2], parts[1::2]):
                object.__setattr__(whole, name, value)
        else:
            for key, value in zip(parts[::2], parts[1::2]):
                whole[key] = value


def _look_up(tokens, known):
    """Replaces each reference in the tokens by its value."""
    return [known[token[0]] if type(token) is list else token for token in tokens]
