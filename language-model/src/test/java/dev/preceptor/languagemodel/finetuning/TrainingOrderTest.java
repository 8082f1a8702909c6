package dev.preceptor.languagemodel.finetuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingOrderTest {

    private static final Path MODEL =
            Path.of(System.getProperty("preceptor.root"), "language-model/src/test/resources/fixtures/llama");

    private final List<TrainingSequence> examples = IntStream.range(0, 9)
            .mapToObj(n -> new TrainingSequence(new int[] {1}, new int[n == 4 ? 10 : 3]))
            .toList();

    private final FineTuningOptions options = FineTuningOptions.defaults()
            .withEpochs(3)
            .withBatch(BatchSize.sequences(2))
            .withMaxLength(8)
            .withShuffle(true, 7);

    @Test
    void itIsTheOrderInWhichFineTuningTrains() {
        TrainingOrder order = TrainingOrder.of(MODEL, examples, options);

        List<TrainingSequence> usable = new ArrayList<>(examples);
        usable.remove(4);
        List<TrainingSequence> trained = BatchSampler.steps(usable, options).stream()
                .flatMap(step -> step.examples().stream())
                .toList();
        List<TrainingSequence> ordered =
                order.epochs().stream().flatMap(List::stream).map(examples::get).toList();
        assertThat(ordered)
                .hasSize(3 * 8)
                .usingElementComparator((a, b) -> a == b ? 0 : 1)
                .isEqualTo(trained);
        assertThat(order.epochs().get(0)).isNotEqualTo(order.epochs().get(1));
        assertThat(order.validation()).isEmpty();
    }

    @Test
    void heldOutExamplesAreInNoEpoch() {
        TrainingOrder order = TrainingOrder.of(MODEL, examples, options.withValidationFraction(0.25));

        assertThat(order.validation()).hasSize(2).doesNotContain(4);
        for (List<Integer> epoch : order.epochs()) {
            assertThat(epoch).hasSize(6).doesNotHaveDuplicates().doesNotContainAnyElementsOf(order.validation());
        }
    }
}
