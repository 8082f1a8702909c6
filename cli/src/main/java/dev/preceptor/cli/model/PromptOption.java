package dev.preceptor.cli.model;

import dev.preceptor.cli.CommandException;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine.Option;

/** What is to be completed: exactly one of these. */
final class PromptOption {

    @Option(names = "--prompt", paramLabel = "TEXT", description = "Text to continue; with --chat, a user's message.")
    private String text;

    @Option(names = "--prompt-ids", paramLabel = "1,2,3", description = "Tokens to continue.")
    private String ids;

    @Option(
            names = "--tasks",
            paramLabel = "T.jsonl",
            description = "Tasks to solve; writes the samples that judge reads.")
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
            throw CommandException.badInput(
                    "--prompt-ids " + ids + ": must be whole numbers with commas between them", e);
        }
    }
}
