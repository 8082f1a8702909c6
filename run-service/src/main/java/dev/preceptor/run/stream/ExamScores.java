package dev.preceptor.run.stream;

import dev.preceptor.contracts.event.TaskScore;
import java.util.List;

/** The scores of an exam by task, as the state store has them. */
record ExamScores(List<TaskScore> tasks) {

    static String key(String runId, int round, int refineStep) {
        return runId + "/" + round + "/" + refineStep;
    }
}
