package dev.preceptor.trainer.program;

import dev.preceptor.stage.command.CommandWords;
import dev.preceptor.trainer.engine.TrainingException;
import java.nio.file.Path;
import java.util.List;

/** The command line of the program in {@code trainer.command}. */
public final class CommandLine {

    private static final String JOB = "{job}";

    private final List<String> words;

    /** @throws TrainingException if the text has no word or an open quote, or does not say where the job's folder goes */
    public CommandLine(String text) {
        this.words = words(text);
        if (words.stream().noneMatch(word -> word.contains(JOB))) {
            throw new TrainingException("trainer.command must contain " + JOB + ", the folder of the job: " + text);
        }
    }

    private static List<String> words(String text) {
        try {
            return CommandWords.of("trainer.command", text);
        } catch (IllegalArgumentException e) {
            throw new TrainingException(e.getMessage());
        }
    }

    /** The words of the command for a job. */
    public List<String> of(Path job) {
        return words.stream().map(word -> word.replace(JOB, job.toString())).toList();
    }
}
