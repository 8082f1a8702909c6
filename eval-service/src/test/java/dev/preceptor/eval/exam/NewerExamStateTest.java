package dev.preceptor.eval.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.stage.stream.JsonSerde;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** State that a newer version wrote, or an older one. */
class NewerExamStateTest {

    @Test
    void anUnknownJudgementCountsNeitherWay() {
        TaskExam task = read(
                TaskExam.class,
                "{\"taskId\":\"set/0\",\"steps\":1,\"answers\":[[\"PASSED\"],[\"DISQUALIFIED\"]],\"showsTests\":true,"
                        + "\"proctor\":\"p\"}");

        assertThat(task.answers()).containsExactly(List.of(Judgement.PASSED), List.of(Judgement.FAULTED));
        assertThat(task.score(0).samples()).isEqualTo(1);
    }

    @Test
    void anExamOfAVersionThatKnewNoWaitGoesOn() {
        Exam exam = read(
                Exam.class,
                "{\"opened\":{\"type\":\"exam-opened\",\"runId\":\"r\",\"student\":null,\"checkpoint\":{\"round\":1,\"uri\":\"u\",\"sha256\":null},"
                        + "\"plan\":{\"tasks\":{\"uri\":\"t\",\"sha256\":\"0\",\"count\":3},\"exam\":{\"samples\":1}}},"
                        + "\"handedOut\":2,\"ended\":1,\"openedAt\":5,\"closed\":false}");

        assertThat(exam.standsStill()).isFalse();
        assertThat(exam.room(2)).isEqualTo(1);
    }

    private static <T> T read(Class<T> type, String json) {
        return JsonSerde.ofState(type).deserializer().deserialize("store", json.getBytes(StandardCharsets.UTF_8));
    }
}
