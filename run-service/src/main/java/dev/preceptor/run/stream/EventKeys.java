package dev.preceptor.run.stream;

import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.TrainingExample;

/** The keys of the events that are kept whole. All keys of a run begin with its id and a slash. */
final class EventKeys {

    private EventKeys() {}

    static String of(Evaluation evaluation) {
        return ofEvaluation(evaluation.runId(), evaluation.checkpoint().round(), evaluation.refineStep());
    }

    static String ofEvaluation(String runId, int round, int refineStep) {
        return runId + "/" + round + "/" + refineStep;
    }

    static String of(Checkpoint checkpoint) {
        return ofCheckpoint(checkpoint.runId(), checkpoint.reference().round());
    }

    static String ofCheckpoint(String runId, int round) {
        return runId + "/" + round;
    }

    static String of(TrainingExample example) {
        return ofExample(example.runId(), example.id());
    }

    static String ofExample(String runId, String exampleId) {
        return runId + "/" + exampleId;
    }
}
