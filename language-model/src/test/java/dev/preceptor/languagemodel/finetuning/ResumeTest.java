package dev.preceptor.languagemodel.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.preceptor.languagemodel.network.AdaptationMethod;
import dev.preceptor.languagemodel.network.Golden;
import dev.preceptor.languagemodel.network.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeTest {

    private static final Path LLAMA = Golden.folder("llama");
    private static final List<TrainingSequence> EXAMPLES = GoldenExamples.random(12);
    private static final FineTuningOptions OPTIONS = FineTuningOptions.defaults()
            .withLearningRate(new LearningRate(1e-3, LearningRate.Schedule.COSINE, 2))
            .withBatch(BatchSize.sequences(4))
            .withValidationFraction(0.2)
            .withEpochs(4);

    @TempDir
    Path folder;

    private static final class Interruption extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @BeforeAll
    static void onACpu() {
        assumeFalse(Torch.fastestDevice().isGpu(), "on a GPU the last digits of sums vary");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptedTrainingHasTheSameResult(boolean lowRank) throws IOException {
        FineTuningOptions options = lowRank ? OPTIONS.withAdaptation(adapters()) : OPTIONS;
        FineTuningResult whole;
        String sha256;
        try (FineTuning tuning = FineTuning.load(LLAMA, options)) {
            whole = tuning.run(EXAMPLES, (step, speed) -> {});
            sha256 = save(tuning, lowRank, "whole");
        }
        assertThat(whole.steps()).hasSize(12);
        TrainingStateFolder states = new TrainingStateFolder(folder.resolve("state"), 2);
        interruptAfter(8, options, states);
        Files.createDirectory(folder.resolve("state/.step-00000008.partial-1"));
        interruptAfter(9, options, states);
        try (FineTuning tuning = FineTuning.load(LLAMA, options)) {
            int[] first = new int[1];
            FineTuningResult resumed =
                    tuning.run(EXAMPLES, states, (step, speed) -> first[0] = first[0] == 0 ? step.step() : first[0]);
            assertThat(first[0]).isEqualTo(9);
            assertThat(resumed.steps()).isEqualTo(whole.steps());
            assertThat(resumed.validation()).isEqualTo(whole.validation());
            assertThat(save(tuning, lowRank, "resumed")).isEqualTo(sha256);
        }
        assertThat(folder.resolve("state")).isDirectoryNotContaining("glob:**partial*");
        states.discard();
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void theStateOfAnotherTrainingIsRejected() {
        TrainingStateFolder states = new TrainingStateFolder(folder.resolve("state"), 1);
        interruptAfter(2, OPTIONS, states);
        assertRejected(LLAMA, OPTIONS.withEpochs(5), EXAMPLES, states, "other options");
        assertRejected(LLAMA, OPTIONS, GoldenExamples.random(11), states, "other examples");
        assertRejected(Golden.folder("llama_bf16"), OPTIONS, EXAMPLES, states, "another model");
    }

    /** Early states of version 0.1.0 have no format field. */
    @Test
    void aStateOfAnotherVersionIsNotUsed() throws IOException {
        TrainingStateFolder states = new TrainingStateFolder(folder.resolve("state"), 1);
        interruptAfter(2, OPTIONS, states);
        Path state = folder.resolve("state/step-00000002/state.json");
        String text = Files.readString(state);
        String older = text.replace("\"format\":" + TrainingFingerprint.FORMAT + ",", "");
        assertThat(older).isNotEqualTo(text);
        Files.writeString(state, older);

        try (FineTuning tuning = FineTuning.load(LLAMA, OPTIONS)) {
            int[] first = new int[1];
            tuning.run(EXAMPLES, states, (step, speed) -> first[0] = first[0] == 0 ? step.step() : first[0]);
            assertThat(first[0]).isEqualTo(1);
        }
    }

    /** Fails if the hashes change. In that case increase {@link TrainingFingerprint#FORMAT} and update the hashes. */
    @Test
    void changedHashesRequireANewFormat() {
        TrainingFingerprint fingerprint = TrainingFingerprint.of(LLAMA, FineTuningOptions.defaults(), List.of());

        assertThat(fingerprint)
                .isEqualTo(new TrainingFingerprint(
                        2,
                        "c95699250862ba0f640594cccf5a5c450f9ee8652edfbe5040bc1f89c05716a3",
                        "460df7bb34560a5fa4848ab2b1ea46c67a310554ec71328ded6503a1e159a1b9",
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    }

    private static void assertRejected(
            Path model,
            FineTuningOptions options,
            List<TrainingSequence> examples,
            TrainingStateFolder states,
            String difference) {
        try (FineTuning tuning = FineTuning.load(model, options)) {
            assertThatThrownBy(() -> tuning.run(examples, states, (step, speed) -> {}))
                    .isInstanceOf(FineTuningException.class)
                    .hasMessageContaining("a training with " + difference)
                    .hasMessageContaining("delete the folder to start from the beginning");
        }
    }

    private static void interruptAfter(int last, FineTuningOptions options, TrainingStateFolder states) {
        try (FineTuning tuning = FineTuning.load(LLAMA, options)) {
            assertThatThrownBy(() -> tuning.run(EXAMPLES, states, (step, speed) -> {
                        if (step.step() > last) {
                            throw new Interruption();
                        }
                    }))
                    .isInstanceOf(Interruption.class);
        }
    }

    private String save(FineTuning tuning, boolean lowRank, String name) {
        Path target = folder.resolve(name);
        return lowRank
                ? tuning.saveAdapter(target, "llama").sha256()
                : tuning.save(target).sha256();
    }

    private static AdaptationMethod adapters() {
        return new AdaptationMethod.LowRank(4, 8, false, List.of("all-linear"), 0);
    }
}
