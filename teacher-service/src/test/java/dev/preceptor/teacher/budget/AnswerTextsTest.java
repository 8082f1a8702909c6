package dev.preceptor.teacher.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.Answer;
import dev.preceptor.contracts.event.TeacherCall.State;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTextsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final AnswerTexts texts = new AnswerTexts();

    @Test
    void eachTextIsReadBackAsItWasInAnyOrder() {
        List<String> kept = List.of("def f():\n    return 'ä→😀'\n", "", "x".repeat(200_000), "last");
        List<AnswerTexts.Place> places = kept.stream().map(texts::keep).toList();

        for (int at = kept.size() - 1; at >= 0; at--) {
            assertThat(texts.text(places.get(at))).isEqualTo(kept.get(at));
        }
    }

    @Test
    void aKnownCallIsWholeAgainAndHoldsNoTextMeanwhile() {
        for (String text : List.of("the answer", "")) {
            TeacherCall entry = call(new Answer("model", text, 11, 7, "stop", 3));
            Known known = Known.of(entry, texts);

            assertThat(known.call().answer().content()).isNull();
            assertThat(known.whole(texts)).isEqualTo(entry);
        }
    }

    @Test
    void aCallWithoutATextStaysAsItIs() {
        for (TeacherCall entry : List.of(call(null), call(new Answer("model", null, 11, 7, "stop", 0)))) {
            assertThat(Known.of(entry, texts).whole(texts)).isSameAs(entry);
        }
    }

    private static TeacherCall call(Answer answer) {
        return new TeacherCall(
                "call",
                "run",
                2,
                State.ANSWERED,
                0.02,
                0.01,
                "teacher-0",
                NOW,
                NOW.plusSeconds(60),
                answer,
                null,
                "purse",
                "refinement",
                new TeacherCall.Turn("endpoint", 0.5));
    }
}
