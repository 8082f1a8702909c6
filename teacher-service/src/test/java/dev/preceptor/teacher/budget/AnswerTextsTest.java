package dev.preceptor.teacher.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.Answer;
import dev.preceptor.contracts.event.TeacherCall.State;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerTextsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private AnswerTexts texts;

    @BeforeEach
    void open() {
        texts = new AnswerTexts(folder);
    }

    @Test
    void eachTextIsReadBackAsItWasInAnyOrder() {
        List<String> kept = List.of("def f():\n    return 'ä→😀'\n", "", "x".repeat(200_000), "last");
        List<AnswerTexts.Place> places =
                kept.stream().map(text -> texts.keep(text).orElseThrow()).toList();

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
    void theFileIsNoneThatCouldBeLeftBehind() {
        texts.keep("text");

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatCannotBeWrittenStaysInMemory() {
        AnswerTexts nowhere = new AnswerTexts(folder.resolve("missing"));
        TeacherCall entry = call(new Answer("model", "the answer", 11, 7, "stop", 3));

        assertThat(Known.of(entry, nowhere).whole(nowhere)).isEqualTo(entry);
    }

    @Test
    void anInterruptedThreadTakesItFromNobody() {
        AnswerTexts.Place place = texts.keep("text").orElseThrow();
        Thread.currentThread().interrupt();
        try {
            assertThat(texts.text(place)).isEqualTo("text");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(texts.text(place)).isEqualTo("text");
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
