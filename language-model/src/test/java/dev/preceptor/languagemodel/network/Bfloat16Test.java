package dev.preceptor.languagemodel.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.languagemodel.ComputeType;
import dev.preceptor.languagemodel.LanguageModel;
import dev.preceptor.languagemodel.LoadOptions;
import org.junit.jupiter.api.Test;

class Bfloat16Test {

    @Test
    void logitsAreCloseToFloat32() {
        assumeTrue(
                LowPrecisionMatmul.ofBfloat16() != LowPrecisionMatmul.UNSUPPORTED,
                "oneDNN has no bfloat16 on this CPU");
        JsonNode golden = Golden.read("llama_bf16");
        LoadOptions options = LoadOptions.defaults().withComputeType(ComputeType.BFLOAT16);
        try (LanguageModel model = LanguageModel.load(Golden.folder("llama_bf16"), options)) {
            for (int p = 0; p < golden.get("prompts").size(); p++) {
                float[][] logits =
                        model.logits(Golden.ints(golden.get("prompts").get(p).get("ids")));
                int[] positions = Golden.ints(golden.get("logits").get(p).get("positions"));
                double error = 0;
                double length = 0;
                for (int i = 0; i < positions.length; i++) {
                    float[] expected = Golden.floats(
                            golden.get("logits").get(p).get("logits").get(i));
                    for (int token = 0; token < expected.length; token++) {
                        error += Math.pow(logits[positions[i]][token] - expected[token], 2);
                        length += Math.pow(expected[token], 2);
                    }
                }
                assertThat(Math.sqrt(error / length)).isLessThan(5e-2);
            }
        }
    }
}
