package dev.preceptor.cli.probe;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.contracts.task.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * A judged attempt of the untrained student at a task of the probe.
 *
 * @param lesson what run-service tells about it; its verdict is not null
 */
record Sample(Task task, Lesson lesson) {

    boolean solved() {
        return lesson.verdict() == Verdict.PASSED;
    }

    /** Whether the student's program failed; a fault of the sandbox is no failure. */
    boolean failed() {
        return lesson.verdict().isTheCodesFault();
    }

    String program() {
        return lesson.attempt() == null ? "" : lesson.attempt();
    }

    /** What the student is asked when it is to correct the attempt: the prompt of refine pairs and refine steps. */
    StudentPrompt refinementPrompt() {
        String feedback = lesson.feedback() == null || lesson.feedback().isBlank()
                ? "It failed: " + lesson.verdict() + "."
                : lesson.feedback();
        return StudentPrompt.forRefinement(task, program(), feedback);
    }

    /** A task whose prompt asks to correct the attempt, with the tests of the attempted task. */
    Task refinementTask() {
        List<String> tests = new ArrayList<>(task.tests());
        tests.addAll(task.publicTests());
        return task.with(refined -> refined.id(refinementId())
                .prompt(refinementPrompt().text())
                .promptKind(PromptKind.INSTRUCTION)
                .setup(setup())
                .tests(tests)
                .publicTests(List.of()));
    }

    String refinementId() {
        return task.id() + "/attempt-" + lesson.sample();
    }

    /** An answer may leave out the imports and functions of a prompt that is code. */
    private String setup() {
        if (task.promptKind() != PromptKind.COMPLETION) {
            return task.setup();
        }
        return task.setup() == null ? task.prompt() : task.setup() + "\n" + task.prompt();
    }
}
