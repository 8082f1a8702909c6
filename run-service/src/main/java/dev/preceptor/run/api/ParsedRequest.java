package dev.preceptor.run.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.specification.RunSpecification;
import java.util.Map;

/**
 * The body of a request that was read and checked; its tasks are in temporary files.
 *
 * @param asked the specification as it was written
 * @param practice null where the tasks are to be generated
 * @param recorded null where the student attempts the tasks itself
 * @param seeds null unless the tasks are to be generated
 * @param warning what makes the results of the run doubtful; null if nothing does
 * @param further the fields that the request has besides those of a run, by name; a missing field is left out
 */
public record ParsedRequest(
        ObjectNode asked,
        RunSpecification specification,
        LineFile practice,
        LineFile exam,
        LineFile recorded,
        LineFile seeds,
        String warning,
        Map<String, JsonNode> further) {}
