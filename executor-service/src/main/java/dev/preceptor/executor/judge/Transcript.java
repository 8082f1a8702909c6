package dev.preceptor.executor.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * What the sandbox observed of one program, before anything is concluded from it.
 *
 * @param inside whether the tests ran inside the program's process
 * @param program how the program's process ended
 * @param judge how the judging process ended
 * @param seconds total duration
 */
public record Transcript(Facts facts, Inside inside, Ending program, Ending judge, double seconds) {

    /**
     * What the judging process reported.
     *
     * @param loading how loading the program failed; null where it did not
     * @param cases the tests that were run, in order
     * @param goneAtLine the program's line when its process ended; null where unknown
     * @param gone whether the program's process ended while it was still needed
     * @param garbled whether the process counts as gone because it sent invalid data, and not because it ended
     * @param ended whether all tests were run
     * @param broken what is wrong with the task's own tests; null where nothing is
     * @param fault what went wrong in the judging process; null where nothing did
     */
    public record Facts(
            Loading loading,
            List<ObservedCase> cases,
            Integer goneAtLine,
            boolean gone,
            boolean garbled,
            boolean ended,
            String broken,
            String fault) {}

    /**
     * Whether the tests ran inside the program's process.
     *
     * @param done whether they did
     * @param needed why they have to, where they did not; null where they need not
     * @param afterFailure whether they have to because a test failed outside
     */
    public record Inside(boolean done, String needed, boolean afterFailure) {}

    /**
     * How a program failed to load.
     *
     * @param rejected why it is not a program that can be run; null where it raised an error
     * @param error type and message of the error that it raised; null where it was rejected
     * @param line the program's line, from 1; null where unknown
     */
    public record Loading(String rejected, String error, String errorType, Integer line) {}

    /** The outcome of one test; the fields are those of a case result. */
    public record ObservedCase(
            String test, boolean isPublic, State state, String call, String expected, String got, Raised raised) {

        /** Whether the test passed, failed, or was not run. */
        public enum State {
            PASSED,
            FAILED,
            SKIPPED
        }

        /**
         * The error that a test ended with; all fields are null where there was none.
         *
         * @param text type and message
         * @param line the program's line, from 1; null where unknown
         */
        public record Raised(String text, String type, Integer line) {
            static final Raised NOTHING = new Raised(null, null, null);
        }

        static ObservedCase skipped(String test, boolean isPublic) {
            return new ObservedCase(test, isPublic, State.SKIPPED, null, null, null, Raised.NOTHING);
        }

        boolean passed() {
            return state == State.PASSED;
        }

        boolean skipped() {
            return state == State.SKIPPED;
        }

        String error() {
            return raised.text();
        }

        String errorType() {
            return raised.type();
        }

        Integer line() {
            return raised.line();
        }
    }

    /**
     * How a process ended.
     *
     * @param signal the signal that killed it; null where it exited
     * @param exit its exit status; null where it was killed
     * @param over the time limit that was exceeded, {@code cpu} or {@code wall}; null otherwise
     * @param processorSeconds CPU time
     */
    public record Ending(Integer signal, Integer exit, String over, double processorSeconds) {}

    /**
     * Parses what the sandbox wrote about one program.
     *
     * @param facts the judging process's lines; a line that was cut off by the end of the process is ignored
     * @param summary the zygote's closing line
     * @throws JsonProcessingException if the summary is not valid
     */
    public static Transcript parse(List<String> facts, String summary) throws JsonProcessingException {
        JsonNode end = Json.mapper().readTree(summary);
        return new Transcript(
                parseFacts(facts),
                parseInside(facts),
                ending(end.path("candidate")),
                ending(end.path("judge")),
                end.path("seconds").asDouble());
    }

    private static Facts parseFacts(List<String> lines) {
        Loading loading = null;
        List<ObservedCase> cases = new ArrayList<>();
        Integer goneAtLine = null;
        boolean gone = false;
        boolean garbled = false;
        boolean ended = false;
        String broken = null;
        String fault = null;
        for (String line : lines) {
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
        return new Facts(loading, List.copyOf(cases), goneAtLine, gone, garbled, ended, broken, fault);
    }

    private static Inside parseInside(List<String> lines) {
        boolean done = false;
        String needed = null;
        boolean afterFailure = false;
        for (String line : lines) {
            JsonNode fact = parseFact(line);
            done |= fact.has("judged");
            if (fact.has("inside")) {
                needed = text(fact, "inside");
                afterFailure = fact.path("failed").asBoolean();
            }
        }
        return new Inside(done, needed, afterFailure);
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
        return new Loading(null, Shortening.middle(error), type, integer(raised, "line"));
    }

    private static ObservedCase observedCase(JsonNode node) {
        ObservedCase.State state = node.path("passed").asBoolean()
                ? ObservedCase.State.PASSED
                : node.path("skipped").asBoolean() ? ObservedCase.State.SKIPPED : ObservedCase.State.FAILED;
        return new ObservedCase(
                text(node, "test"),
                node.path("public").asBoolean(),
                state,
                text(node, "call"),
                text(node, "expected"),
                text(node, "got"),
                new ObservedCase.Raised(text(node, "error"), text(node, "raised"), integer(node, "line")));
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
