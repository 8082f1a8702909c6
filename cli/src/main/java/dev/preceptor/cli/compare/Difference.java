package dev.preceptor.cli.compare;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;

/**
 * What sets two rows apart, task by task.
 *
 * @param from whose pass@1 is taken away
 * @param to from whose
 */
record Difference(String from, String to, int refineStep, @JsonUnwrapped PairedTest test) {

    /** Each row against each one before it, at each refine step that both were examined at. */
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
