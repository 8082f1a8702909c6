package dev.preceptor.artifactstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.event.SoftTargets;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoftTargetFileTest {

    private static final SoftTargetRows ROWS =
            new SoftTargetRows(new int[] {9, 70_000, 2}, 2, new int[] {9, 4, 70_000, 9, 2, 3}, new float[] {
                -0.25f, -2, -1e-6f, -15.5f, -0.6931472f, -0.6931472f
            });

    @TempDir
    Path folder;

    @Test
    void rowsAreReadAsTheyWereWrittenInFloat16() {
        SoftTargetRows read = SoftTargetFile.read(SoftTargetFile.write(ROWS));

        assertThat(read.tokens()).containsExactly(9, 70_000, 2);
        assertThat(read.width()).isEqualTo(2);
        assertThat(read.ids()).containsExactly(9, 4, 70_000, 9, 2, 3);
        // numpy.float16 of the values.
        assertThat(read.logProbabilities())
                .containsExactly(-0.25f, -2, -1.0132789611816406e-6f, -15.5f, -0.693359375f, -0.693359375f);
    }

    @Test
    void theFileIsSafetensors() {
        byte[] file = SoftTargetFile.write(ROWS);

        int header = file[0] & 0xFF;
        assertThat(header % 8).isZero();
        assertThat(new String(file, 8, header + 256 * (file[1] & 0xFF), StandardCharsets.UTF_8))
                .contains("\"ids\":{\"dtype\":\"I32\",\"shape\":[3,2],\"data_offsets\":[12,36]}")
                .contains("\"logprobs\":{\"dtype\":\"F16\",\"shape\":[3,2],\"data_offsets\":[36,48]}");
        assertThat(Arrays.copyOfRange(file, file.length - 12, file.length - 8)).containsExactly(0x00, 0xB4, 0x00, 0xC0);
    }

    @Test
    void aFileIsSharedByManyExamples() {
        ArtifactStore store = new ArtifactStore(folder);
        SoftTargets all = store.putSoftTargets("run-1", ROWS);

        assertThat(all).isEqualTo(store.putSoftTargets("run-1", ROWS));
        SoftTargetRows second = store.findSoftTargets(all).orElseThrow().part(1, 2);
        assertThat(second.tokens()).containsExactly(70_000, 2);
        assertThat(second.ids()).containsExactly(70_000, 9, 2, 3);
        assertThat(second.logProbabilities()).hasSize(4);
        assertThatThrownBy(() -> ROWS.part(2, 2)).hasMessage("the rows 2 to 3 of 3");
    }

    @Test
    void theFilesOfAPurseAreDeletedTogether() {
        ArtifactStore store = new ArtifactStore(folder);
        SoftTargets deleted = store.putSoftTargets("run-1", ROWS);
        SoftTargets kept = store.putSoftTargets("run-10", ROWS);

        store.deleteSoftTargets("run-1");

        assertThat(store.findSoftTargets(deleted)).isEmpty();
        assertThat(store.findSoftTargets(kept)).isPresent();
    }

    @Test
    void anAddressOfSomethingElseIsRefused() {
        ArtifactStore store = new ArtifactStore(folder);

        assertThatThrownBy(() -> store.findSoftTargets(new SoftTargets("file:///etc/passwd", "ab", 0, 1, null)))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("is no address of soft targets");
    }

    @Test
    void aChangedFileIsRefused() throws IOException {
        ArtifactStore store = new ArtifactStore(folder);
        SoftTargets all = store.putSoftTargets("run-1", ROWS);
        Files.write(Path.of(URI.create(all.uri())), new byte[] {1});

        assertThatThrownBy(() -> store.findSoftTargets(all))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("was changed");
    }

    @ParameterizedTest
    @CsvSource({"NaN", "-Infinity", "Infinity", "0.5", "-70000"})
    void otherNumbersAreNoLogProbabilities(float value) {
        assertThatThrownBy(() -> new SoftTargetRows(new int[] {5, 6}, 1, new int[] {5, 6}, new float[] {-1, value}))
                .hasMessage("row 1 has the log-probability %s for the token 6", value);
    }

    @Test
    void otherNumbersOfValuesAreRefused() {
        assertThatThrownBy(() -> new SoftTargetRows(new int[] {5, 6}, 2, new int[3], new float[3]))
                .hasMessage("3 ids and 3 log-probabilities are not 2 rows of 2");
        assertThatThrownBy(() -> new SoftTargetRows(new int[] {5}, 2, new int[] {7, 7}, new float[2]))
                .hasMessage("row 0 has the token 7 twice");
        assertThatThrownBy(() -> new SoftTargetRows(new int[] {5}, 1, new int[] {-1}, new float[1]))
                .hasMessage("row 0 has the token -1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 40, 60})
    void aFileThatIsCutOffIsRefused(int missing) {
        byte[] file = SoftTargetFile.write(ROWS);
        byte[] cut = Arrays.copyOf(file, missing == 0 ? 4 : file.length - missing);

        assertThatThrownBy(() -> SoftTargetFile.read(cut)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anotherSafetensorsFileIsRefused() {
        byte[] file = SoftTargetFile.write(ROWS);
        String text = new String(file, StandardCharsets.ISO_8859_1);
        byte[] float32 = text.replace("\"F16\"", "\"F32\"").getBytes(StandardCharsets.ISO_8859_1);
        byte[] other = text.replace("soft-targets-1", "soft-targets-2").getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> SoftTargetFile.read(float32))
                .hasMessage("has the tensor logprobs as F32 [3,2], expected F16 [3,2]");
        assertThatThrownBy(() -> SoftTargetFile.read(other)).hasMessageContaining("preceptor-soft-targets-1");
    }
}
