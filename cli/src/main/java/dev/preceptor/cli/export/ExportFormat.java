package dev.preceptor.cli.export;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.StudentPrompt;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The formats of an exported training set: the field names of a line, and the form of prompt and completion. */
enum ExportFormat {
    /**
     * {@code prompt}, {@code completion}: the text that a model without a chat template continues, and the program. What TRL calls
     * the prompt-completion format, and what {@code ./preceptor finetune} reads.
     */
    PROMPT_COMPLETION("prompt-completion") {
        @Override
        void write(TrainingExample example, String systemPrompt, ObjectNode line) {
            String prompt = example.prompt().asText();
            boolean continues = example.prompt().kind() == PromptKind.COMPLETION
                    && example.completion().startsWith(prompt);
            line.put("prompt", prompt);
            line.put("completion", continues ? example.completion().substring(prompt.length()) : example.completion());
        }
    },
    /** {@code messages}: a user's and an assistant's message, as a student with a chat template is trained; TRL and Axolotl read it. */
    MESSAGES("messages") {
        @Override
        void write(TrainingExample example, String systemPrompt, ObjectNode line) {
            var messages = line.putArray("messages");
            if (systemPrompt != null) {
                messages.add(message("system", systemPrompt));
            }
            messages.add(message("user", example.prompt().asMessage()));
            messages.add(message("assistant", StudentPrompt.answerTo(example.completion())));
        }
    },
    /** {@code instruction}, {@code input} (empty), {@code output}: the form of Stanford's Alpaca; LLaMA-Factory reads it. */
    ALPACA("alpaca") {
        @Override
        void write(TrainingExample example, String systemPrompt, ObjectNode line) {
            if (systemPrompt != null) {
                line.put("system", systemPrompt);
            }
            line.put("instruction", example.prompt().asMessage());
            line.put("input", "");
            line.put("output", StudentPrompt.answerTo(example.completion()));
        }
    };

    private final String label;

    ExportFormat(String label) {
        this.label = label;
    }

    /** @param systemPrompt the student's; null: none */
    abstract void write(TrainingExample example, String systemPrompt, ObjectNode line);

    String label() {
        return label;
    }

    private static ObjectNode message(String role, String content) {
        return JsonNodeFactory.instance.objectNode().put("role", role).put("content", content);
    }

    /** Converts the option's value. */
    static final class Converter implements ITypeConverter<ExportFormat> {

        @Override
        public ExportFormat convert(String value) {
            return Arrays.stream(values())
                    .filter(format -> format.label.equals(value))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + value + "' is unknown; known: "
                            + String.join(
                                    ", ",
                                    Arrays.stream(values())
                                            .map(ExportFormat::label)
                                            .toList())));
        }
    }
}
