package dev.preceptor.cli.compare;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;

/**
 * The difference in pass@1 between two rows at a refine step, paired by task.
 *
 * @param from the label of the row whose pass@1 is subtracted
 * @param to the label of the row that it is subtracted from
 */
record Difference(String from, String to, int refineStep, @JsonUnwrapped PairedTest test) {

    /** The differences between each row and each row before it, at each refine step that both have scores for. */
    static List<Difference> among(List<Row> rows) {
        List<Difference> differences = new ArrayList<>();
        for (int to = 1; to < rows.size(); to++) {
            for (int from = 0; from < to; from++) {
                for (Score score : rows.get(to).scores()) {
                    Score other = rows.get(from).after(score.refineStep());
                    PairedTest test = other == null ? null : PairedTest.between(other.byTask(), score.byTask());
                    if (test != null) {
                        differences.add(new Difference(
                                rows.get(from).label(), rows.get(to).label(), score.refineStep(), test));
                    }
                }
            }
        }
        return differences;
    }
}
