package dev.preceptor.contracts.jsonlines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesTest {

    @TempDir
    Path folder;

    private static List<JsonObject> parse(String text) {
        return JsonLines.parse("x.jsonl", text, IllegalStateException::new);
    }

    private List<JsonObject> read(String name, byte[] bytes) throws IOException {
        return JsonLines.read(Files.write(folder.resolve(name), bytes), IllegalStateException::new);
    }

    private static byte[] packed(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    @Test
    void readsWhatPythonsJsonReads() {
        JsonObject read = parse(
                        "\n {\"a\": NaN, \"b\": -Infinity, \"c\": 1e400, \"d\": \"\\ud800\", \"e\": 1, \"e\": 2}\t\r\n")
                .get(0);

        assertThat(read.line()).isEqualTo(2);
        assertThat(read.fields().path("a").asDouble()).isNaN();
        assertThat(read.fields().path("b").asDouble()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(read.fields().path("c").asDouble()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(read.text("d")).isEqualTo("\ud800");
        assertThat(read.wholeNumber("e")).isEqualTo(2);
        String digits = "1".repeat(4000);
        assertThat(parse("{\"a\": " + digits + "}").get(0).fields().path("a").asText())
                .isEqualTo(digits);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"a": 1}{"a": 2}     | holds a second object, from column 9; write each object on a line of its own
                    {"a": 1}  {"a": 2}   | holds a second object, from column 11;
                    {"a": 1},            | holds more than its object, from column 9;
                    {"a": 1} # note      | holds more than its object, from column 10;
                    {"a": "b             | is not valid JSON: it ends within
                    {"a": 1              | is not valid JSON: it ends within an object; write each object on one line
                    {'a': 1}             | is not valid JSON: Unexpected character
                    {"a": nan}           | is not valid JSON: Unrecognized token 'nan'
                    7                    | is not a JSON object but a number
                    "text"               | is not a JSON object but a string
                    """)
    void refusesTheRestByItsLine(String line, String problem) {
        assertThatThrownBy(() -> parse("{\"a\": 0}\n" + line))
                .hasMessageStartingWith("x.jsonl:2: " + problem)
                .message()
                .hasLineCount(1);
    }

    @Test
    void aListOfObjectsIsReadAsItsElements() {
        List<JsonObject> objects = parse("[\n  {\"a\": 1},\n  {\"a\":\n 2}]\n");

        assertThat(objects).extracting(JsonObject::line).containsExactly(2, 3);
        assertThat(objects).extracting(object -> object.wholeNumber("a")).containsExactly(1, 2);
        assertThatThrownBy(() -> parse("[{\"a\": 1}, 2]"))
                .hasMessage("x.jsonl:1: the list holds a number; write a list of objects");
        assertThatThrownBy(() -> parse("[{\"a\": 1}]\n{}")).hasMessageContaining("holds more after its list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void aByteOrderMarkIsNoPartOfTheText(String charset) throws IOException {
        byte[] bytes = "\uFEFF{\"a\": \"\u00e9\"}\n".getBytes(Charset.forName(charset));

        assertThat(read("a.jsonl", bytes))
                .extracting(object -> object.text("a"))
                .containsExactly("\u00e9");
        assertThat(read("a.jsonl.gz", packed(bytes))).hasSize(1);
    }

    @Test
    void joinedFilesMayHaveMarksWithin() {
        assertThat(parse("{\"a\": 1}\n\uFEFF{\"a\": 2}\n")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void textInAnotherEncodingIsNamedByItsLine(boolean isPacked) throws IOException {
        byte[] latin = "{\"a\": 1}\n{\"a\": \"caf\u00e9\"}\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> read("a.jsonl.gz", isPacked ? packed(latin) : latin))
                .hasMessageContaining("a.jsonl.gz:2: is not UTF-8 text; convert the file first");
        byte[] replacement = "{\"a\": \"\uFFFD\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(read("b.jsonl", replacement).get(0).text("a")).isEqualTo("\uFFFD");
    }

    @Test
    void aPackedFileIsUnpackedWhateverItsName() throws IOException {
        byte[] bytes = packed("{\"a\": 1}".getBytes(StandardCharsets.UTF_8));

        assertThat(read("a.jsonl", bytes)).hasSize(1);
        assertThatThrownBy(() -> read("a.jsonl", Arrays.copyOf(bytes, bytes.length - 9)))
                .hasMessageContaining("a.jsonl: is not a complete gzip file");
    }

    @Test
    void anAbsentFileIsNamed() {
        assertThatThrownBy(() -> JsonLines.read(folder.resolve("absent"), IllegalStateException::new))
                .hasMessageEndingWith("absent: no such file");
    }
}
