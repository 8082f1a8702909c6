package dev.preceptor.languagemodel.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.network.Activations;
import dev.preceptor.languagemodel.network.Golden;
import dev.preceptor.languagemodel.network.TrainingMemory;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ActivationChoiceTest {

    private static final ModelConfiguration MODEL = ModelConfiguration.read(Golden.folder("llama"));
    private static final List<TrainingSequence> EXAMPLES = List.of(new TrainingSequence(new int[60], new int[40]));
    private static final Split SPLIT = new Split(EXAMPLES, List.of());
    private static final FineTuningOptions OPTIONS = FineTuningOptions.defaults();
    private static final TrainingMemory MEMORY = new TrainingMemory(MODEL);
    private static final long KEPT = MEMORY.bytes(100, 100, Activations.KEPT);
    private static final long RECOMPUTED = MEMORY.bytes(100, 100, Activations.RECOMPUTED);

    @Test
    void asMuchIsKeptAsFits() {
        assertThat(RECOMPUTED).isLessThan(KEPT);
        assertThat(choice(OPTIONS, KEPT)).isEqualTo(Activations.KEPT);
        assertThat(choice(OPTIONS, KEPT - 1)).isEqualTo(Activations.RECOMPUTED);
        assertThat(choice(OPTIONS.withActivations(Activations.RECOMPUTED), KEPT))
                .isEqualTo(Activations.RECOMPUTED);
    }

    @Test
    void whatFitsInNoWayIsRefusedWithBothFigures() {
        assertThatThrownBy(() -> choice(OPTIONS, RECOMPUTED - 1))
                .isInstanceOf(FineTuningException.class)
                .hasMessageContaining("training on 100 tokens at once needs 0.00 GiB");
        assertThatThrownBy(() -> choice(OPTIONS.withActivations(Activations.KEPT), KEPT - 1))
                .isInstanceOf(FineTuningException.class)
                .hasMessageContaining("GiB are free");
    }

    private static Activations choice(FineTuningOptions options, long free) {
        return ActivationChoice.of(MODEL, SPLIT, StepPlan.of(EXAMPLES, options), options, OptionalLong.of(free));
    }
}
