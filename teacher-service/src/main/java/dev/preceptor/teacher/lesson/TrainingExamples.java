package dev.preceptor.teacher.lesson;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.ExampleOrigin;
import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.SoftTargets;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingExampleBuilder;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.teaching.RefinementRequest;
import java.util.ArrayList;
import java.util.List;

/** Creates the training examples of a refinement that passed, or of a score. */
public final class TrainingExamples {

    private TrainingExamples() {}

    /** One example for each pair of the run's method. The first one carries the cost of the teacher's answer. */
    static List<TrainingExample> of(TestResult passed, Refinement refinement) {
        Assignment assignment = passed.assignment();
        List<PairKind> pairs = assignment.teaching().method().pairs();
        List<TrainingExample> examples = new ArrayList<>();
        for (PairKind pair : pairs) {
            examples.add(TrainingExampleBuilder.builder()
                    .id(TrainingExample.idOf(refinement.id(), pair))
                    .runId(assignment.runId())
                    .round(assignment.round())
                    .taskId(assignment.task().id())
                    .sample(assignment.sample())
                    .pair(pair)
                    .pairs(pairs.size())
                    .prompt(prompt(pair, refinement))
                    .completion(refinement.code())
                    .assignmentId(assignment.id())
                    .attemptId(attemptId(refinement))
                    .refinementId(refinement.id())
                    .testResultId(passed.id())
                    .teacherModel(refinement.model())
                    .costUsd(examples.isEmpty() ? refinement.costUsd() : 0)
                    .rung(refinement.rung())
                    .batch(refinement.batch())
                    .softTargets(refinement.softTargets())
                    .build());
        }
        return List.copyOf(examples);
    }

    /** The example of an attempt that was scored: its own tokens, with the teacher's log-probabilities from the first one on. */
    public static TrainingExample of(Refinement score) {
        Attempt attempt = (Attempt) score.failure().submission();
        Assignment assignment = attempt.assignment();
        SoftTargets rows = score.softTargets();
        return TrainingExampleBuilder.builder()
                .id(TrainingExample.idOf(score.id(), PairKind.SCORE))
                .runId(assignment.runId())
                .round(assignment.round())
                .taskId(assignment.task().id())
                .sample(assignment.sample())
                .pair(PairKind.SCORE)
                .pairs(1)
                .prompt(StudentPrompt.forTask(assignment.task()))
                .completion(attempt.completion())
                .assignmentId(assignment.id())
                .attemptId(attempt.id())
                .refinementId(score.id())
                .testResultId(score.failure().id())
                .teacherModel(score.model())
                .costUsd(score.costUsd())
                .origin(ExampleOrigin.STUDENT)
                .rung(score.rung())
                .softTargets(new SoftTargets(rows.uri(), rows.sha256(), rows.offset(), rows.rows(), 0))
                .tokens(attempt.tokens())
                .checkpoint(assignment.checkpoint())
                .build();
    }

    private static String attemptId(Refinement refinement) {
        return refinement.failure() == null
                ? null
                : refinement.failure().submission().id();
    }

    private static StudentPrompt prompt(PairKind pair, Refinement refinement) {
        RefinementRequest request = RefinementRequest.answeredBy(refinement);
        return switch (pair) {
            case SOLVE -> StudentPrompt.forTask(request.task());
            case REFINE -> StudentPrompt.forRefinement(request.task(), request.attempt(), request.feedback());
            case SCORE -> throw new IllegalArgumentException("a score is no refinement");
        };
    }
}
