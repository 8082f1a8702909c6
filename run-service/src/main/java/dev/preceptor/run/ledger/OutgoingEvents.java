package dev.preceptor.run.ledger;

import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.ExamPlan;
import dev.preceptor.contracts.event.GenerationProgress;
import dev.preceptor.contracts.event.GenerationState;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.event.JobBuilder;
import dev.preceptor.contracts.event.PracticeGeneration;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingJobBuilder;
import java.time.Instant;
import java.util.List;

/** Makes the events of a whole run that its transitions publish. */
final class OutgoingEvents {

    /** In characters; a run must fit into its record. */
    private static final int LONGEST_REASON = 2_000;

    private OutgoingEvents() {}

    /** The checkpoint of round 0: the student before it was taught. */
    static Checkpoint studentAsItCame(Run run) {
        CheckpointReference weights =
                new CheckpointReference(0, run.specification().student().model(), null);
        return Checkpoint.toExamine(run.runId(), run.student(), weights, exam(run));
    }

    static TrainingJob trainingJob(Run run, int round, CheckpointReference base, List<String> sortedExampleIds) {
        return TrainingJobBuilder.builder()
                .id(TrainingJob.idOf(run.runId(), round, sortedExampleIds))
                .runId(run.runId())
                .round(round)
                .student(run.student())
                .base(base)
                .training(run.specification().jobTraining())
                .exampleIds(sortedExampleIds)
                .exam(exam(run))
                .build();
    }

    /**
     * The generation of the run's practice tasks.
     *
     * @param now milliseconds since the epoch
     */
    static Job generation(Run run, long now) {
        PracticeGeneration generation = run.generation();
        int wanted = run.specification().tasks().generate().count();
        return JobBuilder.builder()
                .id(generation.id())
                .state(Job.State.RUNNING)
                .request(generation.request())
                .inputs(List.of(generation.seeds(), run.exam()))
                .createdAt(Instant.ofEpochMilli(now))
                .owner(run.owner())
                .generation(new GenerationState(
                        generation.draftsId(), run.runId(), GenerationProgress.none(wanted), null, null))
                .build();
    }

    /** @param now milliseconds since the epoch */
    static Run ended(Run run, Run.State state, String reason, long now) {
        return run.with(ended -> ended.state(state).reason(shortened(reason)).endedAt(Instant.ofEpochMilli(now)));
    }

    /** The run with nothing new assigned, for this reason, until a person resumes it. */
    static Run held(Run run, String reason) {
        return run.with(
                held -> held.state(Run.State.HELD).reason(shortened(reason)).endedAt(null));
    }

    /** @param state one in which the run has not ended */
    static Run going(Run run, Run.State state) {
        return run.with(going -> going.state(state).reason(null).endedAt(null));
    }

    private static String shortened(String reason) {
        return reason == null || reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
    }

    private static ExamPlan exam(Run run) {
        return new ExamPlan(run.exam(), run.specification().exam());
    }
}
