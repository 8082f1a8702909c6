package dev.preceptor.cli.model;

import dev.preceptor.cli.CommandException;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine.Option;

/** The input of {@code generate}: exactly one of a text, token ids or tasks. */
final class PromptOption {

    @Option(names = "--prompt", paramLabel = "TEXT", description = "Text to continue; with --chat, a user's message.")
    private String text;

    @Option(names = "--prompt-ids", paramLabel = "1,2,3", description = "Token ids to continue.")
    private String ids;

    @Option(
            names = "--tasks",
            paramLabel = "T.jsonl",
            description = "Tasks to solve. The output is a file of samples for 'judge'.")
    private Path tasks;

    String text() {
        return text;
    }

    Path tasks() {
        return tasks;
    }

    boolean namesTokens() {
        return ids != null;
    }

    int[] tokens() {
        try {
            return Arrays.stream(ids.split(","))
                    .map(String::strip)
                    .mapToInt(Integer::parseInt)
                    .toArray();
        } catch (NumberFormatException e) {
            throw CommandException.badInput("--prompt-ids " + ids + ": must be integers separated by commas", e);
        }
    }
}
