package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.AbstractList;
import java.util.List;

/** Python's tuple: a list that is written with parentheses. */
final class Tuple extends AbstractList<Object> {

    private final Object[] items;

    Tuple(Object... items) {
        this.items = items;
    }

    static Tuple of(List<?> items) {
        return new Tuple(items.toArray());
    }

    @Override
    public Object get(int index) {
        return items[index];
    }

    @Override
    public int size() {
        return items.length;
    }
}
