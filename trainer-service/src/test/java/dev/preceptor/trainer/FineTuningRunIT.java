package dev.preceptor.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingJobBuilder;
import dev.preceptor.contracts.event.TrainingProgress;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TrainingSpecification;
import dev.preceptor.contracts.specification.TrainingSpecificationBuilder;
import dev.preceptor.languagemodel.LanguageModel;
import dev.preceptor.languagemodel.LoadOptions;
import dev.preceptor.languagemodel.finetuning.TrainingStateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With a real model: a tiny one of language-model's fixtures. */
class FineTuningRunIT {

    private static final Path MODEL =
            Path.of(System.getProperty("preceptor.root"), "language-model/src/test/resources/fixtures/codegen");
    private static final int[] TEXT = {5, 17, 40, 41};

    @TempDir
    Path folder;

    @Test
    void adaptersAreMergedIntoTheCheckpointAndLieBesideIt() {
        FineTuningRun.Result result = train(job("lora", 2e-3), "checkpoint", news -> {});

        Path made = folder.resolve("checkpoint");
        assertThat(result.saved().folder()).isEqualTo(made);
        assertThat(result.tuning().validation()).hasSize(4);
        assertThat(made.resolve("adapter/adapter_model.safetensors")).exists();
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
    void anInterruptedJobGoesOnWhereItWas() {
        TrainingJob job = job("full", 1e-3);
        List<Integer> steps = new ArrayList<>();
        assertThatThrownBy(() -> train(job, "checkpoint", news -> {
                    if (news.last().step() == 5) {
                        throw new TrainingException("stopped");
                    }
                }))
                .isInstanceOf(TrainingException.class);
        FineTuningRun.Result resumed =
                train(job, "checkpoint", news -> steps.add(news.last().step()));
        assertThat(steps).startsWith(5);

        new TrainingStateFolder(folder.resolve("work"), 2).discard();
        FineTuningRun.Result whole = train(job, "whole", news -> {});
        assertThat(resumed.steps()).isEqualTo(whole.steps());
        assertThat(resumed.saved().sha256()).isEqualTo(whole.saved().sha256());
    }

    @ParameterizedTest
    @CsvSource({"full, bfloat16", "lora, bfloat16", "full, base", "lora, base"})
    void aCheckpointIsStoredInTheTypeThatTheSpecificationNames(String adaptation, String type) throws IOException {
        train(job(adaptation, 1e-3, type), "checkpoint", news -> {});

        String stored = type.equals("base") ? "float32" : type;
        assertThat(folder.resolve("checkpoint/config.json")).content().contains("\"torch_dtype\" : \"" + stored + "\"");
        long whole = Files.size(MODEL.resolve("model.safetensors"));
        long written = Files.size(folder.resolve("checkpoint/model.safetensors"));
        assertThat(Math.round((double) whole / written)).isEqualTo(stored.equals("float32") ? 1 : 2);
    }

    @Test
    void theEventTellsWhatCameOfIt() {
        TrainingJob job = job("full", 1e-3);
        DataSet curve = new DataSet("file:///curve", "ab", 1);
        CheckpointReference reference = new CheckpointReference(1, "file:///job", "cd");
        FineTuningRun run = run(job, "checkpoint");

        FineTuningRun.Result result = train(job, "checkpoint", news -> {});
        Checkpoint checkpoint = run.event(result, reference, curve);

        assertThat(checkpoint.id()).isEqualTo(Checkpoint.idOf("run", 1));
        assertThat(checkpoint.reference()).isEqualTo(reference);
        assertThat(checkpoint.parent()).isEqualTo(job.base());
        assertThat(checkpoint.steps()).isEqualTo(result.steps()).isNotEmpty();
        assertThat(checkpoint.curve()).isEqualTo(curve);
        assertThat(checkpoint.validation()).hasSize(4);
    }

    private FineTuningRun.Result train(TrainingJob job, String target, Consumer<TrainingProgress> progress) {
        FineTuningRun run = run(job, target);
        try (ExampleTokenizer tokenizer = run.tokenizer()) {
            return run.train(examples().stream().map(tokenizer::tokenize).toList(), progress, saved -> {});
        }
    }

    private FineTuningRun run(TrainingJob job, String target) {
        return new FineTuningRun(
                job, MODEL, folder.resolve(target), new TrainingStateFolder(folder.resolve("work"), 2), 2048);
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
                .student(new StudentSpecification("model", null))
                .base(new CheckpointReference(0, "the/base", null))
                .training(training)
                .exampleIds(List.of("unused"))
                .build();
    }

    private static List<TrainingExample> examples() {
        return IntStream.range(0, 8).mapToObj(ExampleFixtures::example).toList();
    }
}
