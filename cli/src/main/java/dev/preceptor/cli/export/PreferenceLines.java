package dev.preceptor.cli.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.run.readmodel.ExampleLineage;
import dev.preceptor.run.readmodel.RecordedRun;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A run's lessons as preference pairs, lines of JSON with lineage: the teacher's program is preferred to the attempt that it corrects.
 * Both answer the prompt of the task and are written alike, so that they differ in the program only.
 */
final class PreferenceLines {

    /** How prompt and answers are written. */
    interface Form {
        /** @param systemPrompt the student's; null: none */
        void write(Pair pair, String systemPrompt, ObjectNode line);
    }

    /**
     * A preference pair.
     *
     * @param chosen the teacher's program
     * @param rejected the student's program
     */
    record Pair(StudentPrompt prompt, String chosen, String rejected) {

        /** The pair of an example; empty if no attempt with a program stands against the teacher's. */
        private static Optional<Pair> of(TrainingExample example, RecordedRun run) {
            if (example.isOwn() || example.isScored()) {
                return Optional.empty();
            }
            return run.resultOf(example.attemptId())
                    .filter(attempt -> attempt.submission().code() != null
                            && !attempt.submission().code().isBlank())
                    .map(attempt -> of(attempt, example.completion()));
        }

        private static Pair of(TestResult attempt, String chosen) {
            return new Pair(
                    StudentPrompt.forTask(attempt.assignment().task()),
                    chosen,
                    attempt.submission().code());
        }
    }

    private PreferenceLines() {}

    /** One line for each answer of the teacher that corrects an attempt, however many examples were made of it. */
    static List<ObjectNode> of(RecordedRun run, Form form) {
        String systemPrompt = run.run().specification().student().systemPrompt();
        Set<String> written = new HashSet<>();
        List<ObjectNode> lines = new ArrayList<>();
        for (TrainingExample example : run.examples()) {
            Optional<Pair> pair = Pair.of(example, run);
            if (pair.isPresent() && written.add(example.refinementId())) {
                ObjectNode line = Json.mapper().createObjectNode();
                form.write(pair.get(), systemPrompt, line);
                line.set("lineage", Json.mapper().valueToTree(ExampleLineage.of(example, run)));
                lines.add(line);
            }
        }
        return lines;
    }

    /** Lists of messages: {@code prompt} of the system and the user, {@code chosen} and {@code rejected} of the assistant. */
    static void messages(Pair pair, String systemPrompt, ObjectNode line) {
        ChatLine.prompt(pair.prompt(), systemPrompt, line.putArray("prompt"));
        line.putArray("chosen").add(ChatLine.message("assistant", StudentPrompt.answerTo(pair.chosen())));
        line.putArray("rejected").add(ChatLine.message("assistant", StudentPrompt.answerTo(pair.rejected())));
    }

    /** Texts: what a model without a chat template continues, and the two continuations. */
    static void texts(Pair pair, String systemPrompt, ObjectNode line) {
        line.put("prompt", pair.prompt().asText());
        line.put("chosen", pair.prompt().continuation(pair.chosen()));
        line.put("rejected", pair.prompt().continuation(pair.rejected()));
    }
}
