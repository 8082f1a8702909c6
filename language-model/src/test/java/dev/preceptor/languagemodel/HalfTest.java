package dev.preceptor.languagemodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.preceptor.languagemodel.network.Torch;
import java.io.IOException;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HalfTest {

    private static final String TENSOR = "model.layers.1.mlp.down_proj.weight";
    private static final int COLUMNS = 96;

    @TempDir
    Path folder;

    @BeforeAll
    static void onACpu() {
        assumeFalse(Torch.fastestDevice().isGpu(), "on a GPU half is bfloat16");
    }

    @Test
    void aMatrixBeyondTheRangeOfFloat16StaysInFloat32() throws IOException {
        LlamaCopy model = LlamaCopy.in(folder);
        // The greatest float16 is 65,504. If both values were rounded to it, the first two rows would become equal and
        // the
        // following norm would change.
        model.set(TENSOR, 0, 1e5f);
        model.set(TENSOR, COLUMNS, 1e6f);

        float[] exact = logits(ComputeType.FLOAT32);
        assertThat(logits(ComputeType.HALF)).containsExactly(exact, Offset.offset(0.01f));
    }

    private float[] logits(ComputeType type) {
        try (LanguageModel model =
                LanguageModel.load(folder, LoadOptions.defaults().withComputeType(type))) {
            return model.logits(new int[] {5, 9, 200})[2];
        }
    }
}
