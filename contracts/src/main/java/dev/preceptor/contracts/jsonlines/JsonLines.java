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
 * Reads JSON objects, one a line; blank lines are skipped. A text that begins with a bracket is one list of objects. What is read is
 * what Python's {@code json} reads ({@code NaN} and {@code Infinity} too), and what that refuses is refused: a second object on a
 * line is an error, never left out. Each error names the place and the line.
 */
public final class JsonLines {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** Python reads whole numbers of up to so many digits. */
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
     * The objects of a file, in their order.
     *
     * @param problem makes the exception of a message
     * @throws RuntimeException that {@code problem} made, if the file cannot be read or a line is no object
     */
    public static List<JsonObject> read(Path file, Function<String, ? extends RuntimeException> problem) {
        return parse(file.toString(), FileText.read(file, problem), problem);
    }

    /**
     * The objects of a text that was read from somewhere else.
     *
     * @param name what errors call the text
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
     * The objects of lines that were read from somewhere else.
     *
     * @param name what errors call the lines
     * @throws RuntimeException as {@link #read}
     */
    public static List<JsonObject> parse(
            String name, List<String> lines, Function<String, ? extends RuntimeException> problem) {
        return new JsonLines(name, problem).objects(lines);
    }

    /**
     * The value that a text is, as Python's {@code json.loads} reads it.
     *
     * @throws JsonProcessingException if it is no JSON, or more than one value
     */
    public static JsonNode value(String text) throws JsonProcessingException {
        return MAPPER.readerFor(JsonNode.class)
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readValue(text);
    }

    private List<JsonObject> objects(List<String> lines) {
        List<JsonObject> objects = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            // Files that each begin with a mark and were joined have marks within.
            String line =
                    lines.get(i).startsWith(BYTE_ORDER_MARK) ? lines.get(i).substring(1) : lines.get(i);
            if (!line.isBlank()) {
                objects.add(object(i + 1, line));
            }
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
            requireNothing(line, text, end);
            return object(line, fields);
        } catch (JsonEOFException e) {
            throw broken(line, "is no JSON: it ends within an object; write each object on one line");
        } catch (JsonProcessingException e) {
            throw broken(line, "is no JSON: " + problemOf(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireNothing(int line, String text, int end) {
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
            throw broken(at == null ? line : at.getLineNr(), "is no JSON: " + problemOf(e));
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
