package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The state of a generation of tasks, within its {@link Job}.
 *
 * @param draftsId the id that the drafts have as their run
 * @param forRun the run that the tasks are for; null if they are for no run
 * @param tasks the tasks, each with its origin, as lines of a task file; null until it has ended, and if there are none
 * @param practice the same tasks in the form of a run's practice set; null until it has ended, if there are none, and
 *     if the tasks are for no run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GenerationState(
        String draftsId, String forRun, GenerationProgress progress, DataSet tasks, DataSet practice) {

    /** Returns a copy with other counts. */
    public GenerationState withProgress(GenerationProgress reached) {
        return new GenerationState(draftsId, forRun, reached, tasks, practice);
    }

    /** Returns a copy with the tasks. */
    public GenerationState withTasks(DataSet withOrigin, DataSet asPractice) {
        return new GenerationState(draftsId, forRun, progress, withOrigin, asPractice);
    }
}
