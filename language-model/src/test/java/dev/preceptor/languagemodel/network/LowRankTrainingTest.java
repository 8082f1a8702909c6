package dev.preceptor.languagemodel.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.languagemodel.checkpoint.AdapterConfiguration;
import dev.preceptor.languagemodel.checkpoint.AdapterFolder;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.LowRankUpdate;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LowRankTrainingTest {

    @BeforeAll
    static void prepareThread() {
        Torch.prepareThread(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "codegen", "gpt_bigcode", "phi3", "gemma3_text"})
    void lossesAndGradientsEqualPeft(String model) {
        JsonNode training = Golden.read(model).get("training");
        JsonNode golden = Golden.read(model).get("lora").get("training");
        PackedBatch batch = GoldenTraining.batch(model);
        double targets = training.get("scored_tokens").doubleValue();
        Path adapter = Golden.folder(model).resolve("adapter");
        AdapterConfiguration settings = AdapterFolder.configuration(adapter);
        try (NDManager arrays = Torch.manager(ai.djl.Device.cpu());
                TrainableNetwork network = GoldenTraining.load(
                        model,
                        false,
                        new AdaptationMethod.LowRank(
                                settings.rank(), settings.alpha(), false, settings.targetModules(), 0))) {
            Map<String, LowRankUpdate> start = AdapterFolder.read(adapter, arrays, DataType.FLOAT32);
            network.loadAdapter(start);
            try (PtNDManager own = network.newManager()) {
                Map<String, LowRankUpdate> same = network.adapter(own);
                assertThat(same.keySet()).isEqualTo(start.keySet());
                start.forEach((layer, update) -> {
                    assertThat(same.get(layer).a().toFloatArray())
                            .isEqualTo(update.a().toFloatArray());
                    assertThat(same.get(layer).b().toFloatArray())
                            .isEqualTo(update.b().toFloatArray());
                });
            }
            JsonNode losses = golden.get("losses_after_0_1_2_3_steps");
            for (int step = 0; step < losses.size(); step++) {
                double loss = network.accumulate(batch, 1 / targets, Activations.KEPT) / targets;
                assertThat(loss).isCloseTo(losses.get(step).doubleValue(), Offset.offset(1e-4));
                if (step == 0) {
                    assertThat(network.gradientNorm())
                            .isCloseTo(golden.get("grad_norm").doubleValue(), Percentage.withPercentage(0.01));
                }
                network.update(step + 1, 1, training.get("lr").doubleValue(), AdamW.defaults());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Activations.class)
    void aNewAdapterChangesNothingBeforeTraining(Activations activations) {
        PackedBatch batch = GoldenTraining.batch("llama");
        double targets = batch.targets().length;
        double full = Golden.read("llama").get("training").get("loss").doubleValue();
        try (TrainableNetwork network = GoldenTraining.load("llama", false, allLinear(4))) {
            assertThat(network.evaluate(batch) / targets).isCloseTo(full, Offset.offset(1e-4));
            for (int step = 1; step <= 20; step++) {
                network.accumulate(batch, 1 / targets, activations);
                network.update(step, 1, 1e-2, AdamW.defaults());
            }
            assertThat(network.evaluate(batch) / targets).isLessThan(full - 1);
        }
    }

    @Test
    void onlyTheAdapterIsTrained() {
        PackedBatch batch = GoldenTraining.batch("llama");
        try (TrainableNetwork network = GoldenTraining.load("llama", false, allLinear(2));
                PtNDManager arrays = network.newManager()) {
            float[] before = weight(network, arrays);
            network.accumulate(batch, 1, Activations.KEPT);
            network.update(1, 1, 1, AdamW.defaults());
            assertThat(weight(network, arrays)).isEqualTo(before);
            assertThat(network.state(arrays)).hasSize(3 * 2 * (4 + 7));
        }
    }

    private static float[] weight(TrainableNetwork network, PtNDManager arrays) {
        return network.weights()
                .get("model.layers.0.mlp.up_proj.weight")
                .compute()
                .apply(arrays)
                .toFloatArray();
    }

    @Test
    void singleTargetsOfAFusedProjectionAreAdapted() {
        AdaptationMethod two = new AdaptationMethod.LowRank(4, 8, true, List.of("v_proj", "self_attn.k_proj"), 1);
        PackedBatch batch = GoldenTraining.batch("llama");
        try (TrainableNetwork network = GoldenTraining.load("llama", false, two);
                PtNDManager arrays = network.newManager()) {
            double before = network.evaluate(batch);
            for (int step = 1; step <= 10; step++) {
                network.accumulate(batch, 0.01, Activations.KEPT);
                network.update(step, 1, 1e-2, AdamW.defaults());
            }
            assertThat(network.evaluate(batch)).isLessThan(before);
            assertThat(network.adapter(arrays).keySet())
                    .containsExactly(
                            "model.layers.0.self_attn.k_proj",
                            "model.layers.0.self_attn.v_proj",
                            "model.layers.1.self_attn.k_proj",
                            "model.layers.1.self_attn.v_proj");
        }
    }

    @Test
    void anUnknownTargetIsRejectedWithThePossibleOnes() {
        AdaptationMethod wrong = new AdaptationMethod.LowRank(4, 8, false, List.of("q_proj", "query"), 0);
        assertThatThrownBy(() -> GoldenTraining.load("llama", false, wrong))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("LoRA target query")
                .hasMessageContaining("down_proj, gate_proj, k_proj, o_proj, q_proj, up_proj, v_proj, or all-linear");
    }

    private static AdaptationMethod allLinear(int rank) {
        return new AdaptationMethod.LowRank(rank, 2 * rank, false, List.of(AdaptationMethod.LowRank.ALL_LINEAR), 0);
    }
}
