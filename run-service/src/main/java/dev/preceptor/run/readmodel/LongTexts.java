package dev.preceptor.run.readmodel;

import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.LessonRefinement;
import java.util.Map;
import java.util.TreeMap;

/**
 * The texts of an event that are too long for the state of a lesson. They are kept whole, each under a name of its own; the state has
 * them shortened in the middle.
 */
public final class LongTexts {

    private static final String PROMPT = "prompt";
    private static final String ATTEMPT = "attempt";

    private LongTexts() {}

    /** The long texts of a judged attempt or refinement, by name. */
    public static Map<String, String> of(TestResult result) {
        Map<String, String> texts = new TreeMap<>();
        put(texts, PROMPT, result.assignment().task().prompt());
        String name = result.submission() instanceof Refinement answer ? nameOf(answer.number()) : ATTEMPT;
        put(texts, name, result.submission().code());
        put(texts, feedback(name), result.feedback());
        put(texts, detail(name), result.detail());
        return texts;
    }

    /** The long texts of an answer of the teacher, by name. */
    public static Map<String, String> of(Refinement answer) {
        Map<String, String> texts = new TreeMap<>();
        put(texts, PROMPT, answer.assignment().task().prompt());
        put(texts, nameOf(answer.number()), answer.code());
        put(texts, detail(nameOf(answer.number())), answer.detail());
        return texts;
    }

    /** The lesson with its long texts whole. */
    public static Lesson restore(Lesson lesson, Map<String, String> texts) {
        if (texts.isEmpty()) {
            return lesson;
        }
        return lesson.with(whole -> whole.prompt(texts.getOrDefault(PROMPT, lesson.prompt()))
                .attempt(texts.getOrDefault(ATTEMPT, lesson.attempt()))
                .feedback(texts.getOrDefault(feedback(ATTEMPT), lesson.feedback()))
                .detail(texts.getOrDefault(detail(ATTEMPT), lesson.detail()))
                .refinements(lesson.refinements().stream()
                        .map(answer -> restore(answer, texts))
                        .toList())
                .refinement(lesson.refinements().stream()
                        .filter(answer -> answer.code() != null)
                        .reduce((earlier, later) -> later)
                        .map(answer -> texts.get(nameOf(answer.number())))
                        .orElse(lesson.refinement())));
    }

    private static LessonRefinement restore(LessonRefinement answer, Map<String, String> texts) {
        String name = nameOf(answer.number());
        return answer.with(whole -> whole.code(texts.getOrDefault(name, answer.code()))
                .feedback(texts.getOrDefault(feedback(name), answer.feedback()))
                .detail(texts.getOrDefault(detail(name), answer.detail())));
    }

    private static void put(Map<String, String> texts, String name, String text) {
        if (text != null && text.length() > LessonState.LONGEST_TEXT) {
            texts.put(name, text);
        }
    }

    private static String nameOf(int answer) {
        return "answer-" + answer;
    }

    private static String feedback(String name) {
        return name + "-feedback";
    }

    private static String detail(String name) {
        return name + "-detail";
    }
}
