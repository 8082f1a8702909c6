package dev.preceptor.run.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.specification.InvalidSpecificationException;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.SpecificationReader;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskFields;
import dev.preceptor.contracts.task.TaskFileException;
import dev.preceptor.contracts.task.TaskSize;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Reads the body of a request strictly, task by task: tasks and recorded attempts go to files. */
final class RunRequestReader {

    /** A set of tasks, and the place of each task in it. */
    private record TaskSet(LineFile lines, Map<String, Integer> places) {}

    private final RequestFolder folder;
    private final RequestLimits limits;
    private final ElementReader elements;
    private final Set<String> furtherNames;
    private final Map<String, JsonNode> further = new HashMap<>();
    private JsonNode asked;
    private TaskSet practice;
    private TaskSet exam;
    private RecordedLines recorded;

    private RunRequestReader(
            Set<String> furtherNames, RequestFolder folder, RequestLimits limits, ElementReader elements) {
        this.furtherNames = furtherNames;
        this.folder = folder;
        this.limits = limits;
        this.elements = elements;
    }

    /**
     * @param further the names of fields to read besides those of a run; other fields are ignored
     * @param folder where the parts are kept
     * @throws InvalidRequestException if it cannot be used
     * @throws TooLargeException if it, or a part of it, is larger than allowed
     */
    static ParsedRequest read(InputStream body, Set<String> further, RequestFolder folder, RequestLimits limits) {
        ElementReader elements = new ElementReader(limits.element());
        try (JsonParser parser = elements.parser(new LimitedBody(body, limits.body()))) {
            return new RunRequestReader(further, folder, limits, elements).read(parser);
        } catch (InvalidSpecificationException | TaskFileException e) {
            throw new InvalidRequestException(e.getMessage());
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new InvalidRequestException("the body is no JSON: "
                    + firstLine(e.getOriginalMessage()).replaceFirst(" \\(start marker.*", "") + where);
        } catch (IOException e) {
            throw new InvalidRequestException("the body could not be read to its end: " + firstLine(e.getMessage()));
        }
    }

    private ParsedRequest read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new InvalidRequestException(
                    "the body is no JSON object; send {\"specification\": {...}, \"practice\": [...], \"exam\": [...]}");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "specification" -> asked = Json.mapper().readTree(elements.element(parser, name));
                case "practice" -> practice = tasks(name, parser, value);
                case "exam" -> exam = tasks(name, parser, value);
                case "recorded" -> recorded = recorded(parser, value);
                default -> readFurther(name, parser);
            }
        }
        if (parser.nextToken() != null) {
            throw new InvalidRequestException("the body holds more after its JSON object; send one object");
        }
        RunSpecification specification = SpecificationReader.read(asked);
        requireTasks("practice", practice);
        requireTasks("exam", exam);
        return new ParsedRequest(
                (ObjectNode) asked,
                specification,
                practice.lines(),
                exam.lines(),
                complete(specification),
                Map.copyOf(further));
    }

    private void readFurther(String name, JsonParser parser) throws IOException {
        if (furtherNames.contains(name)) {
            further.put(name, Json.mapper().readTree(elements.element(parser, name)));
        } else {
            parser.skipChildren();
        }
    }

    private static void requireTasks(String set, TaskSet tasks) {
        if (tasks == null || tasks.lines().count() == 0) {
            throw new InvalidRequestException(set + ": is a list of at least one task");
        }
    }

    /** Null where there are none. */
    private LineFile complete(RunSpecification specification) throws IOException {
        boolean wanted = specification.practice().recorded() != null;
        if (wanted != (recorded != null)) {
            throw new InvalidRequestException(
                    wanted
                            ? "recorded: lacks the attempts of practice.recorded"
                            : "recorded: is only for a specification with practice.recorded");
        }
        return wanted
                ? recorded.complete(practice.places(), specification.practice().samples(), folder.file("complete"))
                : null;
    }

    private RecordedLines recorded(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return null;
        }
        if (value != JsonToken.START_ARRAY) {
            throw new InvalidRequestException("recorded: is a list of attempts");
        }
        RecordedLines lines = new RecordedLines(folder.file("recorded"));
        try (lines) {
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                lines.add(elements.element(parser, "recorded[" + i + "]"));
                requireRoom("recorded", lines.weight());
            }
        }
        return lines;
    }

    private TaskSet tasks(String set, JsonParser parser, JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return null;
        }
        Map<String, Integer> places = new HashMap<>();
        LineFile lines = new LineFile(folder.file(set));
        try (lines) {
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                String place = set + "[" + i + "]";
                Task task = task(place, i, Json.mapper().readTree(elements.element(parser, place)));
                Integer earlier = places.putIfAbsent(task.id(), i);
                if (earlier != null) {
                    throw new InvalidRequestException(
                            place + ": the id '" + task.id() + "' is that of " + set + "[" + earlier + "] already");
                }
                byte[] line = Json.mapper().writeValueAsBytes(task);
                TaskSize.check(set, task.id(), line.length, limits.task());
                lines.add(line);
                requireRoom(set, lines.bytes() + RequestLimits.TASK_OVERHEAD * lines.count());
            }
        }
        return new TaskSet(lines, places);
    }

    private void requireRoom(String set, long weight) {
        if (weight > limits.dataSet()) {
            throw new TooLargeException(set + ": has more than this service can keep at hand: " + limits.dataSet()
                    + " bytes, each element counted with " + RequestLimits.TASK_OVERHEAD
                    + " more (run.largest-data-set; a quarter of Java's heap unless set)");
        }
    }

    private static Task task(String place, int index, JsonNode node) {
        if (!(node instanceof ObjectNode fields)) {
            throw new InvalidRequestException(place + ": is not a task but " + JsonObject.kind(node));
        }
        return TaskFields.task(new JsonObject(place, index + 1, fields, InvalidRequestException::new));
    }

    private static String firstLine(String message) {
        return String.valueOf(message).lines().findFirst().orElse("");
    }
}
