package dev.preceptor.languagemodel.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplingTest {

    private static final JsonNode CASES = Golden.json(Path.of("src/test/resources/fixtures/sampling.json"));
    private static Network network;

    @BeforeAll
    static void load() {
        Torch.prepareThread(0);
        Path folder = Golden.folder("llama");
        try (WeightSource source = WeightSource.open(folder)) {
            network = Network.load(
                    ModelConfiguration.read(folder), source, Device.cpu(), DataType.FLOAT32, LinearKernel.TORCH);
        }
    }

    @AfterAll
    static void close() {
        network.close();
    }

    @ParameterizedTest
    @CsvSource({
        "plain, 1, 1, 0",
        "temperature_0.3, 0.3, 1, 0",
        "top_p_0.95, 1, 0.95, 0",
        "top_k_20, 1, 1, 20",
        "temperature_0.3_then_top_k_20_then_top_p_0.95, 0.3, 0.95, 20"
    })
    void probabilitiesEqualTheReference(String name, double temperature, double topP, int topK) {
        for (JsonNode sample : CASES) {
            float[] logits = Golden.floats(sample.get("logits"));
            float[] expected = Golden.floats(sample.get("probabilities").get(name));
            assertThat(network.distribution(logits, temperature, topP, topK))
                    .as(sample.get("name").textValue())
                    .containsExactly(expected, Offset.offset(1e-6f));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 0", "0.3, 1, 0", "1, 0.95, 0", "0.3, 0.95, 20"})
    void tokenFrequenciesEqualTheProbabilities(double temperature, double topP, int topK) {
        for (JsonNode sample : CASES) {
            float[] logits = Golden.floats(sample.get("logits"));
            float[] expected = network.distribution(logits, temperature, topP, topK);
            int draws = 2000;
            int[] counts = new int[logits.length];
            for (int i = 0; i < draws; i++) {
                counts[network.choose(logits, temperature, topP, topK, (i + 0.5f) / draws)]++;
            }
            for (int token = 0; token < logits.length; token++) {
                assertThat(counts[token] / (float) draws).isCloseTo(expected[token], Offset.offset(1.01f / draws));
            }
        }
    }
}
