package dev.preceptor.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.LessonBuilder;
import dev.preceptor.contracts.report.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LessonChoiceTest {

    private static Lesson lesson(String taskId, String attempt, Verdict verdict) {
        return LessonBuilder.builder()
                .taskId(taskId)
                .round(1)
                .sample(0)
                .outcome(Outcome.TAUGHT)
                .prompt("p")
                .attempt(attempt)
                .verdict(verdict)
                .feedback("f")
                .refinement("r")
                .teacherModel("t")
                .build();
    }

    @Test
    void prefersWhatShowsMoreWhateverOrderTheyComeIn() {
        List<Lesson> lessons = new ArrayList<>(List.of(
                lesson("a", "", Verdict.REJECTED),
                lesson("b", "def f(", Verdict.REJECTED),
                lesson("c", "def f(): return 1", Verdict.FAILED),
                lesson("d", null, null),
                lesson("e", "def f(): return 2", Verdict.FAILED)));

        List<Lesson> chosen = LessonChoice.of(lessons, 3);
        Collections.reverse(lessons);

        assertThat(chosen).extracting(Lesson::taskId).containsExactly("c", "e", "b");
        assertThat(LessonChoice.of(lessons, 3)).isEqualTo(chosen);
    }

    @Test
    void showsFewerWhereThereAreFewer() {
        assertThat(LessonChoice.of(List.of(), 3)).isEmpty();
    }
}
