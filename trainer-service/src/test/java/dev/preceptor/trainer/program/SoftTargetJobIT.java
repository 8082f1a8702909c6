package dev.preceptor.trainer.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.artifactstore.SoftTargetFile;
import dev.preceptor.artifactstore.SoftTargetRows;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.SoftTargets;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingJobBuilder;
import dev.preceptor.contracts.specification.SoftSpecification;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TrainingSpecificationBuilder;
import dev.preceptor.trainer.ExampleFixtures;
import dev.preceptor.trainer.SoftTargetFixture;
import dev.preceptor.trainer.engine.TrainingException;
import dev.preceptor.trainer.engine.TrainingTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a job with soft targets. */
class SoftTargetJobIT {

    private static final Path MODEL =
            Path.of(System.getProperty("preceptor.root"), "language-model/src/test/resources/fixtures/codegen");

    @TempDir
    Path folder;

    @Test
    void theProgramGetsTheRowsOfEachExample() throws IOException {
        SoftTargetFixture soft = SoftTargetFixture.of(MODEL, 4, 2);
        List<TrainingExample> examples = new ArrayList<>(soft.examples());
        examples.set(1, ExampleFixtures.example(1));
        SoftTargets third = examples.get(2).softTargets();
        // Without the first token and the last one.
        examples.set(
                2,
                ExampleFixtures.example(
                        2, new SoftTargets(third.uri(), third.sha256(), third.offset() + 1, third.rows() - 2, 1)));

        JobDescription job = write(examples, soft.rows(), "forward");

        assertThat(job.contract()).isEqualTo(2);
        assertThat(job.training().soft()).isEqualTo(new JobDescription.SoftLoss("forward", 0.25, 1, 0));
        assertThat(job.softTargets().file()).isEqualTo("soft-targets.safetensors");
        SoftTargetRows written = SoftTargetFile.read(
                Files.readAllBytes(folder.resolve(job.softTargets().file())));
        assertThat(written.rows()).isEqualTo(job.softTargets().lines());
        List<String> lines = Files.readAllLines(folder.resolve("examples.jsonl"));
        assertThat(lines).hasSize(4);
        for (String line : lines) {
            JsonNode example = Json.mapper().readTree(line);
            JsonNode rows = example.path("soft");
            assertThat(rows.isMissingNode())
                    .isEqualTo(example.get("id").asText().equals(ExampleFixtures.id(1)));
            if (!rows.isMissingNode()) {
                int first = rows.get("first").asInt();
                int count = rows.get("rows").asInt();
                int[] completion = Json.mapper().convertValue(example.get("completionIds"), int[].class);
                SoftTargetRows own = written.part(rows.get("row").asInt(), count);
                assertThat(own.tokens()).isEqualTo(Arrays.copyOfRange(completion, first, first + count));
                assertThat(own.ids()[0]).isEqualTo(own.tokens()[0] + 2);
                assertThat(count)
                        .isEqualTo(
                                example.get("id").asText().equals(ExampleFixtures.id(2))
                                        ? completion.length - 2
                                        : completion.length);
            }
        }
    }

    @Test
    void aJobWithoutTheSettingHasNoSoftTargets() {
        SoftTargetFixture soft = SoftTargetFixture.of(MODEL, 4, 0);

        JobDescription job = write(soft.examples(), soft.rows(), null);

        assertThat(job.contract()).isEqualTo(1);
        assertThat(job.softTargets()).isNull();
        assertThat(job.training().soft()).isNull();
        assertThat(folder.resolve("soft-targets.safetensors")).doesNotExist();
    }

    @Test
    void otherSoftTargetsAreAnotherTraining() {
        SoftTargetFixture soft = SoftTargetFixture.of(MODEL, 4, 0);
        SoftTargetFixture other = SoftTargetFixture.of(MODEL, 4, 1);

        String fingerprint = write(soft.examples(), soft.rows(), "forward").fingerprint();

        assertThat(write(soft.examples(), soft.rows(), "forward").fingerprint()).isEqualTo(fingerprint);
        assertThat(write(other.examples(), other.rows(), "forward").fingerprint())
                .isNotEqualTo(fingerprint);
        assertThat(write(soft.examples(), soft.rows(), "reverse").fingerprint()).isNotEqualTo(fingerprint);
    }

    @Test
    void rowsOfAnotherTokenizerAreRefused() {
        SoftTargetFixture soft = SoftTargetFixture.of(MODEL, 4, 0);
        int[] tokens = soft.rows().tokens().clone();
        tokens[2]++;
        SoftTargetRows shifted = new SoftTargetRows(tokens, 1, tokens, new float[tokens.length]);

        assertThatThrownBy(() -> write(soft.examples(), shifted, "forward"))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining(
                        "the soft targets of the example id0000 belong to the token " + tokens[2] + " at place 2")
                .hasMessageContaining("another tokenizer, or another text");
    }

    private JobDescription write(List<TrainingExample> examples, SoftTargetRows rows, String loss) {
        TrainingJob job = TrainingJobBuilder.builder()
                .id("job")
                .runId("run")
                .round(1)
                .student(StudentSpecification.of("model"))
                .base(new CheckpointReference(0, "hf:owner/name@revision", null))
                .training(TrainingSpecificationBuilder.builder()
                        .soft(loss == null ? null : new SoftSpecification(0.25, null, loss, null))
                        .build())
                .build();
        TrainingTask task =
                new TrainingTask(job, MODEL, folder, ExampleFixtures.source(examples), address -> Optional.of(rows));
        ProgramSettings settings = new ProgramSettings(1, 2, 2, folder.resolve("models"));
        return new JobWriter(settings, new ProgramBase(settings.models())).write(task, new JobFolder(folder));
    }
}
