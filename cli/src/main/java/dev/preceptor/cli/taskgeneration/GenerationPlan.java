package dev.preceptor.cli.taskgeneration;

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
 * @param seeds the tasks from which the teacher is shown a few for each draft
 * @param exam exam tasks; a new task must differ from all of them
 * @param count the number of tasks to generate
 * @param mostDrafts the maximum number of drafts to request
 * @param mostOverlap the maximum share, from 0 to 1, of a draft's word n-grams that another task may contain
 * @param seed the random seed for the choice of the seeds of each draft
 */
record GenerationPlan(
        TeacherSpecification teacher,
        List<Task> seeds,
        List<Task> exam,
        int count,
        int mostDrafts,
        double mostOverlap,
        long seed) {

    static final double MOST_OVERLAP = 0.5;

    private static final int SEEDS_SHOWN = 3;
    private static final int ID_LENGTH = 12;

    /**
     * The generation's id. It depends on seeds, teacher and random seed, not on count and budget, so that drafts that were
     * paid for are used again.
     */
    String id() {
        return "generate-"
                + Ids.of("generation", seeds, teacher.backend(), teacher.model(), seed)
                        .substring(0, ID_LENGTH);
    }

    /** The seeds that the teacher is shown for a draft. */
    List<Task> shown(int number) {
        List<Task> shuffled = new ArrayList<>(seeds);
        Collections.shuffle(shuffled, new Random(Ids.seed(id() + "/" + number)));
        return List.copyOf(shuffled.subList(0, Math.min(SEEDS_SHOWN, shuffled.size())));
    }
}
