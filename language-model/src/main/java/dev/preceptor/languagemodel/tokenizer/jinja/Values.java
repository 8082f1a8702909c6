package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What Python does with values: truth, equality, order, printing, members. */
final class Values {

    private Values() {}

    static boolean truth(Object value) {
        if (value == null || value instanceof Undefined) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        return value instanceof Callable || length(value) != 0;
    }

    static boolean same(Object left, Object right) {
        if (number(left) != null && number(right) != null) {
            return number(left).doubleValue() == number(right).doubleValue();
        }
        if (left instanceof Undefined && right instanceof Undefined) {
            return true;
        }
        return Objects.equals(left, right);
    }

    static int compare(Object left, Object right) {
        if (left instanceof String a && right instanceof String b) {
            return a.compareTo(b);
        }
        if (number(left) != null && number(right) != null) {
            return Double.compare(number(left).doubleValue(), number(right).doubleValue());
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
                int order = same(a.get(i), b.get(i)) ? 0 : compare(a.get(i), b.get(i));
                if (order != 0) {
                    return order;
                }
            }
            return Integer.compare(a.size(), b.size());
        }
        throw new JinjaException("cannot compare " + type(left) + " with " + type(right));
    }

    /** The value as a number, true and false being 1 and 0; null if it is not one. */
    static Number number(Object value) {
        if (value instanceof Boolean flag) {
            return flag ? 1L : 0L;
        }
        return value instanceof Number number ? number : null;
    }

    static boolean contains(Object container, Object item) {
        if (container instanceof String text && item instanceof String part) {
            return text.contains(part);
        }
        if (container instanceof Map<?, ?> map) {
            return map.containsKey(item);
        }
        return list(container).stream().anyMatch(element -> same(element, item));
    }

    static int length(Object value) {
        if (value instanceof String text) {
            return text.codePointCount(0, text.length());
        }
        if (value instanceof Map<?, ?> map) {
            return map.size();
        }
        if (value instanceof List<?> list) {
            return list.size();
        }
        if (value instanceof Undefined) {
            return 0;
        }
        throw new JinjaException(type(value) + " has no length");
    }

    /** What a loop goes over: a list's items, a map's keys, a string's characters; nothing of what is not defined. */
    static List<Object> list(Object value) {
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        if (value instanceof Map<?, ?> map) {
            return new ArrayList<>(map.keySet());
        }
        if (value instanceof String text) {
            return new ArrayList<>(
                    text.codePoints().mapToObj(Character::toString).toList());
        }
        if (value instanceof Undefined) {
            return new ArrayList<>();
        }
        throw new JinjaException(type(value) + " is not a list");
    }

    /** {@code value.name}. */
    static Object member(Object value, String name) {
        if (value instanceof Undefined undefined) {
            throw new JinjaException(undefined.name() + " is undefined, so it has no " + name);
        }
        Callable method = Methods.of(value, name);
        if (method != null) {
            return method;
        }
        if (value instanceof Map<?, ?> map && map.containsKey(name)) {
            return map.get(name);
        }
        return new Undefined(name);
    }

    /** {@code value[key]}. */
    static Object item(Object value, Object key) {
        if (value instanceof Undefined undefined) {
            throw new JinjaException(undefined.name() + " is undefined, so it has no " + text(key));
        }
        if (value instanceof Map<?, ?> map && map.containsKey(key)) {
            return map.get(key);
        }
        if (key instanceof Long index && (value instanceof List<?> || value instanceof String)) {
            List<Object> list = list(value);
            long position = index < 0 ? index + list.size() : index;
            return position >= 0 && position < list.size()
                    ? list.get((int) position)
                    : new Undefined("element " + index);
        }
        return key instanceof String name ? member(value, name) : new Undefined(text(key));
    }

    /** {@code value[from:to:step]}; null where a bound is left out. */
    static Object slice(Object value, Object from, Object to, Object step) {
        List<Object> list = list(value);
        int size = list.size();
        long by = step == null ? 1 : whole(step);
        if (by == 0) {
            throw new JinjaException("a slice's step is 0");
        }
        long first = by > 0 ? bound(from, 0, 0, size) : bound(from, size - 1, -1, size - 1);
        long end = by > 0 ? bound(to, size, 0, size) : bound(to, -1, -1, size - 1);
        List<Object> slice = new ArrayList<>();
        for (long i = first; by > 0 ? i < end : i > end; i += by) {
            slice.add(list.get((int) i));
        }
        return value instanceof String
                ? String.join("", slice.stream().map(Values::text).toList())
                : slice;
    }

    private static long bound(Object given, long otherwise, long least, long greatest) {
        if (given == null) {
            return otherwise;
        }
        // A negative bound counts from the end, which is greatest itself, or one less where the step is negative.
        long size = least < 0 ? greatest + 1 : greatest;
        long bound = whole(given);
        return Math.max(least, Math.min(greatest, bound < 0 ? bound + size : bound));
    }

    private static long whole(Object value) {
        if (value instanceof Long number && Math.abs(number) <= Integer.MAX_VALUE) {
            return number;
        }
        throw new JinjaException("a slice's bound is not a whole number: " + text(value));
    }

    /** As Python's str. */
    static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Undefined) {
            return "";
        }
        return Literals.python(value);
    }

    static String type(Object value) {
        if (value instanceof Undefined undefined) {
            return undefined.name() + ", which is undefined,";
        }
        if (value == null) {
            return "none";
        }
        return value instanceof Map ? "a mapping" : value instanceof List ? "a list" : "the value " + text(value);
    }
}
