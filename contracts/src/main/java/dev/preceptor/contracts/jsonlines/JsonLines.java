package dev.preceptor.contracts.jsonlines;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads JSON objects, one per line; blank lines are skipped. A text that begins with a bracket is read as one list of
 * objects. A Parquet file is read as well; its rows count as lines. The accepted syntax is that of Python's {@code json}, including {@code NaN} and {@code Infinity}. A second
 * object on a line is an error; it is not ignored. Each error names the file and the line.
 */
public final class JsonLines {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** The maximum number of digits of a whole number, as in Python. */
    private static final int MOST_DIGITS = 4300;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNumberLength(MOST_DIGITS)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final String name;
    private final Function<String, ? extends RuntimeException> problem;

    private JsonLines(String name, Function<String, ? extends RuntimeException> problem) {
        this.name = name;
        this.problem = problem;
    }

    /**
     * Reads the objects of a file, in order.
     *
     * @param problem creates an exception from a message
     * @throws RuntimeException created by {@code problem}, if the file cannot be read or a line is not an object
     */
    public static List<JsonObject> read(Path file, Function<String, ? extends RuntimeException> problem) {
        return ParquetRows.isParquet(file)
                ? new JsonLines(file.toString(), problem).rows(ParquetRows.read(file, problem))
                : parse(file.toString(), FileText.read(file, problem), problem);
    }

    /**
     * Parses the objects of a text.
     *
     * @param name the name of the text in error messages
     * @throws RuntimeException as {@link #read}
     */
    public static List<JsonObject> parse(
            String name, String text, Function<String, ? extends RuntimeException> problem) {
        JsonLines lines = new JsonLines(name, problem);
        return text.stripLeading().startsWith("[")
                ? lines.list(text)
                : lines.objects(text.lines().toList());
    }

    /**
     * Parses the objects of lines.
     *
     * @param name the name of the lines in error messages
     * @throws RuntimeException as {@link #read}
     */
    public static List<JsonObject> parse(
            String name, List<String> lines, Function<String, ? extends RuntimeException> problem) {
        return new JsonLines(name, problem).objects(lines);
    }

    /**
     * Parses a text as one JSON value, like Python's {@code json.loads}.
     *
     * @throws JsonProcessingException if the text is not valid JSON, or more than one value
     */
    public static JsonNode value(String text) throws JsonProcessingException {
        return MAPPER.readerFor(JsonNode.class)
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readValue(text);
    }

    private List<JsonObject> objects(List<String> lines) {
        List<JsonObject> objects = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            // A concatenation of files may contain byte order marks between them.
            String line =
                    lines.get(i).startsWith(BYTE_ORDER_MARK) ? lines.get(i).substring(1) : lines.get(i);
            if (!line.isBlank()) {
                objects.add(object(i + 1, line));
            }
        }
        return objects;
    }

    private List<JsonObject> rows(List<ObjectNode> rows) {
        List<JsonObject> objects = new ArrayList<>();
        for (ObjectNode row : rows) {
            objects.add(object(objects.size() + 1, row));
        }
        return objects;
    }

    private JsonObject object(int line, String text) {
        try (JsonParser parser = MAPPER.createParser(text)) {
            JsonNode value = parser.readValueAsTree();
            if (!(value instanceof ObjectNode fields)) {
                throw broken(line, "is not a JSON object but " + JsonObject.kind(value));
            }
            int end = (int) parser.currentLocation().getCharOffset();
            requireEndOfLine(line, text, end);
            return object(line, fields);
        } catch (JsonEOFException e) {
            throw broken(line, "is not valid JSON: it ends within an object; write each object on one line");
        } catch (JsonProcessingException e) {
            throw broken(line, "is not valid JSON: " + problemOf(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireEndOfLine(int line, String text, int end) {
        String rest = text.substring(end).strip();
        if (rest.isEmpty()) {
            return;
        }
        int column = text.indexOf(rest, end) + 1;
        throw broken(
                line,
                rest.startsWith("{") || rest.startsWith(BYTE_ORDER_MARK)
                        ? "holds a second object, from column " + column
                                + "; write each object on a line of its own (files that were joined need a newline at the end of each)"
                        : "holds more than its object, from column " + column
                                + "; write one JSON object and nothing else");
    }

    private List<JsonObject> list(String text) {
        List<JsonObject> objects = new ArrayList<>();
        int line = 1;
        try (JsonParser parser = MAPPER.createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                line = parser.currentTokenLocation().getLineNr();
                JsonNode value = parser.readValueAsTree();
                if (!(value instanceof ObjectNode fields)) {
                    throw broken(line, "the list holds " + JsonObject.kind(value) + "; write a list of objects");
                }
                objects.add(object(line, fields));
            }
            line = parser.currentLocation().getLineNr();
            if (parser.nextToken() != null) {
                throw broken(line, "holds more after its list of objects");
            }
            return objects;
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw broken(at == null ? line : at.getLineNr(), "is not valid JSON: " + problemOf(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String problemOf(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return e.getOriginalMessage().lines().findFirst().orElse("").replaceFirst(" \\(start marker.*", "")
                + (at == null ? "" : " (column " + at.getColumnNr() + ")");
    }

    private JsonObject object(int line, ObjectNode fields) {
        return new JsonObject(name + ":" + line, line, fields, problem);
    }

    private RuntimeException broken(int line, String what) {
        return problem.apply(name + ":" + line + ": " + what);
    }
}
