package dev.preceptor.teacher.program;

import java.util.List;

/** How many tokens must be put in, taken out or replaced to make one program of another (Levenshtein's distance). */
public final class EditDistance {

    private EditDistance() {}

    /** The distance between two programs, over {@link PythonTokens}. */
    public static int between(String first, String second) {
        return between(PythonTokens.of(first), PythonTokens.of(second));
    }

    static int between(List<String> first, List<String> second) {
        int[] row = new int[second.size() + 1];
        for (int j = 0; j <= second.size(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= first.size(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= second.size(); j++) {
                int replaced = diagonal + (first.get(i - 1).equals(second.get(j - 1)) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[second.size()];
    }
}
