package dev.preceptor.run.stream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Pages of a list whose newest items come first. It holds no more items at once than a page has.
 *
 * @param createdAt the time of an item, to the millisecond
 * @param id orders items of the same millisecond
 */
public record NewestFirst<T>(Function<T, Instant> createdAt, Function<T, String> id) {

    /** The place of an item in the list. */
    private record Place(long createdAt, String id) implements Comparable<Place> {

        private static final Comparator<Place> ORDER =
                Comparator.comparingLong(Place::createdAt).reversed().thenComparing(Place::id);

        static Place read(String text) {
            int end = text.indexOf('/');
            try {
                return new Place(Long.parseLong(text.substring(0, Math.max(0, end))), text.substring(end + 1));
            } catch (NumberFormatException e) {
                throw new UnknownCursorException();
            }
        }

        String text() {
            return createdAt + "/" + id;
        }

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * @param shown selects the items that the list has
     * @throws UnknownCursorException if the cursor is not one of this list
     */
    public Page<T> page(Iterator<T> all, Predicate<T> shown, PageLimits page) {
        Place after = page.after() == null ? null : Place.read(page.after());
        PriorityQueue<T> first =
                new PriorityQueue<>(Comparator.comparing(this::placeOf).reversed());
        while (all.hasNext()) {
            T item = all.next();
            if (shown.test(item) && (after == null || placeOf(item).compareTo(after) > 0)) {
                first.add(item);
                if (first.size() > page.limit() + 1) {
                    first.poll();
                }
            }
        }
        boolean more = first.size() > page.limit();
        if (more) {
            first.poll();
        }
        List<T> inOrder = new ArrayList<>(first);
        inOrder.sort(Comparator.comparing(this::placeOf));
        return new Page<>(
                inOrder, more ? placeOf(inOrder.get(inOrder.size() - 1)).text() : null);
    }

    private Place placeOf(T item) {
        return new Place(createdAt.apply(item).toEpochMilli(), id.apply(item));
    }
}
