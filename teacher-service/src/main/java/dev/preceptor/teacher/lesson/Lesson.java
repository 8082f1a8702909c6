package dev.preceptor.teacher.lesson;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.task.StudentPrompt;
import java.util.ArrayList;
import java.util.List;

/** Makes training examples of a program of the teacher's that passed. */
final class Lesson {

    private Lesson() {}

    /** One example for each pair of the run's method; what the answer cost stands on the first. */
    static List<TrainingExample> examples(TestResult passed, Refinement refinement) {
        Assignment assignment = passed.assignment();
        List<PairKind> pairs = assignment.teaching().method().pairs();
        List<TrainingExample> examples = new ArrayList<>();
        for (PairKind pair : pairs) {
            examples.add(new TrainingExample(
                    TrainingExample.idOf(refinement.id(), pair),
                    assignment.runId(),
                    assignment.round(),
                    assignment.task().id(),
                    assignment.sample(),
                    pair,
                    pairs.size(),
                    prompt(pair, refinement),
                    refinement.code(),
                    assignment.id(),
                    refinement.failure() == null
                            ? null
                            : refinement.failure().submission().id(),
                    refinement.id(),
                    passed.id(),
                    refinement.model(),
                    examples.isEmpty() ? refinement.costUsd() : 0));
        }
        return List.copyOf(examples);
    }

    private static StudentPrompt prompt(PairKind pair, Refinement refinement) {
        Question question = new Question(refinement.failure(), refinement.assigned(), refinement.number(), null);
        return switch (pair) {
            case SOLVE -> StudentPrompt.forTask(question.task());
            case REFINE -> StudentPrompt.forRefinement(question.task(), question.attempt(), question.feedback());
        };
    }
}
