package dev.preceptor.run.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.GenerationSettings;
import dev.preceptor.contracts.specification.SpecificationReader;
import dev.preceptor.contracts.specification.TaskGeneration;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.run.api.TaskListReader.TaskSet;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Reads the body of {@code POST /task-generations} strictly: tasks go to files, and unknown fields are errors. */
final class GenerationRequestReader {

    private static final String KNOWN = "teacher, seeds, exam, count, mostDrafts, overlap, seed";

    /**
     * A request that was checked.
     *
     * @param asked the teacher's settings as they were written, under {@code teacher}
     * @param exam null for none
     */
    record Requested(
            ObjectNode asked,
            TeacherSpecification teacher,
            LineFile seeds,
            LineFile exam,
            int count,
            int mostDrafts,
            double overlap,
            long seed) {}

    private final ElementReader elements;
    private final TaskListReader tasks;
    private final ObjectNode settings = Json.mapper().createObjectNode();
    private TaskSet seeds;
    private TaskSet exam;

    private GenerationRequestReader(ElementReader elements, TaskListReader tasks) {
        this.elements = elements;
        this.tasks = tasks;
    }

    /**
     * @param folder where the tasks are kept
     * @throws InvalidRequestException if it cannot be used
     * @throws TooLargeException if it, or a part of it, is larger than allowed
     */
    static Requested read(InputStream body, RequestFolder folder, RequestLimits limits) {
        ElementReader elements = new ElementReader(limits.element());
        return RequestBody.read(body, limits, elements, parser -> new GenerationRequestReader(
                        elements, new TaskListReader(folder, limits, elements, GenerationRequestReader::unknownDataSet))
                .read(parser));
    }

    private static List<Task> unknownDataSet(String id) {
        throw new InvalidRequestException("is a list of tasks; a generation contains its seeds");
    }

    private Requested read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new InvalidRequestException(
                    "the body is no JSON object; send {\"teacher\": {...}, \"seeds\": [...], \"count\": ...}");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "seeds" -> seeds = tasks.read(name, parser, value);
                case "exam" -> exam = tasks.read(name, parser, value);
                case "teacher", "count", "mostDrafts", "overlap", "seed" ->
                    settings.set(name, Json.mapper().readTree(elements.element(parser, name)));
                default -> throw new InvalidRequestException(name + ": unknown key; known: " + KNOWN);
            }
        }
        if (parser.nextToken() != null) {
            throw new InvalidRequestException("the body holds more after its JSON object; send one object");
        }
        return checked();
    }

    private Requested checked() {
        JsonNode asked = settings.get("teacher");
        TeacherSpecification teacher = SpecificationReader.readTeacher(asked);
        if (!teacher.callsServer()) {
            throw new InvalidRequestException("teacher.backend: the teacher '" + teacher.backend()
                    + "' cannot invent tasks; use openai or anthropic");
        }
        TaskListReader.requireTasks("seeds", seeds);
        int count = integer("count", null);
        double overlap = number("overlap", GenerationSettings.DEFAULT_OVERLAP);
        if (!(overlap >= 0 && overlap <= 1)) {
            throw new InvalidRequestException("overlap: must be from 0 to 1, is " + overlap);
        }
        ObjectNode under = Json.mapper().createObjectNode();
        under.set("teacher", asked);
        return new Requested(
                under,
                teacher,
                seeds.lines(),
                exam == null || exam.lines().count() == 0 ? null : exam.lines(),
                count,
                integer("mostDrafts", TaskGeneration.defaultMostDrafts(count)),
                overlap,
                whole("seed", 0L));
    }

    /** @param otherwise null if the setting is required */
    private int integer(String name, Integer otherwise) {
        long value = whole(name, otherwise == null ? null : otherwise.longValue());
        if (value < 1 || value > Integer.MAX_VALUE) {
            throw new InvalidRequestException(name + ": must be at least 1, is " + value);
        }
        return (int) value;
    }

    private long whole(String name, Long otherwise) {
        JsonNode value = settings.get(name);
        if (value == null || value.isNull()) {
            if (otherwise == null) {
                throw new InvalidRequestException(name + ": is required");
            }
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new InvalidRequestException(name + ": must be a whole number, is " + value);
        }
        return value.longValue();
    }

    private double number(String name, double otherwise) {
        JsonNode value = settings.get(name);
        if (value == null || value.isNull()) {
            return otherwise;
        }
        if (!value.isNumber()) {
            throw new InvalidRequestException(name + ": must be a number, is " + value);
        }
        return value.doubleValue();
    }
}
