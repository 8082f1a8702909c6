package dev.preceptor.trainer.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingJobBuilder;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.StudentSpecificationBuilder;
import dev.preceptor.contracts.specification.TrainingSpecification;
import dev.preceptor.contracts.specification.TrainingSpecificationBuilder;
import dev.preceptor.languagemodel.LanguageModel;
import dev.preceptor.languagemodel.LoadOptions;
import dev.preceptor.languagemodel.finetuning.TrainingSequence;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import dev.preceptor.stage.retry.Backoff;
import dev.preceptor.trainer.ExampleFixtures;
import dev.preceptor.trainer.engine.AdapterBase;
import dev.preceptor.trainer.engine.ExampleTokenizer;
import dev.preceptor.trainer.engine.SoftTargetReader;
import dev.preceptor.trainer.engine.TrainingException;
import dev.preceptor.trainer.engine.TrainingMonitor;
import dev.preceptor.trainer.engine.TrainingResult;
import dev.preceptor.trainer.engine.TrainingTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every {@link TrainerProgram}: with a real process that keeps the contract, and a tiny model of language-model's fixtures. */
@Timeout(180)
public abstract class ProgramEngineContract {

    private static final Path FIXTURES =
            Path.of(System.getProperty("preceptor.root"), "language-model/src/test/resources/fixtures");
    private static final Path MODEL = FIXTURES.resolve("codegen");
    private static final int EXAMPLES = 8;
    private static final int STEPS = 12;
    private static final int[] TEXT = {5, 17, 40, 41};

    private static final Duration AT_ONCE = Duration.ofMillis(1);

    @TempDir
    protected Path folder;

    private final List<Integer> steps = new ArrayList<>();
    private int restarts;

    /**
     * The program to test.
     *
     * @param command a command line for {@code trainer.command}
     */
    protected abstract TrainerProgram program(String command);

    /** Returns a model at a place where the program sees it. */
    protected Path visible(Path model) {
        return model;
    }

    /** Called when the program under test waits. */
    protected void sleep() {}

    @Test
    void aProgramThatIsKilledAgainAndAgainComesToTheSameEnd() {
        TrainingResult killed = train(full(), "killed", "--kill-once-after 5");

        assertThat(steps).containsExactly(1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 11, 12);
        assertThat(restarts).isEqualTo(1);
        TrainingResult undisturbed = train(full(), "undisturbed");
        assertThat(killed.folder().resolve("model.safetensors"))
                .hasSameBinaryContentAs(undisturbed.folder().resolve("model.safetensors"));
        assertThat(killed.steps()).isEqualTo(undisturbed.steps()).hasSize(STEPS);
        assertThat(killed.examples()).isEqualTo(EXAMPLES);
    }

    @Test
    void theResultHasTheTokenizerOfTheBase() {
        TrainingResult result = train(full(), "work");

        try (Tokenizer base = Tokenizer.load(MODEL);
                Tokenizer made = Tokenizer.load(result.folder())) {
            assertThat(made.encode("def f(x):")).isEqualTo(base.encode("def f(x):"));
        }
    }

    @Test
    void anAdapterIsMergedAndNamesTheServedBase() {
        TrainingSpecification lora = specification()
                .adaptation("lora")
                .loraRank(2)
                .loraTargets(List.of("fc_in"))
                .build();

        Path made = train(lora, "work").folder();

        assertThat(made.resolve("adapter").toFile().list())
                .containsExactlyInAnyOrder("adapter_model.safetensors", "adapter_config.json");
        assertThat(made.resolve("adapter/adapter_config.json"))
                .content()
                .contains("\"base_model_name_or_path\" : \"owner/name\"");
        LoadOptions adapted = LoadOptions.defaults().withAdapter(made.resolve("adapter"));
        try (LanguageModel merged = LanguageModel.load(made, LoadOptions.defaults());
                LanguageModel base = LanguageModel.load(MODEL, LoadOptions.defaults());
                LanguageModel both = LanguageModel.load(MODEL, adapted)) {
            float[] logits = merged.logits(TEXT)[3];
            assertThat(both.logits(TEXT)[3]).containsExactly(logits, Offset.offset(1e-4f));
            assertThat(Math.abs(base.logits(TEXT)[3][0] - logits[0])).isGreaterThan(1e-3f);
        }
    }

    @Test
    void aFailedTrainingIsNotRepeated() {
        assertThatThrownBy(() -> train(full(), "work", "--fail training"))
                .isInstanceOf(TrainingException.class)
                .hasMessage("as it was told");
        assertThat(restarts).isZero();
    }

    @Test
    void aProgramThatMakesNoProgressIsGivenUp() {
        assertThatThrownBy(() -> train(full(), "work", "--kill-always-after 1"))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("failed 3 times without a newer saved state")
                .hasMessageContaining("signal 9");
        assertThat(restarts).isEqualTo(2);
    }

