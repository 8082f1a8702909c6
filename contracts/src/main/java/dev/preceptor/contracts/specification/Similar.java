package dev.preceptor.contracts.specification;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds the known word that a misspelt one probably means. */
final class Similar {

    /** The greatest number of letters to change, per letters of the word. */
    private static final double MOST_CHANGES = 0.4;

    private Similar() {}

    /** The end of an error message, {@code ; did you mean 'rounds'?}; empty if no known word is similar. */
    static String suggestion(String word, Collection<String> known) {
        String lower = word.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(each -> isSimilar(lower, each.toLowerCase(Locale.ROOT)))
                .min(Comparator.comparingInt(each -> distance(lower, each.toLowerCase(Locale.ROOT))))
                .map(each -> "; did you mean '" + each + "'?")
                .orElse("");
    }

    private static boolean isSimilar(String word, String known) {
        return distance(word, known) <= MOST_CHANGES * Math.min(word.length(), known.length());
    }

    /** The edit distance of Levenshtein: letters to insert, to delete and to replace. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
