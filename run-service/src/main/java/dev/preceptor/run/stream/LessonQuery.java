package dev.preceptor.run.stream;

import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.LessonRefinement;
import dev.preceptor.contracts.report.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which lessons a request asks for.
 *
 * @param outcome only lessons with this outcome; null: all that have ended
 * @param verdict only lessons with this verdict on the attempt; null: any
 * @param errorType only lessons whose attempt failed with this type of error; null: any
 * @param text only lessons that contain this text, in upper or lower case; null: any
 * @param brief whether to leave out programs, feedback and the results of tests, and all but the beginning of the prompt
 */
public record LessonQuery(Outcome outcome, Verdict verdict, String errorType, String text, boolean brief) {

    private static final int BRIEF_PROMPT = 200;

    /** All lessons, complete. */
    public static final LessonQuery ALL = new LessonQuery(null, null, null, null, false);

    public LessonQuery {
        errorType = errorType == null || errorType.isBlank() ? null : errorType.strip();
        text = text == null || text.isBlank() ? null : text.strip().toLowerCase(Locale.ROOT);
    }

    /** The lesson as the request asks for it; empty if it does not match. */
    Optional<Lesson> answer(Lesson lesson) {
        boolean matches = (outcome == null || lesson.outcome() == outcome)
                && (verdict == null || lesson.verdict() == verdict)
                && (errorType == null || errorType.equals(lesson.errorType()))
                && (text == null || texts(lesson).anyMatch(this::contains));
        return matches ? Optional.of(brief ? withoutTexts(lesson) : lesson) : Optional.empty();
    }

    private boolean contains(String searched) {
        return searched != null && searched.toLowerCase(Locale.ROOT).contains(text);
    }

    private static Stream<String> texts(Lesson lesson) {
        return Stream.of(
                        Stream.of(lesson.taskId(), lesson.prompt(), lesson.attempt(), lesson.feedback()),
                        lesson.cases().stream().map(CaseResult::error),
                        lesson.refinements().stream()
                                .flatMap(answer -> Stream.of(answer.code(), answer.detail(), answer.feedback())))
                .flatMap(texts -> texts);
    }

    private static Lesson withoutTexts(Lesson lesson) {
        List<LessonRefinement> refinements = lesson.refinements().stream()
                .map(answer ->
                        answer.with(brief -> brief.code(null).detail(null).feedback(null)))
                .toList();
        return lesson.with(brief -> brief.prompt(beginning(lesson.prompt()))
                .attempt(null)
                .cases(List.of())
                .feedback(null)
                .refinement(null)
                .refinements(refinements));
    }

    private static String beginning(String text) {
        return text == null || text.length() <= BRIEF_PROMPT ? text : text.substring(0, BRIEF_PROMPT) + "...";
    }
}
