package dev.preceptor.stage.stream;

/**
 * How many tasks end in a span of time. Time is cut into spans of equal length.
 *
 * @param span the number of the span in which the last task ended, from the epoch
 * @param ended tasks that ended in it so far
 * @param endedBefore tasks that ended in the span before it
 */
public record Pace(long span, int ended, int endedBefore) {

    /** The length of a span, in milliseconds. */
    public static final long SPAN_MS = 1_000;

    public static final Pace NONE = new Pace(0, 0, 0);

    /** The pace after a task has ended. One that ended in an earlier span, as events of a run may be out of order, counts in this one. */
    public Pace ended(long now) {
        long at = Math.max(span, now / SPAN_MS);
        int before = at == span ? endedBefore : at == span + 1 ? ended : 0;
        return new Pace(at, at == span ? ended + 1 : 1, before);
    }

    /** Tasks that ended in the last span that is over, or in this one if they are more. */
    public int recent(long now) {
        long at = Math.max(span, now / SPAN_MS);
        return at == span ? Math.max(ended, endedBefore) : at == span + 1 ? ended : 0;
    }
}
