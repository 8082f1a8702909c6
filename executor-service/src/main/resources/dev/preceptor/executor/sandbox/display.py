"""Formats values for people: in Python's notation, but limited in length and time."""

LONGEST = 300
_LONGEST_INTEGER = 4000


def show(value, longest=LONGEST):
    """Formats a value in at most about `longest` characters; a longer text loses its middle."""
    return cut(_write(value, longest * 2, 6), longest)


def on_one_line(text):
    """Replaces all white space by single spaces if the text has more than one line."""
    return " ".join(text.split()) if "\n" in text else text


def cut(text, longest=LONGEST):
    """Cuts the middle out of a text that is longer than `longest` characters."""
    if len(text) <= longest:
        return text
    half = (longest - 5) // 2
    return text[:half] + " ... " + text[len(text) - half :]


def _write(value, budget, depth):
    """Formats a value in Python's notation, with a text not much longer than the budget, down to the given depth."""
    kind = type(value)
    if kind is int and value.bit_length() > _LONGEST_INTEGER:
        return "<an integer of about %d digits>" % (value.bit_length() * 30103 // 100000 + 1)
    if kind in (str, bytes, bytearray) and len(value) > budget:
        return repr(value[: budget // 2] + value[-(budget // 2) :])
    if kind in (list, tuple, set, frozenset):
        return _write_sequence(value, kind, budget, depth)
    if kind is dict:
        shown = _write_items(list(value.items()), budget, depth, True)
        return "{" + ", ".join(shown) + "}"
    try:
        if kind.__name__ in ("DataFrame", "Series") and kind.__module__.partition(".")[0] == "pandas":
            plain = value.to_dict("list") if kind.__name__ == "DataFrame" else value.to_dict()
            return "%s(%s)" % (kind.__name__, _write(plain, budget, depth - 1))
        text = repr(value)
        return text if kind is str else on_one_line(text)
    except Exception:
        return "<%s>" % kind.__name__


def _write_sequence(value, kind, budget, depth):
    """Formats a list, tuple or set in Python's notation."""
    if not value:
        return repr(value)
    inner = ", ".join(_write_items(list(value), budget, depth, False))
    if kind is list:
        return "[" + inner + "]"
    if kind is tuple:
        return "(" + inner + (",)" if len(value) == 1 else ")")
    return "{" + inner + "}" if kind is set else "frozenset({" + inner + "})"


def _write_items(items, budget, depth, pairs):
    """Formats each item of a sequence, or each pair of a dict; stops if the text becomes long."""
    if depth == 0:
        return ["..."]
    # Each item takes at least two characters, so at most this many items at both ends can be seen.
    if len(items) > budget:
        items = items[: budget // 2] + items[-(budget // 2) :]
    shown, length = [], 0
    for item in items:
        if pairs:
            text = _write(item[0], budget, depth - 1) + ": " + _write(item[1], budget, depth - 1)
        else:
            text = _write(item, budget, depth - 1)
        shown.append(text)
        length += len(text)
        if length > 50 * budget:
            shown.append("...")
            break
    return shown
