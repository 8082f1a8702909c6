package dev.preceptor.trainer.program;

import dev.preceptor.trainer.engine.TrainingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command line of the program in {@code trainer.command}. */
public final class CommandLine {

    private static final String JOB = "{job}";
    /** Words, of which parts may be quoted. */
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+");

    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|'([^']*)'");

    private final List<String> words;

    /** @throws TrainingException if the text has no word or an open quote, or does not say where the job's folder goes */
    public CommandLine(String text) {
        this.words = words(text);
        if (words.stream().noneMatch(word -> word.contains(JOB))) {
            throw new TrainingException("trainer.command must contain " + JOB + ", the folder of the job: " + text);
        }
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        int end = 0;
        while (matcher.find()) {
            requireBlank(text, end, matcher.start());
            words.add(QUOTED.matcher(matcher.group()).replaceAll(quoted -> Matcher.quoteReplacement(unquoted(quoted))));
            end = matcher.end();
        }
        requireBlank(text, end, text.length());
        return words;
    }

    private static String unquoted(MatchResult quoted) {
        return quoted.group(1) != null ? quoted.group(1) : quoted.group(2);
    }

    private static void requireBlank(String text, int from, int to) {
        if (!text.substring(from, to).isBlank()) {
            throw new TrainingException("trainer.command has a quote that is not closed: " + text);
        }
    }

    /** The words of the command for a job. */
    public List<String> of(Path job) {
        return words.stream().map(word -> word.replace(JOB, job.toString())).toList();
    }
}
