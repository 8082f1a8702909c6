package dev.preceptor.cli.taskgeneration;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How much of a text's words stands in another: the share of its runs of {@value #RUN} words that the other has, too. Names in
 * back quotes do not count, for the same task under another name is the same task.
 */
final class WordOverlap {

    private static final int RUN = 4;
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]+");
    private static final Pattern QUOTED = Pattern.compile("`[^`]*`");

    private WordOverlap() {}

    /** From 0, nothing, to 1, everything; texts of fewer words than a run are compared whole. */
    static double of(String text, String other) {
        Set<List<String>> runs = runs(text);
        Set<List<String>> others = runs(other);
        long shared = runs.stream().filter(others::contains).count();
        return runs.isEmpty() ? 0 : shared / (double) runs.size();
    }

    private static Set<List<String>> runs(String text) {
        List<String> words = WORD.matcher(
                        QUOTED.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" "))
                .results()
                .map(word -> word.group())
                .collect(Collectors.toList());
        Set<List<String>> runs = new HashSet<>();
        if (!words.isEmpty() && words.size() < RUN) {
            runs.add(words);
        }
        for (int i = 0; i + RUN <= words.size(); i++) {
            runs.add(List.copyOf(words.subList(i, i + RUN)));
        }
        return runs;
    }
}
