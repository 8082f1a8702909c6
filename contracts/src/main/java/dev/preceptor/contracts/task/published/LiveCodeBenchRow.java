package dev.preceptor.contracts.task.published;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.preceptor.contracts.jsonlines.JsonLines;
import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.InputOutput;
import dev.preceptor.contracts.task.OutputComparison;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of LiveCodeBench's code generation: {@code question_title, question_content, question_id, starter_code, public_test_cases,
 * private_test_cases, metadata}. The tests are JSON in strings, the private ones mostly packed, see {@link PackedTests}. Those of type
 * {@code functional} call the method that the metadata names; the others are standard input and output.
 */
final class LiveCodeBenchRow {

    /** LiveCodeBench's harness provides these imports to every program. */
    private static final String SETUP = "from bisect import *\nfrom collections import *\nfrom functools import *\n"
            + "from heapq import *\nfrom itertools import *\nfrom math import *\nfrom builtins import *\nfrom typing import *\n"
            + "import bisect, collections, copy, functools, heapq, itertools, math, operator, random, re, string";

    /** LiveCodeBench's harness compares line by line, as text and then as decimal numbers. */
    private static final OutputComparison COMPARISON = OutputComparison.of(OutputComparison.Kind.NUMBERS);

    private LiveCodeBenchRow() {}

    static boolean matches(JsonObject row) {
        return row.has("question_id", "question_content", "public_test_cases");
    }

    static Task toTask(JsonObject row) {
        List<JsonNode> shown = cases(row, "public_test_cases");
        List<JsonNode> hidden = row.has("private_test_cases") ? cases(row, "private_test_cases") : List.of();
        List<JsonNode> all = new ArrayList<>(shown);
        all.addAll(hidden);
        if (all.isEmpty()) {
            throw row.broken("the task '" + row.id("question_id") + "' has no tests; leave the row out");
        }
        boolean functional = all.get(0).path("testtype").asText().equals("functional");
        String starter = row.text("starter_code", "").stripTrailing();
        String prompt = row.text("question_content").strip()
                + (starter.isBlank() ? "" : "\n\nIt begins with:\n```python\n" + starter + "\n```");
        if (!functional) {
            List<InputOutput> pairs = all.stream()
                    .map(test -> new InputOutput(text(row, test, "input"), text(row, test, "output")))
                    .toList();
            return StandardInput.task(row.id("question_id"), prompt, List.of(), pairs, COMPARISON);
        }
        String function = row.packed("metadata").path("func_name").asText();
        if (function.isEmpty()) {
            throw row.broken("\"metadata\" lacks \"func_name\", which its tests call");
        }
        FunctionCalls calls = FunctionCalls.of(function, starter);
        return TaskBuilder.builder()
                .id(row.id("question_id"))
                .prompt(prompt)
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint(calls.entryPoint())
                .setup(SETUP)
                .tests(statements(row, calls, hidden))
                .publicTests(statements(row, calls, shown))
                .build();
    }

    private static List<JsonNode> cases(JsonObject row, String field) {
        JsonNode value = row.fields().path(field);
        boolean packed = value.isTextual() && !value.asText().stripLeading().startsWith("[");
        JsonNode list = packed
                ? row.with(field, TextNode.valueOf(PackedTests.unpacked(row, field, value.asText())))
                        .packed(field)
                : row.packed(field);
        if (!list.isArray()) {
            throw row.broken("\"" + field + "\" holds no list of tests");
        }
        List<JsonNode> cases = new ArrayList<>();
        list.forEach(cases::add);
        return cases;
    }

    private static String text(JsonObject row, JsonNode test, String field) {
        if (!test.path(field).isTextual()) {
            throw row.broken("a test's \"" + field + "\" is " + JsonObject.kind(test.path(field)) + "; write a string");
        }
        return test.path(field).asText();
    }

    private static List<String> statements(JsonObject row, FunctionCalls calls, List<JsonNode> cases) {
        return cases.stream()
                .map(test -> {
                    List<JsonNode> arguments = text(row, test, "input")
                            .lines()
                            .filter(line -> !line.isBlank())
                            .map(line -> json(row, line))
                            .toList();
                    return calls.test(arguments, json(row, text(row, test, "output")));
                })
                .toList();
    }

    private static JsonNode json(JsonObject row, String text) {
        try {
            return JsonLines.value(text);
        } catch (JsonProcessingException e) {
            throw row.broken("a functional test is not valid JSON: "
                    + text.lines().findFirst().orElse(""));
        }
    }
}
