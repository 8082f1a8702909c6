package dev.preceptor.eval.stream;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.eval.exam.AnswerJudged;
import dev.preceptor.eval.exam.AnswerRefused;
import dev.preceptor.eval.exam.ExamEvent;
import dev.preceptor.eval.exam.TaskFaulted;
import java.io.IOException;
import java.util.List;
import org.jboss.logging.Logger;

/** Reads dead letters: events of an exam that a stage could not process for a reason of ours. */
final class LostAnswers {

    private static final Logger LOG = Logger.getLogger(LostAnswers.class);

    private LostAnswers() {}

    static List<ExamEvent> ofAssignment(String key, byte[] letter) {
        try {
            return lost(Json.mapper().readValue(letter, Assignment.class));
        } catch (IOException | RuntimeException e) {
            return unreadable(key);
        }
    }

    /** Of an assignment that the student cannot answer until a person changes something outside. */
    static List<ExamEvent> ofRefused(String key, byte[] letter, String reason) {
        try {
            Assignment assignment = Json.mapper().readValue(letter, Assignment.class);
            return assignment.purpose() == Purpose.EXAM
                    ? List.of(new AnswerRefused(assignment.runId(), assignment, reason))
                    : List.of();
        } catch (IOException | RuntimeException e) {
            return unreadable(key);
        }
    }

    static List<ExamEvent> ofAttempt(String key, byte[] letter) {
        try {
            return lost(Json.mapper().readValue(letter, Attempt.class).assignment());
        } catch (IOException | RuntimeException e) {
            return unreadable(key);
        }
    }

    static List<ExamEvent> ofTestResult(String key, byte[] letter) {
        try {
            return lost(Json.mapper().readValue(letter, TestResult.class).assignment());
        } catch (IOException | RuntimeException e) {
            return unreadable(key);
        }
    }

    private static List<ExamEvent> lost(Assignment assignment) {
        return AnswerJudged.lost(assignment).<ExamEvent>map(answer -> answer).stream()
                .toList();
    }

    /** The letter cannot be read, but its key names the task. */
    private static List<ExamEvent> unreadable(String key) {
        int slash = key == null ? -1 : key.indexOf('/');
        if (slash <= 0) {
            LOG.warnf("passed over a dead letter that cannot be read and whose key '%s' names no task", key);
            return List.of();
        }
        return List.of(new TaskFaulted(key.substring(0, slash), key.substring(slash + 1)));
    }
}
