package dev.preceptor.run.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSetReaderTest {

    private static final String TASK =
            "{\"id\": \"a\", \"prompt\": \"Write f.\", \"entryPoint\": \"f\", \"tests\": [\"assert f()\"]}";
    private static final RequestLimits LIMITS = new RequestLimits(1 << 20, 10_000, 10_000, 1 << 20);

    private final RequestFolder folder = new RequestFolder();

    @AfterEach
    void close() {
        folder.close();
    }

    private DataSetReader.Uploaded read(String text, RequestLimits limits) {
        String body = Json.mapper()
                .createObjectNode()
                .put("name", "mine.jsonl")
                .put("text", text)
                .toString();
        return DataSetReader.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), folder, limits);
    }

    @Test
    void storesTheTasksAsRequestsStoreThem() throws IOException {
        DataSetReader.Uploaded uploaded = read(TASK + "\n\n" + TASK.replace("\"a\"", "\"b\"") + "\n", LIMITS);

        assertThat(uploaded.name()).isEqualTo("mine.jsonl");
        assertThat(uploaded.tasks().count()).isEqualTo(2);
        assertThat(Files.readAllLines(uploaded.tasks().path()))
                .element(1)
                .asString()
                .startsWith("{\"id\":\"b\",\"prompt\":\"Write f.\"");
    }

    @Test
    void readsPublishedFormatsAndLists() {
        String mbpp = "{\"task_id\": 2, \"text\": \"Write f.\", \"code\": \"def f(): return 1\","
                + " \"test_list\": [\"assert f() == 1\"], \"test_setup_code\": \"\", \"challenge_test_list\": []}";

        assertThat(read("[" + mbpp + "]", LIMITS).tasks().count()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"id": "x"}   | mine.jsonl:2: lacks "prompt"
                    {"id":        | mine.jsonl:2: is not valid JSON
                    [1]           | mine.jsonl:2: is not a JSON object but a list
                    """)
    void anErrorNamesTheLine(String line, String problem) {
        assertThatThrownBy(() -> read(TASK + "\n" + line, LIMITS))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith(problem);
    }

    @Test
    void aRepeatedIdAndATooLargeFileAreRefused() {
        assertThatThrownBy(() -> read(TASK + "\n" + TASK, LIMITS))
                .hasMessage("mine.jsonl:2: the id 'a' is already used in line 1");
        assertThatThrownBy(() -> read("", LIMITS)).hasMessage("mine.jsonl: holds no task");
        assertThatThrownBy(() -> read(TASK, new RequestLimits(1 << 20, 10_000, 10_000, 100)))
                .isInstanceOf(TooLargeException.class)
                .hasMessageStartingWith("the file has more than 25 bytes");
    }
}
