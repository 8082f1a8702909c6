package dev.preceptor.cli.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.specification.RunInputs;
import dev.preceptor.contracts.report.RunRequest;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.task.RecordedAttempt;
import dev.preceptor.contracts.task.Task;
import java.util.List;

/**
 * The runs that make up a comparison: one in which the student practises and is examined as it came, and one an arm, which takes
 * those attempts for its first round's. What an arm pays for, the later ones are served from the purse that they share.
 */
record ComparisonPlan(RunInputs inputs, List<Arm> arms) {

    private static final int LONGEST_NAME = 64;
    private static final String PRACTICE = "practice";

    /**
     * The attempts that all arms learn from, and the exam that all are held against. Its teacher knows no solution, so it
     * teaches nothing and costs nothing; it hangs on the student, the tasks, the practice, the exam and the seed alone, so
     * that further methods find it done.
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
     * @param practiceRunId the run that made the attempts
     * @param practised the tasks that all arms have
     * @param attempts all samples of each of them
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

    /** The specification under another name; whoever is examined draws by the same seed. */
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
