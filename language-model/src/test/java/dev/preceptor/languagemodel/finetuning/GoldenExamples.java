package dev.preceptor.languagemodel.finetuning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.languagemodel.network.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Examples for training the fixtures. */
final class GoldenExamples {

    private GoldenExamples() {}

    /** Returns the examples for which a fixture has reference values. */
    static List<TrainingSequence> of(String model) {
        JsonNode golden = Golden.read(model).get("training");
        int end = golden.get("eos_token_id").intValue();
        List<TrainingSequence> examples = new ArrayList<>();
        for (JsonNode row : golden.get("rows")) {
            int[] completion = Golden.ints(row.get("completion_ids"));
            int[] ended = Arrays.copyOf(completion, completion.length + 1);
            ended[completion.length] = end;
            examples.add(new TrainingSequence(Golden.ints(row.get("prompt_ids")), ended));
        }
        return examples;
    }

    /** Returns random examples of different lengths, with tokens below 200. */
    static List<TrainingSequence> random(int count) {
        Random random = new Random(count);
        List<TrainingSequence> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] prompt = random.ints(5 + random.nextInt(20), 0, 200).toArray();
            int[] completion = random.ints(5 + random.nextInt(10), 0, 200).toArray();
            examples.add(new TrainingSequence(prompt, completion));
        }
        return examples;
    }
}
