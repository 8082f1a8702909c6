package dev.preceptor.run.ledger;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.specification.TeacherSpecification;

/**
 * What led to the teacher when there was no money left; emitted again with a larger budget, it leads there again under the
 * same ids, so that an answer that was paid for is not bought twice.
 *
 * @param failure the failed attempt; null where the teacher was assigned the task directly
 * @param assigned the teacher's own assignment; null where there is a failure
 */
public record Unfunded(TestResult failure, Assignment assigned) {

    public static Unfunded of(Refinement refused) {
        return new Unfunded(refused.failure(), refused.assigned());
    }

    Assignment assignment() {
        return failure != null ? failure.assignment() : assigned;
    }

    /** The task that it is of. */
    public String taskId() {
        return assignment().task().id();
    }

    /** The event, as if it had been made under another teacher's terms. */
    public Event under(TeacherSpecification teacher) {
        Assignment before = assignment();
        Assignment after = before.withTeaching(new Teaching(before.teaching().method(), teacher));
        return failure == null ? after : judgedUnder(after);
    }

    private TestResult judgedUnder(Assignment assignment) {
        Attempt failed = (Attempt) failure.submission();
        Attempt attempt = new Attempt(
                failed.id(),
                assignment,
                failed.code(),
                failed.completion(),
                failed.promptTokens(),
                failed.completionTokens(),
                failed.finishReason(),
                failed.seconds());
        return new TestResult(
                failure.id(),
                attempt,
                failure.verdict(),
                failure.cases(),
                failure.feedback(),
                failure.detail(),
                failure.seconds());
    }
}
