package dev.preceptor.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingJobBuilder;
import dev.preceptor.contracts.event.TrainingProgress;
import dev.preceptor.contracts.event.TrainingStep;
import dev.preceptor.contracts.specification.SoftSpecification;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TrainingSpecification;
import dev.preceptor.contracts.specification.TrainingSpecificationBuilder;
import dev.preceptor.languagemodel.LanguageModel;
import dev.preceptor.languagemodel.LoadOptions;
import dev.preceptor.trainer.ExampleFixtures;
import dev.preceptor.trainer.SoftTargetFixture;
import dev.preceptor.trainer.engine.AdapterBase;
import dev.preceptor.trainer.engine.TrainingException;
import dev.preceptor.trainer.engine.TrainingMonitor;
import dev.preceptor.trainer.engine.TrainingResult;
import dev.preceptor.trainer.engine.TrainingTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With a real model: a tiny one of language-model's fixtures. */
class DjlEngineIT {

    private static final Path MODEL =
            Path.of(System.getProperty("preceptor.root"), "language-model/src/test/resources/fixtures/codegen");
    private static final int[] TEXT = {5, 17, 40, 41};

    @TempDir
    Path folder;

    @Test
    void adaptersAreMergedIntoTheCheckpointAndLieBesideIt() throws IOException {
        TrainingResult result = train(job("lora", 2e-3), "work", news -> {});

        Path made = folder.resolve("work/checkpoint");
        assertThat(result.folder()).isEqualTo(made);
        assertThat(result.validation()).hasSize(4);
        assertThat(made.resolve("adapter").toFile().list())
                .containsExactlyInAnyOrder("adapter_model.safetensors", "adapter_config.json");
        assertThat(made.resolve("adapter/adapter_config.json"))
                .content()
                .contains("\"base_model_name_or_path\" : \"served/base\"");
        LoadOptions adapted = LoadOptions.defaults().withAdapter(made.resolve("adapter"));
        try (LanguageModel merged = LanguageModel.load(made, LoadOptions.defaults());
                LanguageModel base = LanguageModel.load(MODEL, LoadOptions.defaults());
                LanguageModel both = LanguageModel.load(MODEL, adapted)) {
            float[] logits = merged.logits(TEXT)[3];
            assertThat(both.logits(TEXT)[3]).containsExactly(logits, Offset.offset(1e-5f));
            assertThat(Math.abs(base.logits(TEXT)[3][0] - logits[0])).isGreaterThan(1e-3f);
        }
    }

    @Test
    void anInterruptedJobGoesOnWhereItWas() throws IOException {
        TrainingJob job = job("full", 1e-3);
        List<Integer> steps = new ArrayList<>();
        assertThatThrownBy(() -> train(job, "work", news -> {
                    if (news.last().step() == 5) {
                        throw new TrainingException("stopped");
                    }
                }))
                .isInstanceOf(TrainingException.class);
        TrainingResult resumed =
                train(job, "work", news -> steps.add(news.last().step()));
        assertThat(steps).startsWith(5);

        TrainingResult whole = train(job, "whole", news -> {});
        assertThat(resumed.steps()).isEqualTo(whole.steps());
        assertThat(resumed.folder().resolve("model.safetensors"))
                .hasSameBinaryContentAs(whole.folder().resolve("model.safetensors"));
    }

    @ParameterizedTest
    @CsvSource({"full, bfloat16", "lora, bfloat16", "full, base", "lora, base"})
    void aCheckpointIsStoredInTheTypeThatTheSpecificationNames(String adaptation, String type) throws IOException {
        Path made = train(job(adaptation, 1e-3, type), "work", news -> {}).folder();

        String stored = type.equals("base") ? "float32" : type;
        assertThat(made.resolve("config.json")).content().contains("\"torch_dtype\" : \"" + stored + "\"");
        long whole = Files.size(MODEL.resolve("model.safetensors"));
        long written = Files.size(made.resolve("model.safetensors"));
        assertThat(Math.round((double) whole / written)).isEqualTo(stored.equals("float32") ? 1 : 2);
    }

