package dev.preceptor.run.taskgeneration;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The word n-grams of a text, with n = {@value #LENGTH}, for comparisons with other texts. Names in back quotes are left
 * out, because a task under another name is the same task.
 */
record WordRuns(Set<List<String>> runs) {

    private static final int LENGTH = 4;
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]+");
    private static final Pattern QUOTED = Pattern.compile("`[^`]*`");

    /** Splits a text. A text of fewer than {@value #LENGTH} words is one n-gram. */
    static WordRuns of(String text) {
        List<String> words = WORD.matcher(
                        QUOTED.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" "))
                .results()
                .map(MatchResult::group)
                .toList();
        Set<List<String>> runs = new HashSet<>();
        if (!words.isEmpty() && words.size() < LENGTH) {
            runs.add(words);
        }
        for (int i = 0; i + LENGTH <= words.size(); i++) {
            runs.add(words.subList(i, i + LENGTH));
        }
        return new WordRuns(runs);
    }

    /** The share of these n-grams that the other text contains, from 0 to 1. */
    double shareIn(WordRuns other) {
        long shared = runs.stream().filter(other.runs::contains).count();
        return runs.isEmpty() ? 0 : shared / (double) runs.size();
    }
}
