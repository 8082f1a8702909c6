package dev.preceptor.languagemodel.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.languagemodel.network.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the scaled frequencies with those of transformers; see resources/rope. */
class RopeScalingTest {

    @TempDir
    private Path folder;

    static Stream<JsonNode> cases() {
        JsonNode cases = Golden.json(Path.of("src/test/resources/rope/frequencies.json"));
        return StreamSupport.stream(cases.spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void frequenciesEqualThoseOfTransformers(JsonNode expected) throws IOException {
        ModelConfiguration configuration = read(expected);
        RopeScaling scaling = configuration.ropeScaling();
        double theta = configuration.ropeTheta();
        int dimensions = configuration.rotaryDimensions();
        for (int pair = 0; pair < dimensions / 2; pair++) {
            double frequency = Math.pow(theta, -2.0 * pair / dimensions) / scaling.divisor(pair, dimensions, theta);
            assertThat(frequency)
                    .isCloseTo(expected.get("frequencies").get(pair).doubleValue(), Percentage.withPercentage(1e-3));
        }
        assertThat(scaling.attentionFactor())
                .isCloseTo(expected.get("amplitude").doubleValue(), Offset.offset(1e-9));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void writtenConfigurationsAreReadBack(JsonNode expected) throws IOException {
        ModelConfiguration configuration = read(expected);
        Files.writeString(
                folder.resolve("config.json"),
                ConfigurationWriter.configuration(configuration).toString());
        assertThat(ModelConfiguration.read(folder)).isEqualTo(configuration);
    }

    private ModelConfiguration read(JsonNode expected) throws IOException {
        ObjectNode json = (ObjectNode) Golden.json(Golden.folder("llama").resolve("config.json"));
        for (String field : new String[] {"rope_theta", "head_dim", "max_position_embeddings", "rope_scaling"}) {
            json.set(field, expected.get(field));
        }
        Files.writeString(folder.resolve("config.json"), json.toString());
        return ModelConfiguration.read(folder);
    }
}
