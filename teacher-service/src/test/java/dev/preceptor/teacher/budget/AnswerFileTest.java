package dev.preceptor.teacher.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.Answer;
import dev.preceptor.contracts.event.TeacherCall.State;
import dev.preceptor.contracts.event.TeacherCallBuilder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerFileTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private AnswerFile texts;

    @BeforeEach
    void open() {
        texts = new AnswerFile(folder);
    }

    @Test
    void eachTextIsReadBackAsItWasInAnyOrder() {
        List<String> kept = List.of("def f():\n    return 'ä→😀'\n", "", "x".repeat(200_000), "last");
        List<AnswerFile.Position> places =
                kept.stream().map(text -> texts.write(text).orElseThrow()).toList();

        for (int at = kept.size() - 1; at >= 0; at--) {
            assertThat(texts.read(places.get(at))).isEqualTo(kept.get(at));
        }
    }

    @Test
    void aKnownCallIsWholeAgainAndHoldsNoTextMeanwhile() {
        for (String text : List.of("the answer", "")) {
            TeacherCall entry = call(new Answer("model", text, 11, 7, "stop", 3));
            StoredCall known = StoredCall.of(entry, texts);

            assertThat(known.call().answer().content()).isNull();
            assertThat(known.load(texts)).isEqualTo(entry);
        }
    }

    @Test
    void theFileIsNoneThatCouldBeLeftBehind() {
        texts.write("text");

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatCannotBeWrittenStaysInMemory() {
        AnswerFile nowhere = new AnswerFile(folder.resolve("missing"));
        TeacherCall entry = call(new Answer("model", "the answer", 11, 7, "stop", 3));

        assertThat(StoredCall.of(entry, nowhere).load(nowhere)).isEqualTo(entry);
    }

    @Test
    void anInterruptedThreadTakesItFromNobody() {
        AnswerFile.Position place = texts.write("text").orElseThrow();
        Thread.currentThread().interrupt();
        try {
            assertThat(texts.read(place)).isEqualTo("text");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(texts.read(place)).isEqualTo("text");
    }

    @Test
    void aCallWithoutATextStaysAsItIs() {
        for (TeacherCall entry : List.of(call(null), call(new Answer("model", null, 11, 7, "stop", 0)))) {
            assertThat(StoredCall.of(entry, texts).load(texts)).isSameAs(entry);
        }
    }

    private static TeacherCall call(Answer answer) {
        return TeacherCallBuilder.builder()
                .callId("call")
                .runId("run")
                .number(2)
                .state(State.ANSWERED)
                .greatestCostUsd(0.02)
                .costUsd(0.01)
                .owner("teacher-0")
                .at(NOW)
                .deadline(NOW.plusSeconds(60))
                .answer(answer)
                .purse("purse")
                .refinementId("refinement")
                .turn(new TeacherCall.Turn("endpoint", 0.5))
                .build();
    }
}
