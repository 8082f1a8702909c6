"""Encodes and decodes NumPy arrays and pandas objects that a program or a test uses.

To encode a value, the libraries are looked up among the loaded modules; to decode one, they are imported. The type
names in a message are checked against a short list before NumPy or pandas receives them.
"""

import base64
import importlib
import re
import sys

from harness.wire import Garbled

_PLAIN_TYPES = re.compile(r"[<>|=][?biufcSU]\d{1,6}|[<>|=][mM]8\[\d{0,9}[a-zA-Z]{1,2}\]")
_TABLE_TYPES = re.compile(r"[A-Za-z][\w\[\], /:+.-]{0,60}")
_MOST_DIMENSIONS = 32


def shape(value, kind):
    """Returns (tag, payload, parts) for the encoder; None if the value is not a supported NumPy or pandas object."""
    library = str(getattr(kind, "__module__", "")).partition(".")[0]
    if library not in ("numpy", "pandas") or library not in sys.modules:
        return None
    return (_shape_of_array if library == "numpy" else _shape_of_table)(value, kind, sys.modules[library])


def _shape_of_array(value, kind, numpy):
    """The shape of a NumPy array or scalar; None if it is of a type that is not sent."""
    if kind is not numpy.ndarray and not issubclass(kind, numpy.generic):
        return None
    whole = numpy.asarray(value)
    tag = "array" if kind is numpy.ndarray else "number"
    if whole.dtype == object:
        return "objects", list(whole.shape), whole.ravel().tolist()
    if not _PLAIN_TYPES.fullmatch(whole.dtype.str):
        return None
    data = base64.b64encode(whole.tobytes()).decode("ascii")
    return tag, [whole.dtype.str, list(whole.shape), data], None


def _shape_of_table(value, kind, pandas):
    """The shape of a pandas object; None if it is of a type that is not sent."""
    if value is pandas.NA or value is pandas.NaT:
        return "missing", "NA" if value is pandas.NA else "NaT", None
    if kind is pandas.Timestamp or kind is pandas.Timedelta:
        return "moment", [kind.__name__, str(value)], None
    if kind is pandas.DataFrame:
        columns = [value.iloc[:, i] for i in range(value.shape[1])]
        parts = [value.index, value.columns] + [part for column in columns for part in _column(column)]
        return "table", None, parts
    if kind is pandas.Series:
        return "series", None, [value.index, value.name] + _column(value)
    if kind is pandas.RangeIndex:
        return "range_index", None, [value.start, value.stop, value.step, value.name]
    if kind is pandas.MultiIndex:
        return "multi_index", None, [list(value.names), list(value)]
    if isinstance(value, pandas.Index):
        return "index", None, [value.name] + _column(value)
    return None


def _column(values):
    """The type name and the values of a column.

    The type name is None if the values are an array of the same type.
    """
    plain = values.to_numpy()
    if plain.dtype == values.dtype:
        return [None, plain]
    return [str(values.dtype), values.astype(object).to_numpy()]


def array(payload):
    """Decodes an array; raises Garbled if its type or its shape is not allowed."""
    numpy = _library("numpy")
    form, dimensions, data = payload
    if not _PLAIN_TYPES.fullmatch(form):
        raise Garbled("an array of an unknown type")
    return numpy.frombuffer(base64.b64decode(data), numpy.dtype(form)).reshape(_checked(dimensions)).copy()


def number(payload):
    """Decodes a NumPy scalar, which is encoded as an array without dimensions."""
    return array(payload)[()]


def objects(parts, dimensions):
    """Builds an array of Python objects."""
    whole = _library("numpy").empty(len(parts), dtype=object)
    for position, part in enumerate(parts):
        whole[position] = part
    return whole.reshape(_checked(dimensions))


def missing(name):
    """Decodes pandas.NA or pandas.NaT."""
    return getattr(_library("pandas"), "NA" if name == "NA" else "NaT")


def moment(payload):
    """Decodes a pandas Timestamp or Timedelta."""
    name, text = payload
    return getattr(_library("pandas"), "Timestamp" if name == "Timestamp" else "Timedelta")(text)


def table(parts):
    """Builds a DataFrame from its index, its column names, and the type and values of each column."""
    pandas = _library("pandas")
    index, names = parts[:2]
    columns = [_series(pandas, form, values, index) for form, values in zip(parts[2::2], parts[3::2])]
    whole = pandas.concat(columns, axis=1, keys=range(len(columns))) if columns else pandas.DataFrame(index=index)
    whole.columns = names
    return whole


def series(parts):
    """Builds a Series from its index, its name, its type and its values."""
    index, name, form, values = parts
    made = _series(_library("pandas"), form, values, index)
    made.name = name
    return made


def range_index(parts):
    start, stop, step, name = parts
    return _library("pandas").RangeIndex(start, stop, step, name=name)


def multi_index(parts):
    names, rows = parts
    return _library("pandas").MultiIndex.from_tuples(rows, names=names)


def index(parts):
    name, form, values = parts
    return _library("pandas").Index(values, dtype=_form(form, values), name=name)


def _series(pandas, form, values, rows):
    return pandas.Series(values, index=rows, dtype=_form(form, values))


def _form(form, values):
    """Returns the type of a column; raises Garbled if its name is not allowed."""
    if form is None:
        return values.dtype
    if not _TABLE_TYPES.fullmatch(form):
        raise Garbled("a column of an unknown type")
    return form


def _checked(dimensions):
    """Returns the shape of an array; raises Garbled if it is not a valid one."""
    if len(dimensions) > _MOST_DIMENSIONS or not all(type(n) is int and n >= 0 for n in dimensions):
        raise Garbled("an array of impossible size")
    return dimensions


def _library(name):
    """Imports a library; raises Garbled if it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise Garbled("a value of %s's, which is not there" % name)


def bring_up_to_date(old, new):
    """Updates an array or a table in place to the value that it has in the program's process.

    Returns False if old is neither an array nor a table.
    """
    shaped = shape(old, type(old))
    if shaped is None:
        return False
    if shaped[0] in ("array", "objects"):
        if old.shape == new.shape and old.dtype == new.dtype:
            old[...] = new
    elif shaped[0] in ("table", "series"):
        old._update_inplace(new)
    return True
