package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.List;
import java.util.Map;

/** The arguments of a call, by position and by name. */
record Arguments(List<Object> positional, Map<String, Object> named) {

    static final Arguments NONE = new Arguments(List.of(), Map.of());

    boolean has(int position, String name) {
        return position < positional.size() || named.containsKey(name);
    }

    Object get(int position, String name, Object otherwise) {
        if (position < positional.size()) {
            return positional.get(position);
        }
        return named.containsKey(name) ? named.get(name) : otherwise;
    }

    Object required(int position, String name) {
        if (!has(position, name)) {
            throw new JinjaException("an argument, " + name + ", is missing");
        }
        return get(position, name, null);
    }

    /** The positional arguments from one on. */
    Arguments from(int position) {
        int start = Math.min(position, positional.size());
        return new Arguments(positional.subList(start, positional.size()), Map.of());
    }

    String text(int position, String name) {
        if (required(position, name) instanceof String text) {
            return text;
        }
        throw new JinjaException("the argument " + name + " is not a string");
    }

    int number(int position, String name, int otherwise) {
        Object value = get(position, name, (long) otherwise);
        if (value instanceof Long number) {
            return Math.toIntExact(Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number)));
        }
        throw new JinjaException("the argument " + name + " is not a whole number");
    }
}