    /** The service was killed while it waited for the end of a program that has finished. */
    @Test
    void aResultThatIsThereIsNotMadeAgain() {
        Path first = train(full(), "work").folder();
        steps.clear();

        TrainingResult again = train(full(), "work", "--fail training");

        assertThat(steps).isEmpty();
        assertThat(again.folder()).isEqualTo(first);
    }

    @Test
    void aResultOfOtherSettingsIsMadeAgain() {
        train(full(), "work");
        steps.clear();

        train(specification().learningRate(0.5).build(), "work");

        assertThat(steps).hasSize(STEPS).startsWith(1);
    }

    @Test
    void theProgramGetsTheTokensThatTheStudentIsPromptedWith() throws IOException {
        train(specification().validationFraction(0.25).build(), "work");

        JsonNode job = Json.mapper().readTree(folder.resolve("work/job.json").toFile());
        assertThat(job.at("/examples/lines").asInt()).isEqualTo(6);
        assertThat(job.at("/validation/lines").asInt()).isEqualTo(2);
        assertThat(job.at("/training/batchSize").asInt()).isEqualTo(4);
        assertThat(job.at("/dtype").asText()).isEqualTo("float32");
        assertThat(job.at("/baseModel/uri").asText()).isEqualTo("hf:owner/name@revision");
        try (ExampleTokenizer tokenizer = new ExampleTokenizer(
                Tokenizer.load(MODEL), StudentSpecification.of("model"), SoftTargetReader.none())) {
            for (String line : Files.readAllLines(folder.resolve("work/examples.jsonl"))) {
                JsonNode example = Json.mapper().readTree(line);
                int number = Integer.parseInt(example.get("id").asText().substring(2));
                TrainingSequence expected = tokenizer.tokenize(ExampleFixtures.example(number));
                assertThat(Json.mapper().convertValue(example.get("promptIds"), int[].class))
                        .isEqualTo(expected.promptIds());
                assertThat(Json.mapper().convertValue(example.get("completionIds"), int[].class))
                        .isEqualTo(expected.completionIds());
                assertThat(example.get("prompt").asText()).isEqualTo("def f" + number + "(x):\n");
            }
        }
    }

    @Test
    void aGgufBaseIsWrittenAsAFolder() {
        Path gguf = FIXTURES.resolve("llama_gguf/llama-f32.gguf");

        StudentSpecification student = StudentSpecificationBuilder.builder()
                .model("model")
                .prompt("completion")
                .build();
        train(job(full()).with(job -> job.student(student)), gguf, "work");

        try (LanguageModel written = LanguageModel.load(folder.resolve("work/base"), LoadOptions.defaults());
                LanguageModel base = LanguageModel.load(gguf, LoadOptions.defaults())) {
            assertThat(written.logits(TEXT)[3]).containsExactly(base.logits(TEXT)[3], Offset.offset(1e-5f));
        }
    }

    @Test
    void aBatchThatTheProcessesCannotShareIsRejected() {
        assertThatThrownBy(() -> train(specification().batchSize(3).build(), "work"))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("training.batchSize is 3, which 2 processes");
    }

    protected TrainingResult train(TrainingSpecification training, String work, String... options) {
        return train(job(training), MODEL, work, options);
    }

    private TrainingResult train(TrainingJob job, Path base, String work, String... options) {
        TrainingTask task = new TrainingTask(
                job, visible(base), folder.resolve(work), ExampleFixtures.source(EXAMPLES), address -> null);
        ProgramSettings settings = new ProgramSettings(2, 2, 2, folder.resolve("models"));
        return new ProgramEngine(
                        settings,
                        program(ScriptedTrainer.command(options)),
                        new AdapterBase(Optional.empty()),
                        new Backoff(AT_ONCE, AT_ONCE))
                .train(
                        task,
                        new TrainingMonitor(
                                step -> steps.add(step.last().step()), state -> {}, () -> {}, this::waited));
    }

    private void waited(Duration time) {
        if (time.equals(AT_ONCE)) {
            restarts++;
        } else {
            sleep();
        }
    }

    protected static TrainingSpecification full() {
        return specification().build();
    }

    private static TrainingSpecificationBuilder specification() {
        return TrainingSpecificationBuilder.builder().epochs(6).batchSize(4);
    }

    private static TrainingJob job(TrainingSpecification training) {
        return TrainingJobBuilder.builder()
                .id("job")
                .runId("run")
                .round(1)
                .student(StudentSpecification.of("model"))
                .base(new CheckpointReference(0, "hf:owner/name@revision", null))
                .training(training)
                .build();
    }
}
