package dev.preceptor.cli.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.run.readmodel.ExampleLineage;
import dev.preceptor.run.readmodel.RecordedRun;
import java.util.List;
import java.util.function.Predicate;

/** A run's training examples as lines of JSON, each with its lineage. */
final class ExampleLines {

    /** How prompt and completion are written. */
    interface Form {
        /** @param systemPrompt the student's; null: none */
        void write(TrainingExample example, String systemPrompt, ObjectNode line);
    }

    private ExampleLines() {}

    /** One line for each example whose text is to be learned, in the order of the run. An attempt that was scored is no label. */
    static List<ObjectNode> of(RecordedRun run, Form form) {
        return lines(run, example -> !example.isScored(), form);
    }

    /** One line for each attempt that was scored, in the order of the run. */
    static List<ObjectNode> scored(RecordedRun run) {
        return lines(run, TrainingExample::isScored, ExampleLines::scored);
    }

    private static List<ObjectNode> lines(RecordedRun run, Predicate<TrainingExample> wanted, Form form) {
        String systemPrompt = run.run().specification().student().systemPrompt();
        return run.examples().stream()
                .filter(wanted)
                .map(example -> {
                    ObjectNode line = Json.mapper().createObjectNode();
                    form.write(example, systemPrompt, line);
                    softTargets(example, line);
                    return line.<ObjectNode>set("lineage", Json.mapper().valueToTree(ExampleLineage.of(example, run)));
                })
                .toList();
    }

    /** Where the teacher's log-probabilities of the example are, if there are any. */
    static void softTargets(TrainingExample example, ObjectNode line) {
        if (example.softTargets() != null) {
            line.set("softTargets", Json.mapper().valueToTree(example.softTargets()));
        }
    }

    /** The prompt as messages, and the attempt as text and as tokens; its scores are in the file of {@code softTargets}. */
    private static void scored(TrainingExample example, String systemPrompt, ObjectNode line) {
        ChatLine.prompt(example.prompt(), systemPrompt, line.putArray("prompt"));
        line.put("completion", example.completion());
        line.set("tokens", Json.mapper().valueToTree(example.tokens()));
        line.set("checkpoint", Json.mapper().valueToTree(example.checkpoint()));
    }

    /** The text that a model without a chat template continues, and what it is to continue it with. */
    static void promptCompletion(TrainingExample example, String systemPrompt, ObjectNode line) {
        line.put("prompt", example.prompt().asText());
        line.put("completion", example.prompt().continuation(example.completion()));
    }

    /** The messages of the system, if there is a system prompt, of the user and of the assistant. */
    static void messages(TrainingExample example, String systemPrompt, ObjectNode line) {
        ChatLine.prompt(example.prompt(), systemPrompt, line.putArray("messages"))
                .add(ChatLine.message("assistant", StudentPrompt.answerTo(example.completion())));
    }

    /** Stanford Alpaca's fields; {@code input} is empty. */
    static void alpaca(TrainingExample example, String systemPrompt, ObjectNode line) {
        if (systemPrompt != null) {
            line.put("system", systemPrompt);
        }
        line.put("instruction", example.prompt().asMessage());
        line.put("input", "");
        line.put("output", StudentPrompt.answerTo(example.completion()));
    }
}
