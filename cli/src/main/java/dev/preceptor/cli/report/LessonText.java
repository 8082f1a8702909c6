package dev.preceptor.cli.report;

import dev.preceptor.cli.terminal.Style;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Lesson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The text of a lesson in a report, shortened: task, verdict, feedback, and the difference between attempt and refinement. */
final class LessonText {

    private static final int MOST_PROMPT_LINES = 3;
    private static final int MOST_FEEDBACK_LINES = 5;
    private static final int MOST_PROGRAM_LINES = 24;
    private static final String INDENT = "     ";

    private final Style style;

    LessonText(Style style) {
        this.style = style;
    }

    String of(int number, Lesson lesson) {
        StringBuilder text = new StringBuilder();
        text.append("  ")
                .append(number)
                .append(". ")
                .append(style.bold(lesson.taskId()))
                .append('\n');
        append(text, first(lesson.prompt(), MOST_PROMPT_LINES));
        if (lesson.attempt() == null && lesson.refinement() != null) {
            text.append(INDENT)
                    .append(style.faint("The teacher's own solution:"))
                    .append('\n');
            append(text, first(lesson.refinement(), MOST_PROGRAM_LINES));
            return text.toString();
        }
        text.append(INDENT)
                .append(style.faint("The student's attempt " + outcome(lesson.verdict()) + ":"))
                .append('\n');
        if (lesson.feedback() != null) {
            append(text, first(lesson.feedback(), MOST_FEEDBACK_LINES));
        }
        scored(lesson).ifPresent(tokens -> text.append(INDENT)
                .append(style.faint("The teacher scored its " + tokens + " tokens"))
                .append('\n'));
        if (lesson.refinement() != null) {
            text.append(INDENT)
                    .append(style.faint("What " + (lesson.rung() == null ? "the teacher" : lesson.rung())
                            + " made of it (- taken away, + added):"))
                    .append('\n');
            append(text, changes(lesson.attempt(), lesson.refinement()));
        }
        return text.toString();
    }

    /** The number of tokens of the attempt if it was scored. */
    private static Optional<Integer> scored(Lesson lesson) {
        return lesson.refinements().stream()
                .filter(answer -> answer.outcome() == RefinementOutcome.SCORED)
                .map(answer -> answer.logprobs().softTargets().rows())
                .findFirst();
    }

    private static String outcome(Verdict verdict) {
        if (verdict == null) {
            return "failed";
        }
        return switch (verdict) {
            case PASSED -> "passed";
            case FAILED -> "failed";
            case TIMED_OUT -> "timed out";
            case OUT_OF_MEMORY -> "exceeded the memory limit";
            case CRASHED -> "crashed";
            case REJECTED -> "is not a program with that function";
            case SANDBOX_ERROR -> "could not be judged";
        };
    }

    private List<String> changes(String attempt, String refinement) {
        return cut(ProgramChanges.between(attempt, refinement, style), MOST_PROGRAM_LINES);
    }

    private static List<String> first(String text, int most) {
        return cut(text.strip().lines().toList(), most);
    }

    private static List<String> cut(List<String> lines, int most) {
        if (lines.size() <= most) {
            return lines;
        }
        List<String> shown = new ArrayList<>(lines.subList(0, most));
        shown.add("... (" + (lines.size() - most) + " more lines)");
        return shown;
    }

    private static void append(StringBuilder text, List<String> lines) {
        lines.forEach(line -> text.append(INDENT).append("  ").append(line).append('\n'));
    }
}
