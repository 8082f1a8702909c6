package dev.preceptor.cli.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.run.readmodel.RecordedRun;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The formats of an exported training set. */
enum ExportFormat {
    /**
     * {@code prompt}, {@code completion}: the text that a model without a chat template continues, and the program. What TRL calls
     * the prompt-completion format, and what {@code ./preceptor finetune} reads.
     */
    PROMPT_COMPLETION("prompt-completion", "example", run -> ExampleLines.of(run, ExampleLines::promptCompletion)),
    /** {@code messages}: a user's and an assistant's message, as a student with a chat template is trained; TRL and Axolotl read it. */
    MESSAGES("messages", "example", run -> ExampleLines.of(run, ExampleLines::messages)),
    /** {@code instruction}, {@code input} (empty), {@code output}: the form of Stanford's Alpaca; LLaMA-Factory reads it. */
    ALPACA("alpaca", "example", run -> ExampleLines.of(run, ExampleLines::alpaca)),
    /** {@code prompt} as messages, {@code completion}, {@code tokens}, {@code softTargets}: attempts that a teacher scored (method opd). */
    SCORES("scores", "scored attempt", ExampleLines::scored),
    /** {@code prompt}, {@code chosen}, {@code rejected} as lists of messages: TRL's conversational preference format. */
    DPO("dpo", "pair", run -> PreferenceLines.of(run, PreferenceLines::messages)),
    /** {@code prompt}, {@code chosen}, {@code rejected} as texts: TRL's standard preference format. */
    DPO_TEXT("dpo-text", "pair", run -> PreferenceLines.of(run, PreferenceLines::texts));

    private final String label;
    private final String noun;
    private final Function<RecordedRun, List<ObjectNode>> lines;

    ExportFormat(String label, String noun, Function<RecordedRun, List<ObjectNode>> lines) {
        this.label = label;
        this.noun = noun;
        this.lines = lines;
    }

    /** The lines of the run's file, each with its lineage. */
    List<ObjectNode> lines(RecordedRun run) {
        return lines.apply(run);
    }

    String label() {
        return label;
    }

    /** What a line holds, in words. */
    String noun() {
        return noun;
    }

    /** Converts the option's value. */
    static final class Converter implements ITypeConverter<ExportFormat> {

        @Override
        public ExportFormat convert(String value) {
            return Arrays.stream(values())
                    .filter(format -> format.label.equals(value))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + value + "' is unknown; known: "
                            + Arrays.stream(values()).map(ExportFormat::label).collect(Collectors.joining(", "))));
        }
    }
}
