package dev.preceptor.executor.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * What was observed of one program, before anything is concluded from it.
 *
 * @param loading how loading it failed; null where it did not
 * @param cases the tests that were run, in order
 * @param goneAtLine the line that the program was in when its process ended; null where unknown
 * @param gone whether the program's process ended while it was still needed
 * @param garbled whether that is so because what it sent made no sense, and not because it ended
 * @param ended whether the tests came to their end
 * @param broken what is wrong with the task's own tests; null where nothing is
 * @param fault what went wrong in the judging process; null where nothing did
 * @param program how the program's process ended
 * @param judge how the judging process ended
 * @param seconds how long it all took
 */
public record Transcript(
        Loading loading,
        List<ObservedCase> cases,
        Integer goneAtLine,
        boolean gone,
        boolean garbled,
        boolean ended,
        String broken,
        String fault,
        Ending program,
        Ending judge,
        double seconds) {

    /**
     * How a program failed to load.
     *
     * @param rejected why it is no program to run at all; null where it raised
     * @param error type and message of what it raised; null where it was rejected
     * @param line the program's line, from 1; null where unknown
     */
    public record Loading(String rejected, String error, String errorType, Integer line) {}

    /** One test as it went; the fields are those of a case result, with the type of error and the program's line. */
    public record ObservedCase(
            String test,
            boolean isPublic,
            boolean passed,
            boolean skipped,
            String call,
            String expected,
            String got,
            String error,
            String errorType,
            Integer line) {}

    /**
     * How a process ended.
     *
     * @param signal what it was killed by; null where it ended itself
     * @param exit its exit status; null where it was killed
     * @param over {@code cpu} or {@code wall} where its time ran out; null otherwise
     * @param processorSeconds what it used
     */
    public record Ending(Integer signal, Integer exit, String over, double processorSeconds) {}

    /**
     * Reads the lines that the sandbox wrote about one program.
     *
     * @param facts the judging process's lines; one that was cut short by its end is left out
     * @param summary the zygote's closing line
     * @throws JsonProcessingException where the summary is none
     */
    public static Transcript parse(List<String> facts, String summary) throws JsonProcessingException {
        Loading loading = null;
        List<ObservedCase> cases = new ArrayList<>();
        Integer goneAtLine = null;
        boolean gone = false;
        boolean garbled = false;
        boolean ended = false;
        String broken = null;
        String fault = null;
        for (String line : facts) {
            JsonNode fact = parseFact(line);
            if (fact.has("case")) {
                cases.add(observedCase(fact.get("case")));
            } else if (fact.has("loading")) {
                loading = loading(fact.get("loading"));
            } else if (fact.has("gone")) {
                gone = true;
                garbled = fact.get("gone").asText().startsWith("it sent");
                goneAtLine = integer(fact, "line");
            } else if (fact.has("end")) {
                ended = true;
            } else if (fact.has("broken")) {
                broken = text(fact, "broken");
            } else if (fact.has("fault")) {
                fault = text(fact, "fault");
            }
        }
        JsonNode end = Json.mapper().readTree(summary);
        return new Transcript(
                loading,
                List.copyOf(cases),
                goneAtLine,
                gone,
                garbled,
                ended,
                broken,
                fault,
                ending(end.path("candidate")),
                ending(end.path("judge")),
                end.path("seconds").asDouble());
    }

    private static JsonNode parseFact(String line) {
        try {
            return Json.mapper().readTree(line);
        } catch (JsonProcessingException e) {
            return Json.mapper().missingNode();
        }
    }

    private static Loading loading(JsonNode node) {
        JsonNode raised = node.path("raised");
        if (raised.isMissingNode()) {
            return new Loading(text(node, "rejected"), null, null, integer(node, "line"));
        }
        String type = text(raised, "type");
        String message = text(raised, "text");
        String error = message == null || message.isEmpty() ? type : type + ": " + message;
        return new Loading(null, Cut.middle(error), type, integer(raised, "line"));
    }

    private static ObservedCase observedCase(JsonNode node) {
        return new ObservedCase(
                text(node, "test"),
                node.path("public").asBoolean(),
                node.path("passed").asBoolean(),
                node.path("skipped").asBoolean(),
                text(node, "call"),
                text(node, "expected"),
                text(node, "got"),
                text(node, "error"),
                text(node, "raised"),
                integer(node, "line"));
    }

    private static Ending ending(JsonNode node) {
        return new Ending(
                integer(node, "signal"),
                integer(node, "exit"),
                text(node, "over"),
                node.path("processorSeconds").asDouble());
    }

    private static String text(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.get(field).asText() : null;
    }

    private static Integer integer(JsonNode node, String field) {
        return node.path(field).isIntegralNumber()
                ? Integer.valueOf(node.get(field).asInt())
                : null;
    }
}
