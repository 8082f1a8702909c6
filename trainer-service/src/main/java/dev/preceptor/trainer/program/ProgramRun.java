package dev.preceptor.trainer.program;

import dev.preceptor.contracts.event.TrainingJob;

/**
 * A job for a program.
 *
 * @param folder where the program reads the job and writes its result
 */
public record ProgramRun(TrainingJob job, JobDescription description, JobFolder folder) {

    /** The run and the round, for logs. */
    public String name() {
        return job.runId() + " round " + job.round();
    }
}
