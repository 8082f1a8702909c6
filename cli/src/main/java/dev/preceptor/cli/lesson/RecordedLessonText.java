package dev.preceptor.cli.lesson;

import dev.preceptor.cli.report.ProgramChanges;
import dev.preceptor.cli.terminal.Style;
import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.run.readmodel.RecordedLesson;
import dev.preceptor.run.readmodel.RecordedLesson.JudgedRefinement;
import dev.preceptor.run.readmodel.RecordedLesson.TrainedExample;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The text of a recorded lesson, complete. {@code report} shows lessons shortened. */
final class RecordedLessonText {

    private static final String INDENT = "    ";

    private final Style style;

    RecordedLessonText(Style style) {
        this.style = style;
    }

    String of(RecordedLesson lesson) {
        StringBuilder text = new StringBuilder();
        text.append(style.bold(lesson.assignment().task().id()))
                .append(", round ")
                .append(lesson.assignment().round())
                .append(", sample ")
                .append(lesson.assignment().sample())
                .append('\n');
        section(text, "The task", lesson.assignment().task().prompt());
        lesson.attempt().ifPresent(attempt -> attempt(text, attempt));
        lesson.refinements().forEach(refinement -> refinement(text, refinement, lesson.attempt()));
        lesson.examples().forEach(example -> example(text, example));
        return text.append('\n').toString();
    }

    private void attempt(StringBuilder text, TestResult judged) {
        String code = judged.submission().code();
        section(
                text,
                "The student's attempt: " + judged.verdict() + passed(judged),
                code == null || code.isBlank() ? "(no program in the student's answer)" : code);
        section(text, "What was wrong with it", judged.feedback());
        section(text, "Why it could not be judged", judged.detail());
    }

    private void refinement(StringBuilder text, JudgedRefinement judged, Optional<TestResult> attempt) {
        Refinement refinement = judged.refinement();
        String kind = attempt.isEmpty() ? "solution " : "answer ";
        String title = "The teacher's " + kind + refinement.number() + ", " + refinement.model() + cost(refinement);
        if (refinement.outcome() != RefinementOutcome.ANSWERED) {
            section(text, title + ": " + refinement.outcome(), refinement.detail());
            return;
        }
        String verdict =
                judged.result().map(result -> result.verdict() + passed(result)).orElse("not judged yet");
        String attempted = attempt.map(result -> result.submission().code()).orElse(null);
        if (attempted == null) {
            section(text, title + ": " + verdict, refinement.code());
        } else {
            String changes = String.join("\n", ProgramChanges.between(attempted, refinement.code(), style));
            section(text, title + ": " + verdict + " (- taken away, + added)", changes);
        }
        judged.result().ifPresent(result -> {
            section(text, "What was wrong with it", result.feedback());
            section(text, "Why it could not be judged", result.detail());
        });
    }

    private void example(StringBuilder text, TrainedExample trained) {
        TrainingExample example = trained.example();
        section(
                text,
                "Learned from it, " + example.pair() + ": asked",
                example.prompt().asText());
        section(text, "Learned from it, " + example.pair() + ": to answer", example.completion());
        List<String> checkpoints = trained.checkpoints().stream()
                .map(checkpoint -> "round " + checkpoint.reference().round() + " at "
                        + checkpoint.reference().uri())
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

    private static String passed(TestResult result) {
        long passed = result.cases().stream().filter(CaseResult::passed).count();
        return result.cases().isEmpty()
                ? ""
                : ", " + passed + " of " + result.cases().size() + " tests passed";
    }

    private static String cost(Refinement refinement) {
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
