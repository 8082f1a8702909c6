package dev.preceptor.cli.taskgeneration;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.task.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What is to be generated.
 *
 * @param seeds the tasks that the teacher is shown some of
 * @param exam tasks that none of the new ones may be like
 * @param count how many are wanted
 * @param mostDrafts how many drafts the teacher is asked for at most
 * @param mostOverlap the greatest share of a draft's runs of words that another task may have, too
 * @param seed decides which seeds each draft is shown
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

    /** The same for the same seeds and teacher, whatever count and budget: so that drafts that were paid for are used again. */
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
