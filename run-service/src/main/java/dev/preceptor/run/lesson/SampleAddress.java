package dev.preceptor.run.lesson;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.TrainingExample;

/** The sample of a practice task in a round of a run. */
public record SampleAddress(String runId, int round, String taskId, int sample) {

    public static SampleAddress of(Assignment assignment) {
        return new SampleAddress(
                assignment.runId(), assignment.round(), assignment.task().id(), assignment.sample());
    }

    public static SampleAddress of(TrainingExample example) {
        return new SampleAddress(example.runId(), example.round(), example.taskId(), example.sample());
    }

    /** The key of its ledger; all keys of a run begin with {@link #prefix(String)}. */
    public String key() {
        return prefix(runId) + place(round, taskId, sample);
    }

    /** The key within the run. */
    public static String place(int round, String taskId, int sample) {
        return round + "/" + taskId + "/" + sample;
    }

    public static String prefix(String runId) {
        return runId + "/";
    }
}
