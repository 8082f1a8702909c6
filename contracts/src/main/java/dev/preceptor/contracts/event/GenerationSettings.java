package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.specification.TeacherSpecification;

/**
 * The settings of a generation of tasks: the request of its {@link Job}, in the artifact store.
 *
 * @param teacher with the budget of the generation
 * @param seeds the tasks from which the teacher is shown a few for each draft
 * @param exam exam tasks, from which new tasks must differ; null for none
 * @param count the number of tasks to generate
 * @param mostDrafts the maximum number of drafts to request
 * @param overlap the maximum share, from 0 to 1, of a draft's word n-grams that another task may contain
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GenerationSettings(
        TeacherSpecification teacher, DataSet seeds, DataSet exam, int count, int mostDrafts, double overlap) {

    /** The default of {@code overlap}. */
    public static final double DEFAULT_OVERLAP = 0.5;
}
