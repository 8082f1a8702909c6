package dev.preceptor.stage.stream;

/**
 * How many tasks of a run, or of an exam, are in flight at most: as many as have lately ended within {@link Pace#SPAN_MS}, within these
 * limits. Where the stages are fast, records are then written and read in larger requests, and idle replicas get work. Where they are
 * slow, a small run waits only behind {@code least} tasks of a large one.
 *
 * @param least at least 1
 * @param most at least {@code least}
 */
public record Window(int least, int most) {

    public Window {
        if (least < 1 || most < least) {
            throw new IllegalArgumentException("the window of tasks in flight must have 1 <= " + least + " <= " + most);
        }
    }

    /** A window that does not depend on the pace. */
    public static Window fixed(int tasks) {
        return new Window(tasks, tasks);
    }

    /** @param now in milliseconds since the epoch */
    public int at(Pace pace, long now) {
        return Math.max(least, Math.min(most, pace.recent(now)));
    }
}
