package dev.preceptor.cli.lesson;

import dev.preceptor.cli.report.ProgramChanges;
import dev.preceptor.cli.terminal.Style;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.LessonExample;
import dev.preceptor.contracts.report.LessonRefinement;
import dev.preceptor.contracts.report.TestCounts;
import java.util.List;
import java.util.Locale;

/** The text of a lesson, complete. {@code report} shows lessons shortened. */
final class RecordedLessonText {

    private static final String INDENT = "    ";

    private final Style style;

    RecordedLessonText(Style style) {
        this.style = style;
    }

    String of(Lesson lesson) {
        StringBuilder text = new StringBuilder();
        text.append(style.bold(lesson.taskId()))
                .append(", round ")
                .append(lesson.round())
                .append(", sample ")
                .append(lesson.sample())
                .append('\n');
        section(text, "The task", lesson.prompt());
        if (lesson.verdict() != null) {
            attempt(text, lesson);
        }
        lesson.refinements().forEach(refinement -> refinement(text, refinement, lesson));
        lesson.examples().forEach(example -> example(text, example));
        return text.append('\n').toString();
    }

    private void attempt(StringBuilder text, Lesson lesson) {
        String code = lesson.attempt();
        section(
                text,
                "The student's attempt: " + lesson.verdict() + passed(lesson.tests()),
                code == null || code.isBlank() ? "(no program in the student's answer)" : code);
        section(text, "What was wrong with it", lesson.feedback());
        section(text, "Why it could not be judged", lesson.detail());
    }

    private void refinement(StringBuilder text, LessonRefinement refinement, Lesson lesson) {
        String kind = lesson.verdict() == null ? "solution " : "answer ";
        String title = "The teacher's " + kind + refinement.number() + ", " + refinement.model() + cost(refinement)
                + (refinement.batch() == null ? "" : ", in the batch " + refinement.batch());
        if (refinement.outcome() == RefinementOutcome.SCORED) {
            section(
                    text,
                    "The teacher's score of the attempt, " + refinement.model() + cost(refinement),
                    refinement.logprobs().softTargets().rows() + " tokens, "
                            + refinement.logprobs().softTargets().uri());
            return;
        }
        if (refinement.outcome() != RefinementOutcome.ANSWERED) {
            section(text, title + ": " + refinement.outcome(), refinement.detail());
            return;
        }
        String verdict =
                refinement.verdict() == null ? "not judged yet" : refinement.verdict() + passed(refinement.tests());
        if (lesson.attempt() == null) {
            section(text, title + ": " + verdict, refinement.code());
        } else {
            String changes = String.join("\n", ProgramChanges.between(lesson.attempt(), refinement.code(), style));
            section(text, title + ": " + verdict + " (- taken away, + added)", changes);
        }
        section(text, "What was wrong with it", refinement.feedback());
        section(text, "Why it could not be judged", refinement.detail());
        if (refinement.logprobs() != null) {
            section(
                    text,
                    "Why it has no log-probabilities",
                    refinement.logprobs().problem());
        }
    }

    private void example(StringBuilder text, LessonExample example) {
        section(text, "Learned from it, " + example.pair() + ": asked", example.prompt());
        section(text, "Learned from it, " + example.pair() + ": to answer", example.completion());
        List<String> checkpoints = example.trained().stream()
                .map(checkpoint -> "round " + checkpoint.round() + " at " + checkpoint.uri())
                .toList();
        section(
                text,
                "Trained on " + example.pair(),
                checkpoints.isEmpty() ? "no checkpoint yet" : String.join("\n", checkpoints));
    }

    private void section(StringBuilder text, String title, String body) {
        if (body == null || body.isBlank()) {
            return;
        }
        text.append("  ").append(style.faint(title)).append('\n');
        body.stripTrailing()
                .lines()
                .forEach(line -> text.append(INDENT).append(line).append('\n'));
    }

    private static String passed(TestCounts tests) {
        return tests.run() == 0 ? "" : ", " + tests.passed() + " of " + tests.run() + " tests passed";
    }

    private static String cost(LessonRefinement refinement) {
        return refinement.promptTokens() + refinement.completionTokens() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        " (%d + %d tokens, %.6f USD)",
                        refinement.promptTokens(),
                        refinement.completionTokens(),
                        refinement.costUsd());
    }
}
