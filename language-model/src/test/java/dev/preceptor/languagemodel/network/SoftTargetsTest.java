package dev.preceptor.languagemodel.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the losses of soft targets and their gradients with TRL's and with written-out formulas (make_golden.py). */
class SoftTargetsTest {

    private static final JsonNode GOLDEN = Golden.json(Path.of("src/test/resources/soft_targets/golden.json"));
    private static final double TOLERANCE = 1e-5;

    private static TrainableNetwork network;

    @BeforeAll
    static void load() {
        Torch.prepareThread(0);
        network = GoldenTraining.load("llama", false, AdaptationMethod.full());
    }

    @AfterAll
    static void close() {
        network.close();
    }

    static Stream<String> cases() {
        return StreamSupport.stream(GOLDEN.get("cases").spliterator(), false)
                .map(golden -> golden.get("name").asText());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientEqualTheReference(String name) {
        JsonNode golden = StreamSupport.stream(GOLDEN.get("cases").spliterator(), false)
                .filter(candidate -> candidate.get("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
        SoftRows rows = new SoftRows(
                golden.get("tokens").intValue(),
                Arrays.stream(Golden.ints(golden.get("ids"))).asLongStream().toArray(),
                Golden.floats(golden.get("logprobs")),
                Golden.floats(golden.get("rows")));
        SoftLoss loss = new SoftLoss(
                kind(golden.get("loss").asText()),
                golden.get("weight").doubleValue(),
                golden.get("temperature").doubleValue(),
                golden.get("beta").doubleValue());
        try (PtNDManager arrays = network.newManager()) {
            NDList found = network.lossAndGradient(
                    Golden.floats(golden.get("logits")), Golden.ints(golden.get("targets")), rows, loss, arrays);

            double value = golden.get("value").doubleValue();
            assertThat(found.get(0).toDoubleArray()[0])
                    .isCloseTo(value, Offset.offset(TOLERANCE * Math.max(1, Math.abs(value))));
            float[] gradient = Golden.floats(golden.get("gradient"));
            float[] actual = found.get(1).toFloatArray();
            assertThat(actual).hasSameSizeAs(gradient);
            double greatest = 1;
            for (float expected : gradient) {
                greatest = Math.max(greatest, Math.abs(expected));
            }
            for (int i = 0; i < gradient.length; i++) {
                assertThat((double) actual[i])
                        .as("gradient of logit %d", i)
                        .isCloseTo(gradient[i], Offset.offset(TOLERANCE * greatest));
            }
        }
    }

    private static SoftLoss.Kind kind(String name) {
        return switch (name) {
            case "k1" -> SoftLoss.Kind.K1;
            case "k3" -> SoftLoss.Kind.K3;
            default -> SoftLoss.Kind.JSD;
        };
    }

    @ParameterizedTest
    @EnumSource(Activations.class)
    void trainingEqualsTheReference(Activations activations) {
        JsonNode golden = GOLDEN.get("training");
        SoftTargets soft = new SoftTargets(
                0,
                golden.get("tokens").intValue(),
                Golden.ints(golden.get("ids")),
                Golden.floats(golden.get("logprobs")));
        List<PackedBatch.Row> rows = GoldenTraining.rows("llama");
        PackedBatch.Row first = rows.get(0);
        rows.set(0, new PackedBatch.Row(first.ids(), first.firstTarget(), first.firstTarget(), soft));
        PackedBatch batch = PackedBatch.of(rows);
        double targets = batch.targets().length;
        SoftLoss loss = SoftLoss.forward(golden.get("weight").doubleValue(), 1);
        try (TrainableNetwork trained = GoldenTraining.load("llama", false, AdaptationMethod.full())) {
            for (int step = 0; step < golden.get("losses").size(); step++) {
                assertThat(trained.accumulate(batch, loss, 1 / targets, activations) / targets)
                        .isCloseTo(golden.get("losses").get(step).doubleValue(), Offset.offset(1e-4));
                assertThat(trained.gradientNorm())
                        .isCloseTo(golden.get("gradientNorms").get(step).doubleValue(), Offset.offset(1e-3));
                trained.update(step + 1, 1, golden.get("learningRate").doubleValue(), AdamW.defaults());
            }
        }
    }

    @Test
    void aWeightOfZeroIsTheCrossEntropy() {
        List<PackedBatch.Row> rows = GoldenTraining.rows("llama");
        PackedBatch.Row first = rows.get(0);
        int completion = first.ids().length - first.firstTarget();
        SoftTargets soft = new SoftTargets(0, 1, new int[completion], new float[completion]);
        PackedBatch hard = PackedBatch.of(rows);
        rows.set(0, new PackedBatch.Row(first.ids(), first.firstTarget(), first.firstTarget(), soft));
        PackedBatch withSoft = PackedBatch.of(rows);

        double loss = network.evaluate(hard);

        assertThat(network.evaluate(withSoft)).isEqualTo(loss);
        assertThat(network.accumulate(withSoft, SoftLoss.forward(0, 1), 0, Activations.KEPT))
                .isCloseTo(loss, Offset.offset(1e-4));
        assertThat(network.accumulate(withSoft, SoftLoss.forward(1, 1), 0, Activations.KEPT))
                .isNotCloseTo(loss, Offset.offset(1.0));
    }
}
