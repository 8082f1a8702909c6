package dev.preceptor.contracts.task.published;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.InputOutput;
import dev.preceptor.contracts.task.OutputComparison;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Reads tests of programs that use standard input, given as a list of inputs and a list of outputs. */
final class StandardInput {

    private StandardInput() {}

    /**
     * Creates a task whose program reads standard input.
     *
     * @param comparison how the data set's own harness compares outputs; null for the default
     */
    static Task task(
            String id, String prompt, List<String> solutions, List<InputOutput> pairs, OutputComparison comparison) {
        return TaskBuilder.builder()
                .id(id)
                .prompt(prompt)
                .promptKind(PromptKind.INSTRUCTION)
                .solutions(solutions)
                .inputOutput(pairs)
                .comparison(comparison)
                .build();
    }

    /** Pairs two lists of the same length. An element that is a list of lines is joined to one text. */
    static List<InputOutput> pairs(JsonObject row, JsonNode inputs, JsonNode outputs) {
        if (!inputs.isArray() || !outputs.isArray() || inputs.size() != outputs.size()) {
            throw row.broken("has " + inputs.size() + " inputs and " + outputs.size()
                    + " outputs; write two lists of the same length");
        }
        List<InputOutput> pairs = new ArrayList<>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            pairs.add(new InputOutput(text(row, inputs.get(i)), text(row, outputs.get(i))));
        }
        return pairs;
    }

    private static String text(JsonObject row, JsonNode value) {
        if (value.isTextual()) {
            return value.asText();
        }
        boolean lines = value.isArray()
                && StreamSupport.stream(value.spliterator(), false).allMatch(JsonNode::isTextual);
        if (!lines) {
            throw row.broken(
                    "an input or output is " + JsonObject.kind(value) + "; write a string, or a list of lines");
        }
        return StreamSupport.stream(value.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining("\n"));
    }
}
