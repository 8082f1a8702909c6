package dev.preceptor.contracts.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import org.junit.jupiter.api.Test;

class TrainingSpecificationTest {

    private static TrainingSpecification of(String json) throws Exception {
        return Json.mapper().readValue(json.replace('\'', '"'), TrainingSpecification.class);
    }

    /** A run's id is a hash of its specification: that of a specification that says nothing of it must stay what it was. */
    @Test
    void aCheckpointIsStoredAsItsBaseUnlessSaidOtherwise() throws Exception {
        assertThat(of("{}").storedDtype()).isEqualTo("base");
        assertThat(of("{'checkpointDtype': 'base'}")).isEqualTo(of("{}"));
        JsonNode written = Json.mapper().valueToTree(of("{'checkpointDtype': 'base'}"));
        assertThat(written.has("checkpointDtype")).isFalse();
        assertThat(of("{'checkpointDtype': 'float32'}").storedDtype()).isEqualTo("float32");
    }

    @Test
    void aStepHasAFixedNumberOfExamplesOnlyIfTheSpecificationSaysSo() throws Exception {
        assertThat(of("{}").batchSize()).isNull();
        JsonNode written = Json.mapper().valueToTree(of("{}"));
        assertThat(written.has("batchSize")).isFalse();
        assertThat(of("{'batchSize': 64}").batchSize()).isEqualTo(64);
        assertThatThrownBy(() -> of("{'batchSize': 0}"))
                .rootCause()
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageContaining("training.batchSize");
    }

    /** A run's id is a hash of its specification. */
    @Test
    void matrixProductsAreComputedInTheDtypeThatTheSpecificationNames() throws Exception {
        assertThat(of("{}").computedDtype()).isEqualTo("auto");
        assertThat(of("{'dtype': 'auto'}")).isEqualTo(of("{}"));
        assertThat(Json.mapper().valueToTree(of("{'dtype': 'auto'}")).has("dtype"))
                .isFalse();
        assertThat(of("{'dtype': 'fastest'}").computedDtype()).isEqualTo("fastest");
        assertThatThrownBy(() -> of("{'dtype': 'half'}"))
                .rootCause()
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageContaining("training.dtype")
                .hasMessageContaining("'half' is unknown; known: auto, float32, bfloat16, fastest");
    }

    /** A run's id is a hash of its specification. */
    @Test
    void softTargetsAreUsedOnlyIfTheSpecificationSaysSo() throws Exception {
        assertThat(Json.mapper().valueToTree(of("{}")).has("soft")).isFalse();
        assertThat(of("{'soft': {}}").soft()).isEqualTo(new SoftSpecification(0.5, 1.0, "forward", null));
        assertThat(of("{'soft': {'weight': 1, 'loss': 'reverse', 'temperature': 2}}")
                        .soft()
                        .mixture())
                .isEqualTo(1);
        assertThat(of("{'soft': {'loss': 'jsd', 'beta': 0.3}}").soft().mixture())
                .isEqualTo(0.3);
        assertThat(of("{'soft': {'loss': 'jsd'}}").soft().mixture()).isEqualTo(0.5);
        assertSoftRefused("{'weight': 0}", "training.soft.weight");
        assertSoftRefused("{'temperature': 0}", "training.soft.temperature");
        assertSoftRefused("{'temperature': 2, 'loss': 'k1'}", "must be 1 for the loss k1");
        assertSoftRefused("{'loss': 'kl'}", "'kl' is unknown");
        assertSoftRefused("{'beta': 0.5}", "training.soft.beta");
    }

    private static void assertSoftRefused(String soft, String reason) {
        assertThatThrownBy(() -> of("{'soft': " + soft + "}"))
                .rootCause()
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void anUnknownTypeIsRefusedWithThoseThatAreKnown() {
        assertThatThrownBy(() -> of("{'checkpointDtype': 'int8'}"))
                .rootCause()
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageContaining("training.checkpointDtype")
                .hasMessageContaining("'int8' is unknown; known: base, float32, bfloat16, float16");
    }
}
