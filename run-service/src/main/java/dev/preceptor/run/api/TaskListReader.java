package dev.preceptor.run.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskFields;
import dev.preceptor.contracts.task.TaskSignature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads lists of tasks of a request strictly, task by task, to files. */
final class TaskListReader {

    /** A set of tasks, the place of each task in it, and what identifies the tasks. */
    record TaskSet(LineFile lines, Map<String, Integer> places, List<TaskSignature> signatures) {}

    private final RequestFolder folder;
    private final RequestLimits limits;
    private final ElementReader elements;
    private final Function<String, List<Task>> dataSets;

    /**
     * @param folder where the tasks are kept
     * @param dataSets the tasks of a data set that the request names by its id
     */
    TaskListReader(
            RequestFolder folder, RequestLimits limits, ElementReader elements, Function<String, List<Task>> dataSets) {
        this.folder = folder;
        this.limits = limits;
        this.elements = elements;
        this.dataSets = dataSets;
    }

    /**
     * Reads the value of a field. Afterwards the parser is at the value's last token.
     *
     * @param set the name of the field
     * @param value the first token of the value
     * @return null if it is no list
     * @throws InvalidRequestException if a task is invalid, or two have the same id
     * @throws TooLargeException if a task or the list is larger than allowed
     */
    TaskSet read(String set, JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.START_OBJECT) {
            return named(set, Json.mapper().readTree(elements.element(parser, set)));
        }
        if (value != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return null;
        }
        Map<String, Integer> places = new HashMap<>();
        List<TaskSignature> signatures = new ArrayList<>();
        TaskLines lines = new TaskLines(set, folder.file(set), limits);
        try (lines) {
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                String place = set + "[" + i + "]";
                Task task = task(place, i, Json.mapper().readTree(elements.element(parser, place)));
                Integer earlier = places.putIfAbsent(task.id(), i);
                if (earlier != null) {
                    throw new InvalidRequestException(
                            place + ": the id '" + task.id() + "' is that of " + set + "[" + earlier + "] already");
                }
                lines.add(task);
                signatures.add(TaskSignature.of(task));
            }
        }
        return new TaskSet(lines.file(), places, signatures);
    }

    /** The tasks of {@code {"dataSet": ID}}. */
    private TaskSet named(String set, JsonNode reference) throws IOException {
        String id = reference.path("dataSet").asText("");
        if (id.isEmpty()) {
            throw new InvalidRequestException(set + ": is a list of tasks, or {\"dataSet\": ID}");
        }
        Map<String, Integer> places = new HashMap<>();
        List<TaskSignature> signatures = new ArrayList<>();
        TaskLines lines = new TaskLines(set, folder.file(set), limits);
        try (lines) {
            for (Task task : dataSets.apply(id)) {
                places.put(task.id(), places.size());
                lines.add(task);
                signatures.add(TaskSignature.of(task));
            }
        } catch (InvalidRequestException e) {
            throw new InvalidRequestException(set + ": " + e.getMessage());
        }
        return new TaskSet(lines.file(), places, signatures);
    }

    /** @throws InvalidRequestException if the set is missing or empty */
    static void requireTasks(String set, TaskSet tasks) {
        if (tasks == null || tasks.lines().count() == 0) {
            throw new InvalidRequestException(set + ": is a list of at least one task");
        }
    }

    private static Task task(String place, int index, JsonNode node) {
        if (!(node instanceof ObjectNode fields)) {
            throw new InvalidRequestException(place + ": is not a task but " + JsonObject.kind(node));
        }
        return TaskFields.task(new JsonObject(place, index + 1, fields, InvalidRequestException::new));
    }
}
