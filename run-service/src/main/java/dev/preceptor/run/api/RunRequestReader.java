package dev.preceptor.run.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.specification.InvalidSpecificationException;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.SpecificationReader;
import dev.preceptor.contracts.task.RecordedAttempt;
import dev.preceptor.contracts.task.RecordedAttempts;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the body of {@code POST /runs} strictly. */
final class RunRequestReader {

    /** What was asked for, checked. */
    record Requested(
            RunSpecification specification, List<Task> practice, List<Task> exam, List<RecordedAttempt> recorded) {}

    private RunRequestReader() {}

    /** @throws InvalidRequestException if it cannot be used */
    static Requested read(String body) {
        JsonNode tree = tree(body);
        try {
            RunSpecification specification = SpecificationReader.read(tree.get("specification"));
            List<Task> practice = tasks("practice", tree.get("practice"));
            return new Requested(
                    specification,
                    practice,
                    tasks("exam", tree.get("exam")),
                    recorded(specification, practice, tree.get("recorded")));
        } catch (InvalidSpecificationException | TaskFileException e) {
            throw new InvalidRequestException(e.getMessage());
        }
    }

    private static JsonNode tree(String body) {
        try {
            JsonNode tree = Json.mapper().readTree(body == null ? "" : body);
            if (tree == null || !tree.isObject()) {
                throw new InvalidRequestException(
                        "the body is no JSON object; send {\"specification\": {...}, \"practice\": [...], \"exam\": [...]}");
            }
            return tree;
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new InvalidRequestException("the body is no JSON: "
                    + firstLine(e.getOriginalMessage()).replaceFirst(" \\(start marker.*", "") + where);
        }
    }

    /** Empty where the student attempts the tasks itself. */
    private static List<RecordedAttempt> recorded(RunSpecification specification, List<Task> practice, JsonNode array) {
        boolean wanted = specification.practice().recorded() != null;
        boolean given = array != null && !array.isNull();
        if (wanted != given) {
            throw new InvalidRequestException(
                    wanted
                            ? "recorded: lacks the attempts of practice.recorded"
                            : "recorded: is only for a specification with practice.recorded");
        }
        if (!wanted) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        array.forEach(line -> lines.add(line.toString()));
        return RecordedAttempts.complete(
                "practice.recorded",
                RecordedAttempts.parse("recorded", lines),
                practice,
                specification.practice().samples());
    }

    private static List<Task> tasks(String set, JsonNode array) {
        if (array == null || !array.isArray() || array.isEmpty()) {
            throw new InvalidRequestException(set + ": is a list of at least one task");
        }
        List<Task> tasks = new ArrayList<>();
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < array.size(); i++) {
            Task task = task(set + "[" + i + "]", array.get(i));
            Integer earlier = places.putIfAbsent(task.id(), i);
            if (earlier != null) {
                throw new InvalidRequestException(set + "[" + i + "]: the id '" + task.id() + "' is that of " + set
                        + "[" + earlier + "] already");
            }
            tasks.add(task);
        }
        return tasks;
    }

    private static Task task(String place, JsonNode node) {
        try {
            Task task = Json.mapper().treeToValue(node, Task.class);
            if (task == null) {
                throw new InvalidRequestException(place + ": is not a task");
            }
            return task;
        } catch (JsonMappingException e) {
            String problem = e.getCause() instanceof IllegalArgumentException cause
                    ? cause.getMessage()
                    : e.getOriginalMessage();
            throw new InvalidRequestException(place + ": " + firstLine(problem));
        } catch (JsonProcessingException e) {
            throw new InvalidRequestException(place + ": " + firstLine(e.getOriginalMessage()));
        }
    }

    private static String firstLine(String message) {
        return String.valueOf(message).lines().findFirst().orElse("");
    }
}
