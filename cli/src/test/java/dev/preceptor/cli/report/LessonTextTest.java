package dev.preceptor.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.cli.terminal.Style;
import dev.preceptor.contracts.event.AnswerLogprobs;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.SoftTargets;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.LessonBuilder;
import dev.preceptor.contracts.report.LessonRefinementBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class LessonTextTest {

    private static Lesson scored(String attempt) {
        return LessonBuilder.builder()
                .taskId("t/1")
                .prompt("Write f(n).")
                .attempt(attempt)
                .attemptId("a")
                .verdict(Verdict.FAILED)
                .feedback("f(2) returned None")
                .refinements(List.of(LessonRefinementBuilder.builder()
                        .number(2)
                        .outcome(RefinementOutcome.SCORED)
                        .logprobs(AnswerLogprobs.at(new SoftTargets("file:///s", "05", 0, 17, null)))
                        .build()))
                .build();
    }

    @Test
    void anAttemptThatWasScoredIsTold() {
        assertThat(new LessonText(Style.PLAIN).of(1, scored("def f(n): pass")))
                .isEqualTo(
                        """
                          1. t/1
                               Write f(n).
                             The student's attempt failed:
                               f(2) returned None
                             The teacher scored its 17 tokens
                        """);
    }

    @Test
    void anAttemptWithoutAProgramIsScoredToo() {
        assertThat(new LessonText(Style.PLAIN).of(1, scored(null))).contains("The teacher scored its 17 tokens");
    }
}
