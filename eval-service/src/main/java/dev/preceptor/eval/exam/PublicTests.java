package dev.preceptor.eval.exam;

import dev.preceptor.contracts.specification.ExamSpecification;
import dev.preceptor.contracts.task.DocstringTests;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Chooses the tests of a task that the student may see in an exam, and whose feedback it gets in a refine step. */
final class PublicTests {

    private PublicTests() {}

    /**
     * The task as it is examined. Without refine steps and without a number of public tests it is unchanged. With refine steps, a
     * task of code to continue that names no public tests shows those of its docstring. Where all tests of a task are public, all
     * but the first become private, so that the last step is judged by tests that the refinement did not see.
     */
    static Task of(Task task, ExamSpecification exam) {
        List<String> shown = task.publicTests();
        if (shown.isEmpty() && exam.refineSteps() > 0) {
            shown = DocstringTests.of(task);
        }
        int most = shown.size();
        if (exam.publicTests() != null) {
            most = Math.min(most, exam.publicTests());
        } else if (exam.refineSteps() > 0 && task.tests().isEmpty() && task.check() == null) {
            most = Math.min(most, 1);
        }
        if (shown.equals(task.publicTests()) && most == shown.size()) {
            return task;
        }
        Set<String> hidden = new LinkedHashSet<>(task.tests());
        if (!task.publicTests().isEmpty()) {
            hidden.addAll(shown.subList(most, shown.size()));
        }
        return TaskBuilder.builder(task)
                .tests(new ArrayList<>(hidden))
                .publicTests(shown.subList(0, most))
                .build();
    }
}
