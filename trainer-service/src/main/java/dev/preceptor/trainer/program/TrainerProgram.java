package dev.preceptor.trainer.program;

import dev.preceptor.trainer.engine.TrainingException;
import dev.preceptor.trainer.engine.TrainingMonitor;

/** What runs the program of a job: this machine, or a cluster. It runs one job at a time. */
public interface TrainerProgram {

    /**
     * Runs the program once and waits for its end. If the monitor throws, everything that the program has started is ended.
     *
     * @throws TrainingException if the program cannot be started with these settings, or the files of the job cannot be read
     */
    ProgramEnd run(ProgramRun run, TrainingMonitor monitor);

    /**
     * Ends what a service that was killed has left of this job and {@link #run} does not continue. Called before the job's files
     * are replaced.
     *
     * @param monitor for waiting
     */
    void endOthers(ProgramRun run, TrainingMonitor monitor);

    /** Ends all that a service that was killed has left of this job, whose result is there. */
    void endAll(ProgramRun run);
}
