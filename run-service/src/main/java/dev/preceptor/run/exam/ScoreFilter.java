package dev.preceptor.run.exam;

import dev.preceptor.contracts.event.TaskScore;
import java.util.Locale;

/**
 * Which tasks of an exam a request asks for.
 *
 * @param result only tasks with this result; null: any
 * @param text only tasks whose id contains this text, in upper or lower case; null: any
 */
record ScoreFilter(Result result, String text) {

    /** The result of a task. */
    enum Result {
        /** All judged samples passed. */
        PASSED,
        /** Some judged samples passed. */
        PARTLY,
        /** No judged sample passed. */
        FAILED,
        /** No sample was judged, because of infrastructure faults. */
        FAULTED;

        static Result of(TaskScore score) {
            if (score.samples() == 0) {
                return FAULTED;
            }
            if (score.passed() == 0) {
                return FAILED;
            }
            return score.passed() == score.samples() ? PASSED : PARTLY;
        }
    }

    ScoreFilter {
        text = text == null || text.isBlank() ? null : text.strip().toLowerCase(Locale.ROOT);
    }

    boolean matches(TaskScore score) {
        return (result == null || Result.of(score) == result)
                && (text == null || score.taskId().toLowerCase(Locale.ROOT).contains(text));
    }
}
