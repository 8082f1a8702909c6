package dev.preceptor.cli.report;

import dev.preceptor.cli.terminal.Style;
import java.util.List;

/** What one program took away from another, and added, as marked and coloured lines. */
public final class ProgramChanges {

    private ProgramChanges() {}

    /** Kept lines begin with two blanks, those taken away with a minus sign, those added with a plus sign. */
    public static List<String> between(String before, String after, Style style) {
        return LineDifference.between(before, after).stream()
                .map(line -> switch (line.kind()) {
                    case KEPT -> "  " + line.text();
                    case REMOVED -> style.red("- " + line.text());
                    case ADDED -> style.green("+ " + line.text());
                })
                .toList();
    }
}
