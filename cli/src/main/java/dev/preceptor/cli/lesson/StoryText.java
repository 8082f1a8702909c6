package dev.preceptor.cli.lesson;

import dev.preceptor.cli.history.RecordedRun;
import dev.preceptor.cli.report.ProgramChanges;
import dev.preceptor.cli.terminal.Style;
import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import java.util.List;
import java.util.Locale;

/** A story as a person reads it: nothing is left out. */
final class StoryText {

    private static final String INDENT = "    ";

    private final Style style;

    StoryText(Style style) {
        this.style = style;
    }

    String of(Story story, RecordedRun run) {
        StringBuilder text = new StringBuilder();
        text.append(style.bold(story.assignment().task().id()))
                .append(", round ")
                .append(story.place().round())
                .append(", sample ")
                .append(story.place().sample())
                .append('\n');
        section(text, "The task", story.assignment().task().prompt());
        if (story.attempt() != null) {
            attempt(text, story.attempt());
        }
        story.refinements().forEach(refinement -> refinement(text, refinement, story.attempt(), run));
        story.examples().forEach(example -> example(text, example, run));
        return text.append('\n').toString();
    }

    private void attempt(StringBuilder text, TestResult judged) {
        String code = judged.submission().code();
        section(
                text,
                "The student's attempt: " + judged.verdict() + passed(judged),
                code == null || code.isBlank() ? "(no program in the student's answer)" : code);
        section(text, "What was wrong with it", judged.feedback());
    }

    private void refinement(StringBuilder text, Refinement refinement, TestResult attempt, RecordedRun run) {
        String kind = attempt == null ? "solution " : "answer ";
        String title = "The teacher's " + kind + refinement.number() + ", " + refinement.model() + cost(refinement);
        if (refinement.outcome() != RefinementOutcome.ANSWERED) {
            section(text, title + ": " + refinement.outcome(), refinement.detail());
            return;
        }
        String fate = run.resultOf(refinement.id())
                .map(result -> result.verdict() + passed(result))
                .orElse("not judged yet");
        if (attempt == null || attempt.submission().code() == null) {
            section(text, title + ": " + fate, refinement.code());
        } else {
            String changes = String.join(
                    "\n", ProgramChanges.between(attempt.submission().code(), refinement.code(), style));
            section(text, title + ": " + fate + " (- taken away, + added)", changes);
        }
        run.resultOf(refinement.id()).ifPresent(result -> section(text, "What was wrong with it", result.feedback()));
    }

    private void example(StringBuilder text, TrainingExample example, RecordedRun run) {
        section(
                text,
                "Learned from it, " + example.pair() + ": asked",
                example.prompt().asText());
        section(text, "Learned from it, " + example.pair() + ": to answer", example.completion());
        List<String> checkpoints = run.trainedOn(example).stream()
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
