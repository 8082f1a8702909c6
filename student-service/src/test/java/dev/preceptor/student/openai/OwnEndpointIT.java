package dev.preceptor.student.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.student.Assignments;
import dev.preceptor.student.Settings;
import dev.preceptor.student.djl.DjlStudent;
import dev.preceptor.student.endpoint.ServedStudent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A student on our own endpoint is the student in its own process. */
class OwnEndpointIT {

    @TempDir
    Path folder;

    @Test
    void aStudentThatIsServedMakesTheSameAttempts() {
        String base = ServedStudent.FIXTURES.resolve("llama").toString();
        String trained = ServedStudent.model(folder.resolve("artifacts/checkpoints/0a1b"), 128)
                .toUri()
                .toString();
        try (ServedStudent served =
                new ServedStudent(folder, Map.of("serve.models.tiny", base, "loaded-models", "2"))) {
            OpenAiStudent remote = new OpenAiStudent(Settings.of(folder, 1, Map.of("allowed-urls", served.baseUrl())));
            DjlStudent local = new DjlStudent(served.models(), Settings.of(folder, 1, Map.of()));
            StudentSpecification specification = new StudentSpecification(
                    base, "openai", served.baseUrl(), null, "tiny", "checkpoint:{checkpoint}", null, null, null);
            for (String task : List.of("t/1", "t/2")) {
                Attempt own = local.attempt(Assignments.of(
                        task, new StudentSpecification(base, null), new CheckpointReference(0, base, null), 0));
                for (CheckpointReference checkpoint :
                        List.of(new CheckpointReference(0, base, null), new CheckpointReference(1, trained, "00"))) {
                    Attempt attempt = remote.attempt(Assignments.of(task, specification, checkpoint, 0));

                    assertThat(attempt.completion()).isEqualTo(own.completion());
                    assertThat(attempt.code()).isEqualTo(own.code());
                    assertThat(attempt.id()).isEqualTo(own.id());
                    assertThat(attempt.promptTokens()).isEqualTo(own.promptTokens());
                    assertThat(attempt.completionTokens()).isEqualTo(own.completionTokens());
                    assertThat(attempt.finishReason()).isEqualTo(own.finishReason());
                }
            }
        }
    }
}
