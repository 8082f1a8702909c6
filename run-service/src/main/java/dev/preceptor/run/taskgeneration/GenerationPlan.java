package dev.preceptor.run.taskgeneration;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.task.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The parameters of a generation of tasks.
 *
 * @param draftsId the id that the drafts have as their run
 * @param seeds the tasks from which the teacher is shown a few for each draft
 * @param exam exam tasks; a new task must differ from all of them
 * @param count the number of tasks to generate
 * @param mostDrafts the maximum number of drafts to request
 * @param mostOverlap the maximum share, from 0 to 1, of a draft's word n-grams that another task may contain
 */
record GenerationPlan(
        String draftsId,
        TeacherSpecification teacher,
        List<Task> seeds,
        List<Task> exam,
        int count,
        int mostDrafts,
        double mostOverlap) {

    private static final int SEEDS_SHOWN = 3;

    /** The seeds that the teacher is shown for a draft. */
    List<Task> shown(int number) {
        List<Task> shuffled = new ArrayList<>(seeds);
        Collections.shuffle(shuffled, new Random(Ids.seed(draftsId + "/" + number)));
        return List.copyOf(shuffled.subList(0, Math.min(SEEDS_SHOWN, shuffled.size())));
    }
}
