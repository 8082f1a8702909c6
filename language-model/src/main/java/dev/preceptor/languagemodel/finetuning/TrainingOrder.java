package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The order in which {@link FineTuning} trains on examples, for other engines that are to train as it does. All numbers are indices
 * into the given examples.
 *
 * @param validation the held-out examples; may be empty
 * @param epochs the examples of each epoch, in the order of the training. Examples that are too long or have no completion are
 *     omitted
 */
public record TrainingOrder(List<Integer> validation, List<List<Integer>> epochs) {

    /**
     * Determines the order, which depends only on the number of usable examples and the options.
     *
     * @param model the base model; only its configuration is read
     * @param examples the examples, as for {@link FineTuning#run}
     * @param options the number of epochs, shuffling, the seed, the maximum length and the validation fraction are used
     * @throws FineTuningException if no example is usable, or a token is not in the vocabulary
     * @throws CheckpointException if the configuration of the model cannot be read
     */
    public static TrainingOrder of(Path model, List<TrainingSequence> examples, FineTuningOptions options) {
        List<TrainingSequence> usable = FineTuning.usable(examples, ModelConfiguration.read(model), options);
        TrainValidationSplit split = TrainValidationSplit.of(usable, options.validationFraction(), options.seed());
        // Not by equality: two examples may have equal tokens.
        Map<TrainingSequence, Integer> indices = new IdentityHashMap<>();
        for (int i = 0; i < examples.size(); i++) {
            indices.put(examples.get(i), i);
        }
        return new TrainingOrder(
                split.validation().stream().map(indices::get).toList(),
                IntStream.range(0, options.epochs())
                        .mapToObj(epoch -> BatchSampler.order(split.training(), options, epoch).stream()
                                .map(indices::get)
                                .toList())
                        .toList());
    }
}
