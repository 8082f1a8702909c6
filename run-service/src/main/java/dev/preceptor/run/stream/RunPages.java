package dev.preceptor.run.stream;

import dev.preceptor.run.ledger.RunLedger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;

/** Pages of runs that are not deleted, the newest first. It holds no more ledgers at once than a page has. */
final class RunPages {

    /** The place of a run in the list: by the millisecond in which it was created, then by its id. */
    private record Place(long createdAt, String runId) implements Comparable<Place> {

        private static final Comparator<Place> ORDER =
                Comparator.comparingLong(Place::createdAt).reversed().thenComparing(Place::runId);

        static Place of(RunLedger ledger) {
            return new Place(
                    ledger.run().createdAt().toEpochMilli(), ledger.run().runId());
        }

        static Place read(String text) {
            int end = text.indexOf('/');
            try {
                return new Place(Long.parseLong(text.substring(0, Math.max(0, end))), text.substring(end + 1));
            } catch (NumberFormatException e) {
                throw new UnknownCursorException();
            }
        }

        String text() {
            return createdAt + "/" + runId;
        }

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    private RunPages() {}

    /** @throws UnknownCursorException if the cursor is not one of this list */
    static Page<RunLedger> of(Iterator<RunLedger> all, RunFilter filter, PageLimits page) {
        Place after = page.after() == null ? null : Place.read(page.after());
        PriorityQueue<RunLedger> first =
                new PriorityQueue<>(Comparator.comparing(Place::of).reversed());
        while (all.hasNext()) {
            RunLedger ledger = all.next();
            if (!ledger.isDeleted()
                    && filter.matches(ledger.run())
                    && (after == null || Place.of(ledger).compareTo(after) > 0)) {
                first.add(ledger);
                if (first.size() > page.limit() + 1) {
                    first.poll();
                }
            }
        }
        boolean more = first.size() > page.limit();
        if (more) {
            first.poll();
        }
        List<RunLedger> inOrder = new ArrayList<>(first);
        inOrder.sort(Comparator.comparing(Place::of));
        return new Page<>(
                inOrder, more ? Place.of(inOrder.get(inOrder.size() - 1)).text() : null);
    }
}
