package dev.preceptor.languagemodel.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferenceWeightsTest {

    /** The fixture llama: 300 tokens, hidden size 64, 2 layers, 4 heads, 2 key-value heads, feed-forward size 96. */
    private static final long EMBEDDING = 300 * 64;

    private static final long PROJECTIONS = 2 * (64 * (64 + 32 + 32) + 64 * 64 + 3 * 64 * 96);
    private static final long NORMS = 5 * 64;

    @ParameterizedTest
    @CsvSource({"TORCH, 4, 0", "ONEDNN, 4, 4", "FLOAT16, 2, 2", "INT8, 1, 1"})
    void countsThePackedProjectionsAndTheCopyOfTheHead(LinearKernel kernel, int projectionBytes, int headBytes) {
        ModelConfiguration configuration = ModelConfiguration.read(Golden.folder("llama"));
        long readBuffers = ParallelWeightReader.threads() * EMBEDDING * 4;

        assertThat(Network.bytes(configuration, DataType.FLOAT32, kernel) - readBuffers)
                .isEqualTo(4 * (EMBEDDING + NORMS) + projectionBytes * PROJECTIONS + headBytes * EMBEDDING);
    }
}
