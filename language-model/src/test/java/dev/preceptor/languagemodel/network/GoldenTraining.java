package dev.preceptor.languagemodel.network;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import java.util.ArrayList;
import java.util.List;

/** The training batch for which a fixture has reference values. */
final class GoldenTraining {

    private GoldenTraining() {}

    static PackedBatch batch(String model) {
        return PackedBatch.of(rows(model));
    }

    static List<PackedBatch.Row> rows(String model) {
        JsonNode golden = Golden.read(model).get("training");
        int end = golden.get("eos_token_id").intValue();
        List<PackedBatch.Row> rows = new ArrayList<>();
        for (JsonNode row : golden.get("rows")) {
            int[] prompt = Golden.ints(row.get("prompt_ids"));
            int[] completion = Golden.ints(row.get("completion_ids"));
            boolean complete = completion[completion.length - 1] == end;
            int[] ids = new int[prompt.length + completion.length + (complete ? 0 : 1)];
            System.arraycopy(prompt, 0, ids, 0, prompt.length);
            System.arraycopy(completion, 0, ids, prompt.length, completion.length);
            if (!complete) {
                ids[ids.length - 1] = end;
            }
            rows.add(new PackedBatch.Row(ids, prompt.length));
        }
        return rows;
    }

    static TrainableNetwork load(String model, boolean half, AdaptationMethod method) {
        try (WeightSource source = WeightSource.open(Golden.folder(model))) {
            return TrainableNetwork.load(
                    ModelConfiguration.read(Golden.folder(model)), source, Device.cpu(), half, method);
        }
    }
}
