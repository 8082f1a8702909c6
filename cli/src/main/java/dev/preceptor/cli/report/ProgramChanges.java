package dev.preceptor.cli.report;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.DeltaType;
import dev.preceptor.cli.terminal.Style;
import java.util.List;
import java.util.stream.Stream;

/** The line difference of two programs, with marks and colours. */
public final class ProgramChanges {

    private ProgramChanges() {}

    /**
     * Every line of both programs: kept lines begin with two blanks, removed ones with a minus sign, added ones with a plus sign.
     * Blanks at the end of a line do not count.
     */
    public static List<String> between(String before, String after, Style style) {
        return DiffUtils.diff(lines(before), lines(after), true).getDeltas().stream()
                .flatMap(delta -> marked(delta, style))
                .toList();
    }

    private static Stream<String> marked(AbstractDelta<String> delta, Style style) {
        List<String> removed = delta.getSource().getLines();
        if (delta.getType() == DeltaType.EQUAL) {
            return removed.stream().map(line -> "  " + line);
        }
        return Stream.concat(
                removed.stream().map(line -> style.red("- " + line)),
                delta.getTarget().getLines().stream().map(line -> style.green("+ " + line)));
    }

    private static List<String> lines(String program) {
        return program.strip().lines().map(String::stripTrailing).toList();
    }
}
