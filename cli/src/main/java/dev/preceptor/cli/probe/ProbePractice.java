package dev.preceptor.cli.probe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.specification.RunInputs;
import dev.preceptor.cli.specification.SpecificationFile;
import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.specification.SpecificationReader;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.task.Task;
import java.util.Comparator;
import java.util.List;

/**
 * The inputs of a run in which the untrained student attempts tasks. It costs nothing and trains nothing: its reference teacher knows no
 * solutions, and it has no exam.
 */
final class ProbePractice {

    private static final int LONGEST_NAME = 64;

    private ProbePractice() {}

    /** Some of the tasks; the seed and the ids of the tasks alone decide which. */
    static List<Task> sample(List<Task> tasks, int most, long seed) {
        return tasks.stream()
                .sorted(Comparator.comparing((Task task) -> Ids.of("probe", seed, task.id())))
                .limit(most)
                .toList();
    }

    /**
     * The inputs of the run.
     *
     * @param suffix of the run's name
     * @param samples the attempts at each task
     * @param manual a text in front of what the student is asked, as a system message; null: none
     */
    static RunInputs of(RunInputs inputs, String suffix, List<Task> tasks, int samples, String manual) {
        SpecificationFile file = inputs.file();
        ObjectNode tree = file.tree().deepCopy();
        String name = inputs.specification().name();
        tree.put("name", name.substring(0, Math.min(name.length(), LONGEST_NAME - suffix.length() - 1)) + "-" + suffix);
        tree.put("method", "persd");
        tree.put("rounds", 1);
        tree.remove(List.of("training", "until", "teachers", "budgetUsd", "purse", "methods", "opd"));
        tree.putObject("teacher").put("backend", "reference");
        tree.withObject("/practice").put("samples", samples).remove(List.of("recorded", "tasksPerRound"));
        tree.withObject("/exam").put("baseline", false);
        tree.withObject("/tasks").remove("generate");
        if (manual != null) {
            tree.withObject("/student")
                    .put("systemPrompt", systemPrompt(inputs.specification().student(), manual));
        }
        return new RunInputs(
                new SpecificationFile(file.file(), tree, SpecificationReader.read(tree)),
                tasks.stream().map(task -> task.withSolutions(List.of())).toList(),
                inputs.exam().subList(0, 1),
                null,
                null);
    }

    /** The student's own system message, and the manual after it. */
    static String systemPrompt(StudentSpecification student, String manual) {
        return student.systemPrompt() == null ? manual : student.systemPrompt() + "\n\n" + manual;
    }
}
