package dev.preceptor.run.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.SpecificationReader;
import dev.preceptor.contracts.specification.TaskGeneration;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskOverlap;
import dev.preceptor.run.api.TaskListReader.TaskSet;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads the body of a request strictly, task by task: tasks and recorded attempts go to files. */
final class RunRequestReader {

    private final RequestFolder folder;
    private final RequestLimits limits;
    private final ElementReader elements;
    private final TaskListReader tasks;
    private final Set<String> furtherNames;
    private final Map<String, JsonNode> further = new HashMap<>();
    private JsonNode asked;
    private TaskSet practice;
    private TaskSet exam;
    private TaskSet seeds;
    private RecordedLines recorded;

    private RunRequestReader(
            Set<String> furtherNames,
            RequestFolder folder,
            RequestLimits limits,
            ElementReader elements,
            Function<String, List<Task>> dataSets) {
        this.furtherNames = furtherNames;
        this.folder = folder;
        this.limits = limits;
        this.elements = elements;
        this.tasks = new TaskListReader(folder, limits, elements, dataSets);
    }

    /**
     * @param further the names of fields to read besides those of a run; other fields are ignored
     * @param folder where the parts are kept
     * @param dataSets the tasks of a data set that the request names by its id
     * @throws InvalidRequestException if it cannot be used
     * @throws TooLargeException if it, or a part of it, is larger than allowed
     */
    static ParsedRequest read(
            InputStream body,
            Set<String> further,
            RequestFolder folder,
            RequestLimits limits,
            Function<String, List<Task>> dataSets) {
        ElementReader elements = new ElementReader(limits.element());
        return RequestBody.read(
                body, limits, elements, parser -> new RunRequestReader(further, folder, limits, elements, dataSets)
                        .read(parser));
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
                case "practice" -> practice = tasks.read(name, parser, value);
                case "exam" -> exam = tasks.read(name, parser, value);
                case "seeds" -> seeds = tasks.read(name, parser, value);
                case "recorded" -> recorded = recorded(parser, value);
                default -> readFurther(name, parser);
            }
        }
        if (parser.nextToken() != null) {
            throw new InvalidRequestException("the body holds more after its JSON object; send one object");
        }
        RunSpecification specification = SpecificationReader.read(asked);
        requirePractice(specification);
        TaskListReader.requireTasks("exam", exam);
        return new ParsedRequest(
                (ObjectNode) asked,
                specification,
                practice == null ? null : practice.lines(),
                exam.lines(),
                complete(specification),
                seeds == null ? null : seeds.lines(),
                practice == null
                        ? null
                        : TaskOverlap.warning(practice.signatures(), exam.signatures())
                                .orElse(null),
                Map.copyOf(further));
    }

    private void readFurther(String name, JsonParser parser) throws IOException {
        if (furtherNames.contains(name)) {
            further.put(name, Json.mapper().readTree(elements.element(parser, name)));
        } else {
            parser.skipChildren();
        }
    }

    private void requirePractice(RunSpecification specification) {
        TaskGeneration generate = specification.tasks().generate();
        if (seeds == null || practice != null) {
            if (seeds != null) {
                throw new InvalidRequestException("seeds: is only for a request without practice");
            }
            if (practice == null && generate != null) {
                throw new InvalidRequestException(
                        "seeds: is a list of at least one task, from which the practice tasks are generated");
            }
            TaskListReader.requireTasks("practice", practice);
            return;
        }
        if (generate == null) {
            throw new InvalidRequestException("seeds: is only for a specification with tasks.generate");
        }
        TaskListReader.requireTasks("seeds", seeds);
        if (!specification.inventor().callsServer()) {
            throw new InvalidRequestException("tasks.generate: the teacher '"
                    + specification.inventor().backend() + "' cannot invent tasks; use openai or anthropic");
        }
        if (specification.practice().recorded() != null) {
            throw new InvalidRequestException(
                    "practice.recorded: is only for practice tasks that exist before the run");
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
                limits.requireRoom("recorded", lines.weight());
            }
        }
        return lines;
    }
}
