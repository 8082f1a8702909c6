package dev.preceptor.cli.report;

import java.util.ArrayList;
import java.util.List;

/** What must be taken from and added to one program to make another, line by line, as little as possible. */
final class LineDifference {

    /** One line: kept, taken away or added. */
    record Line(Kind kind, String text) {}

    enum Kind {
        KEPT,
        REMOVED,
        ADDED
    }

    private LineDifference() {}

    /** By the longest common subsequence of lines; trailing blanks do not count. */
    static List<Line> between(String before, String after) {
        List<String> old = lines(before);
        List<String> renewed = lines(after);
        int[][] common = commonLengths(old, renewed);
        List<Line> difference = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < old.size() || j < renewed.size()) {
            if (i < old.size() && j < renewed.size() && old.get(i).equals(renewed.get(j))) {
                difference.add(new Line(Kind.KEPT, old.get(i)));
                i++;
                j++;
            } else if (j == renewed.size() || i < old.size() && common[i + 1][j] >= common[i][j + 1]) {
                difference.add(new Line(Kind.REMOVED, old.get(i++)));
            } else {
                difference.add(new Line(Kind.ADDED, renewed.get(j++)));
            }
        }
        return difference;
    }

    /** {@code [i][j]}: how many lines the rests from line i and from line j have in common. */
    private static int[][] commonLengths(List<String> old, List<String> renewed) {
        int[][] lengths = new int[old.size() + 1][renewed.size() + 1];
        for (int i = old.size() - 1; i >= 0; i--) {
            for (int j = renewed.size() - 1; j >= 0; j--) {
                lengths[i][j] = old.get(i).equals(renewed.get(j))
                        ? lengths[i + 1][j + 1] + 1
                        : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
            }
        }
        return lengths;
    }

    private static List<String> lines(String program) {
        return program.strip().lines().map(String::stripTrailing).toList();
    }
}
