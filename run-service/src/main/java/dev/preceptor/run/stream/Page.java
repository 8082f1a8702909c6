package dev.preceptor.run.stream;

import java.util.List;
import java.util.function.Function;

/**
 * A part of a list.
 *
 * @param next the cursor of the next page; null where there is none
 */
public record Page<T>(List<T> items, String next) {

    public <R> Page<R> map(Function<T, R> change) {
        return new Page<>(items.stream().map(change).toList(), next);
    }
}
