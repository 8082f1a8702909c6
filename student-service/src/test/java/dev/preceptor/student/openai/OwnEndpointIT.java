package dev.preceptor.student.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.artifactstore.S3Server;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.StudentSpecificationBuilder;
import dev.preceptor.httpclient.credentials.ServerAccess;
import dev.preceptor.student.Assignments;
import dev.preceptor.student.Settings;
import dev.preceptor.student.djl.DjlStudent;
import dev.preceptor.student.endpoint.ServedStudent;
import dev.preceptor.student.rollout.ServedUse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
            OpenAiStudent remote = remote(served);
            DjlStudent local = new DjlStudent(served.models(), Settings.of(folder, 1, Map.of()));
            StudentSpecification specification = StudentSpecificationBuilder.builder()
                    .model(base)
                    .backend("openai")
                    .baseUrl(served.baseUrl())
                    .servedModel("tiny")
                    .checkpointModel("checkpoint:{checkpoint}")
                    .build();
            for (String task : List.of("t/1", "t/2")) {
                Attempt own = local.attempt(Assignments.scored(Assignments.of(
                        task, StudentSpecification.of(base), new CheckpointReference(0, base, null), 0)));
                for (CheckpointReference checkpoint :
                        List.of(new CheckpointReference(0, base, null), new CheckpointReference(1, trained, "00"))) {
                    Attempt attempt =
                            remote.attempt(Assignments.scored(Assignments.of(task, specification, checkpoint, 0)));

                    assertThat(attempt.completion()).isEqualTo(own.completion());
                    assertThat(attempt.tokens()).isNotEmpty().isEqualTo(own.tokens());
                    assertThat(attempt.vocabulary()).isEqualTo(own.vocabulary());
                    assertThat(attempt.code()).isEqualTo(own.code());
                    assertThat(attempt.id()).isEqualTo(own.id());
                    assertThat(attempt.promptTokens()).isEqualTo(own.promptTokens());
                    assertThat(attempt.completionTokens()).isEqualTo(own.completionTokens());
                    assertThat(attempt.finishReason()).isEqualTo(own.finishReason());
                }
            }
        }
    }

    /** A trained checkpoint is asked for by the name that its event makes, wherever it lies. */
    @Test
    void aCheckpointInABucketIsServedByItsName() throws Exception {
        String base = ServedStudent.FIXTURES.resolve("llama").toString();
        try (S3Server bucket = new S3Server()) {
            Path made = ServedStudent.model(folder.resolve("made"), 128);
            CheckpointReference trained =
                    new ArtifactStore(bucket.location(folder.resolve("trainer"))).publish("0a1b", 1, made);
            Map<String, String> settings = Map.of("artifacts-directory", bucket.location(folder.resolve("student")));
            try (ServedStudent served = new ServedStudent(folder, settings)) {
                OpenAiStudent remote = remote(served);
                DjlStudent local = new DjlStudent(served.models(), Settings.of(folder, 1, settings));
                StudentSpecification specification = StudentSpecificationBuilder.builder()
                        .model(base)
                        .backend("openai")
                        .baseUrl(served.baseUrl())
                        .checkpointModel("checkpoint:{checkpoint}")
                        .build();

                Attempt attempt = remote.attempt(Assignments.of("t/1", specification, trained, 0));

                Attempt own = local.attempt(Assignments.of("t/1", StudentSpecification.of(base), trained, 0));
                assertThat(attempt.completion()).isEqualTo(own.completion());
                HttpRequest models = HttpRequest.newBuilder(URI.create(served.baseUrl() + "/models"))
                        .build();
                assertThat(HttpClient.newHttpClient()
                                .send(models, HttpResponse.BodyHandlers.ofString())
                                .body())
                        .contains("checkpoint:0a1b");
            }
        }
    }

    private OpenAiStudent remote(ServedStudent served) {
        return new OpenAiStudent(
                Settings.of(folder, 1, Map.of()).openai(),
                ServerAccess.of("student", Map.of(), List.of(served.baseUrl().replace("/v1", "")), name -> null),
                assignment -> ServedUse.UNMANAGED);
    }
}
