package dev.preceptor.cli.compare;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.report.Ledger;
import java.util.List;

/**
 * What several methods made of the same attempts; {@code --json} writes it.
 *
 * @param teacher the teacher's model
 * @param practiceTasks how many tasks all arms were taught on
 * @param lostTasks practice tasks that no arm has, as a fault of ours took their attempts
 * @param student how the student did on the practice tasks; what nobody taught counts as untaught there
 * @param samples of each exam task
 * @param rows the student as it came, then the arms
 * @param differences each row against each before it, in pass@1, paired by task
 * @param dataDir where the runs lie; null on a server
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Comparison(
        String name,
        String teacher,
        int practiceTasks,
        List<String> lostTasks,
        Ledger student,
        int examTasks,
        int samples,
        List<Row> rows,
        List<Difference> differences,
        String dataDir) {

    /** The difference between two rows after so many refinements; null where there is none. */
    Difference between(String from, String to, int refineStep) {
        return differences.stream()
                .filter(difference -> difference.from().equals(from)
                        && difference.to().equals(to)
                        && difference.refineStep() == refineStep)
                .findFirst()
                .orElse(null);
    }
}
