package dev.preceptor.cli.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.specification.RunInputs;
import dev.preceptor.cli.specification.SpecificationFile;
import dev.preceptor.contracts.report.ExamReport;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.specification.SpecificationReader;
import dev.preceptor.contracts.task.RecordedAttempt;
import dev.preceptor.contracts.task.Task;
import java.util.List;

/**
 * The exam of the untrained student with the teacher's context in its prompt, which is what one would do instead of training. It is a
 * run of its own: its only practice task has a recorded attempt that is right, so it ends with the exam of the student as it came.
 */
final class ContextExam {

    private ContextExam() {}

    /**
     * Returns the inputs of that run.
     *
     * @param tasks how many tasks of the exam it has at most
     * @throws CommandException if the specification has no {@code teacher.context}, or no practice task with a solution
     */
    static RunInputs of(RunInputs inputs, int tasks) {
        SpecificationFile file = inputs.file();
        String context = inputs.specification().inventor().context();
        if (context == null) {
            throw CommandException.badInput(file.file() + ": --context-exam needs teacher.context");
        }
        Task practised = (inputs.practice() == null ? inputs.seeds() : inputs.practice())
                .stream()
                        .filter(task -> !task.solutions().isEmpty())
                        .findFirst()
                        .orElseThrow(() -> CommandException.badInput(
                                file.file() + ": --context-exam needs a task with a solution"));
        ObjectNode tree = file.tree().deepCopy();
        tree.put("name", inputs.specification().name() + "-context");
        tree.put("rounds", 1);
        tree.remove(List.of("training", "until"));
        tree.withObject("/student").put("systemPrompt", context);
        tree.remove(List.of("teachers", "budgetUsd", "purse"));
        tree.putObject("teacher").put("backend", "reference");
        tree.putObject("practice").put("recorded", "a solution");
        tree.withObject("/exam").put("baseline", true);
        tree.withObject("/tasks").remove("generate");
        return new RunInputs(
                new SpecificationFile(file.file(), tree, SpecificationReader.read(tree)),
                List.of(practised),
                inputs.exam().subList(0, Math.min(tasks, inputs.exam().size())),
                List.of(new RecordedAttempt(
                        practised.id(), 0, practised.solutions().get(0), null)),
                null);
    }

    /** Returns the result from the report of that run; null if the run did not come to it. */
    static ExamReport result(RunReport report) {
        return report.exams().stream()
                .filter(exam -> exam.round() == 0 && exam.refineStep() == 0)
                .findFirst()
                .orElse(null);
    }
}
