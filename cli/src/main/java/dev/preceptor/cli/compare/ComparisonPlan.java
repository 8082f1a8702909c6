package dev.preceptor.cli.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.specification.RunInputs;
import dev.preceptor.contracts.report.RunRequest;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.task.RecordedAttempt;
import dev.preceptor.contracts.task.Task;
import java.util.List;

/**
 * The runs of a comparison: a practice run, in which the untrained student attempts the practice tasks and takes the exam,
 * and one run per arm, which uses those attempts in its first round. All arms share a purse: later arms reuse the teacher
 * answers that earlier ones paid for.
 */
record ComparisonPlan(RunInputs inputs, List<Arm> arms) {

    private static final int LONGEST_NAME = 64;
    private static final String PRACTICE = "practice";

    /**
     * The practice run: makes the attempts that all arms use, and the exam scores that all are compared with. Its reference
     * teacher has no solutions, so it teaches nothing and costs nothing. The request depends on the student, the tasks, the
     * practice, the exam and the seed only, so that a later comparison of other methods finds the run finished.
     */
    RunRequest practice() {
        ObjectNode tree = common(PRACTICE);
        tree.remove(List.of("training", "until", "rounds"));
        tree.put("method", "persd");
        tree.set("teacher", tree.objectNode().put("backend", "reference"));
        return new RunRequest(
                tree,
                inputs.practice().stream()
                        .map(task -> task.withSolutions(List.of()))
                        .toList(),
                inputs.exam(),
                inputs.recorded());
    }

    /**
     * An arm's run.
     *
     * @param practiceRunId the id of the practice run
     * @param practised the practice tasks that all arms use
     * @param attempts all samples of each of these tasks
     */
    RunRequest of(Arm arm, String practiceRunId, List<Task> practised, List<RecordedAttempt> attempts) {
        ObjectNode tree = common(arm.label());
        tree.put("method", arm.method().label());
        tree.withObject("/training").put("fraction", arm.fraction());
        tree.withObject("/exam").put("baseline", false);
        if (inputs.specification().teacher().purse() == null) {
            tree.withObject("/teacher").put("purse", practiceRunId);
        }
        boolean attempted = arm.method().personalised();
        ObjectNode practice = tree.withObject("/practice");
        practice.remove("recorded");
        if (attempted) {
            practice.put("recorded", practiceRunId);
        }
        return new RunRequest(tree, practised, inputs.exam(), attempted ? attempts : null);
    }

    /** The specification under another name, with the same exam seed for all runs. */
    private ObjectNode common(String suffix) {
        RunSpecification specification = inputs.specification();
        ObjectNode tree = inputs.file().tree().deepCopy();
        String name = specification.name();
        tree.put("name", name.substring(0, Math.min(name.length(), LONGEST_NAME - suffix.length() - 1)) + "-" + suffix);
        if (specification.exam().seed() == null) {
            tree.withObject("/exam").put("seed", specification.seed());
        }
        return tree;
    }
}
