package dev.preceptor.contracts.jsonlines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that pyarrow wrote from the JSON lines beside them have the same rows. */
class ParquetRowsTest {

    @TempDir
    Path folder;

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(ParquetRowsTest.class.getResource(name).toURI());
    }

    private static List<ObjectNode> rows(Path file) {
        return JsonLines.read(file, IllegalStateException::new).stream()
                .map(JsonObject::fields)
                .toList();
    }

    /** Parquet gives every row every column, so that an absent field is a null one. */
    private static void dropNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().removeIf(field -> field.getValue().isNull());
        }
        node.forEach(ParquetRowsTest::dropNulls);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mbpp-sanitized", "evalplus-mbppplus", "codecontests", "kodcode"})
    void theRowsAreThoseThatWereWritten(String name) throws URISyntaxException {
        List<ObjectNode> written = rows(resource("/published/" + name + ".jsonl"));
        List<ObjectNode> read = rows(resource("/parquet/" + name + ".parquet"));

        written.forEach(ParquetRowsTest::dropNulls);
        read.forEach(ParquetRowsTest::dropNulls);
        assertThat(read.toString()).isEqualTo(written.toString());
    }

    @Test
    void aDamagedFileIsRefusedByItsName() throws IOException, URISyntaxException {
        byte[] whole = Files.readAllBytes(resource("/parquet/kodcode.parquet"));
        Path half = Files.write(folder.resolve("half.parquet"), Arrays.copyOf(whole, whole.length / 2));

        byte[] damaged = whole.clone();
        Arrays.fill(damaged, whole.length - 200, whole.length - 8, (byte) 1);
        Path broken = Files.write(folder.resolve("broken.parquet"), damaged);

        assertThatThrownBy(() -> rows(broken)).hasMessageContaining("broken.parquet: is not a readable Parquet file: ");
        assertThatThrownBy(() -> rows(half)).hasMessageContaining("half.parquet: is an incomplete Parquet file");
    }
}