    @Test
    void aFixedBatchSizeCountsExamples() {
        TrainingJob job = job("full", 1e-3);
        TrainingSpecification fixed =
                job.training().with(training -> training.batchSize(2).validationFraction(0.0));

        TrainingResult result = train(job.with(copy -> copy.training(fixed)), "work", news -> {});

        assertThat(result.steps()).hasSize(4 * 8 / 2);
    }

    @Test
    void theEventTellsWhatCameOfIt() {
        TrainingJob job = job("full", 1e-3);
        DataSet curve = new DataSet("file:///curve", "ab", 1);
        CheckpointReference reference = new CheckpointReference(1, "file:///job", "cd");

        TrainingResult result = train(job, "work", news -> {});
        Checkpoint checkpoint = result.event(job, reference, curve);

        assertThat(checkpoint.id()).isEqualTo(Checkpoint.idOf("run", 1));
        assertThat(checkpoint.reference()).isEqualTo(reference);
        assertThat(checkpoint.parent()).isEqualTo(job.base());
        assertThat(checkpoint.steps()).isEqualTo(result.steps()).isNotEmpty();
        assertThat(checkpoint.curve()).isEqualTo(curve);
        assertThat(checkpoint.validation()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "lora"})
    void softTargetsTeachTheTeachersDistribution(String adaptation) {
        SoftSpecification soft = new SoftSpecification(1.0, 1.0, "forward", null);
        TrainingJob job = job(adaptation, 1e-3);
        TrainingSpecification training = job.training().with(copy -> copy.validationFraction(0.0));
        TrainingJob plain = job.with(copy -> copy.training(training));
        TrainingJob softly = job.with(copy -> copy.training(training.with(settings -> settings.soft(soft))));

        SoftTargetFixture sure = SoftTargetFixture.of(MODEL, 8, 0);
        SoftTargetFixture other = SoftTargetFixture.of(MODEL, 8, 1);
        List<TrainingStep> expected =
                train(task(plain, "plain", sure), news -> {}).steps();
        List<TrainingStep> same = train(task(softly, "sure", sure), news -> {}).steps();
        List<TrainingStep> different =
                train(task(softly, "other", other), news -> {}).steps();

        // The divergence from a teacher who is sure of the completion's tokens is their cross-entropy, less the least
        // rest.
        assertThat(same).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(same.get(i).loss()).isCloseTo(expected.get(i).loss(), Offset.offset(1e-3));
        }
        assertThat(different.get(0).loss()).isNotCloseTo(expected.get(0).loss(), Offset.offset(0.02));
        assertThat(different.get(different.size() - 1).loss())
                .isLessThan(different.get(0).loss());
    }

    private TrainingTask task(TrainingJob job, String work, SoftTargetFixture soft) {
        return new TrainingTask(
                job,
                MODEL,
                folder.resolve(work),
                ExampleFixtures.source(soft.examples()),
                address -> Optional.of(soft.rows()));
    }

    private TrainingResult train(TrainingJob job, String work, Consumer<TrainingProgress> progress) {
        return train(
                new TrainingTask(job, MODEL, folder.resolve(work), ExampleFixtures.source(8), address -> null),
                progress);
    }

    private static TrainingResult train(TrainingTask task, Consumer<TrainingProgress> progress) {
        TrainingMonitor monitor = new TrainingMonitor(progress, saved -> {}, () -> {}, time -> {});
        return new DjlEngine(2, 2048, new AdapterBase(Optional.of("served/base"))).train(task, monitor);
    }

    private static TrainingJob job(String adaptation, double learningRate) {
        return job(adaptation, learningRate, null);
    }

    private static TrainingJob job(String adaptation, double learningRate, String checkpointDtype) {
        TrainingSpecification training = TrainingSpecificationBuilder.builder()
                .adaptation(adaptation)
                .epochs(4)
                .learningRate(learningRate)
                .batchTokens(100)
                .loraRank(4)
                .loraAlpha(8.0)
                .validationFraction(0.25)
                .checkpointDtype(checkpointDtype)
                .build();
        return TrainingJobBuilder.builder()
                .id("job")
                .runId("run")
                .round(1)
                .student(StudentSpecification.of("model"))
                .base(new CheckpointReference(0, "the/base", null))
                .training(training)
                .exampleIds(List.of("unused"))
                .build();
    }
}
