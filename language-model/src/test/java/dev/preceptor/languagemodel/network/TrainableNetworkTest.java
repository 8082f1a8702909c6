package dev.preceptor.languagemodel.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainableNetworkTest {

    @BeforeAll
    static void prepareThread() {
        Torch.prepareThread(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama",
                "llama_untied",
                "qwen2",
                "qwen3",
                "mistral",
                "gpt2",
                "gpt_bigcode",
                "starcoder2",
                "codegen"
            })
    void lossesAndGradientsEqualTheReference(String model) {
        JsonNode golden = Golden.read(model).get("training");
        List<PackedBatch.Row> rows = new ArrayList<>();
        golden.get("rows")
                .forEach(row -> rows.add(row(row, golden.get("eos_token_id").intValue())));
        PackedBatch batch = PackedBatch.of(rows);
        double targets = golden.get("scored_tokens").doubleValue();
        assertThat(batch.targets()).hasSize((int) targets);

        JsonNode losses = golden.get("losses_after_0_1_2_3_steps");
        try (WeightSource source = WeightSource.open(Golden.folder(model));
                TrainableNetwork network = TrainableNetwork.load(
                        ModelConfiguration.read(Golden.folder(model)), source, Device.cpu(), false)) {
            for (int step = 0; step < losses.size(); step++) {
                double loss = network.accumulate(batch, 1 / targets) / targets;
                assertThat(loss).isCloseTo(losses.get(step).doubleValue(), Offset.offset(1e-4));
                if (step == 0) {
                    assertThat(network.gradientNorm())
                            .isCloseTo(golden.get("grad_norm").doubleValue(), Percentage.withPercentage(0.01));
                }
                network.update(step + 1, 1, golden.get("lr").doubleValue(), AdamW.defaults());
            }
        }
    }

    private static PackedBatch.Row row(JsonNode row, int end) {
        int[] prompt = Golden.ints(row.get("prompt_ids"));
        int[] completion = Golden.ints(row.get("completion_ids"));
        boolean complete = completion[completion.length - 1] == end;
        int[] ids = new int[prompt.length + completion.length + (complete ? 0 : 1)];
        System.arraycopy(prompt, 0, ids, 0, prompt.length);
        System.arraycopy(completion, 0, ids, prompt.length, completion.length);
        if (!complete) {
            ids[ids.length - 1] = end;
        }
        return new PackedBatch.Row(ids, prompt.length);
    }
}
