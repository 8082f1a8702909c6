package dev.preceptor.stage.command;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits a command line into words. Blanks separate words; single or double quotes keep blanks. No shell is involved. */
public final class CommandWords {

    /** Words, of which parts may be quoted. */
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+");

    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|'([^']*)'");

    private CommandWords() {}

    /**
     * The words of a command line, without their quotes.
     *
     * @param setting the name of the setting that has the text, for the error
     * @throws IllegalArgumentException if a quote is not closed
     */
    public static List<String> of(String setting, String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        int end = 0;
        while (matcher.find()) {
            requireBlank(setting, text, end, matcher.start());
            words.add(QUOTED.matcher(matcher.group()).replaceAll(quoted -> Matcher.quoteReplacement(unquoted(quoted))));
            end = matcher.end();
        }
        requireBlank(setting, text, end, text.length());
        return words;
    }

    private static String unquoted(MatchResult quoted) {
        return quoted.group(1) != null ? quoted.group(1) : quoted.group(2);
    }

    private static void requireBlank(String setting, String text, int from, int to) {
        if (!text.substring(from, to).isBlank()) {
            throw new IllegalArgumentException(setting + " has a quote that is not closed: " + text);
        }
    }
}
