package dev.preceptor.cli.compare;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.run.OutageRetry;
import dev.preceptor.cli.run.RunClient;
import dev.preceptor.cli.run.RunWatch;
import dev.preceptor.contracts.comparison.Arm;
import dev.preceptor.contracts.comparison.ComparisonReport;
import dev.preceptor.contracts.comparison.ComparisonRequest;
import dev.preceptor.contracts.comparison.ComparisonStatus;
import dev.preceptor.contracts.event.Job;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;

/**
 * Requests a comparison and follows it to its end, with the progress of each run.
 *
 * @param retry waits for a server that is unreachable for a while
 * @param runWatch makes the view of one run
 */
record ComparisonWatch(RunClient client, OutageRetry retry, Supplier<RunWatch> runWatch, PrintWriter err) {

    /** @throws CommandException with the reason, if the server rejects the comparison or if it fails */
    ComparisonReport toTheEnd(ComparisonRequest request) {
        ComparisonStatus status = retry.send(() -> client.compare(request));
        String id = status.comparisonId();
        int shown = 0;
        while (true) {
            for (String runId : status.runs().subList(shown, status.runs().size())) {
                err.println(title(status.arms(), shown++));
                err.flush();
                runWatch.get().follow(runId);
            }
            if (status.state() == Job.State.FINISHED) {
                return status.report();
            }
            if (status.state() == Job.State.FAILED) {
                throw CommandException.failed(
                        status.reason() + "; repeating the command keeps the results of the other runs");
            }
            retry.pause();
            status = retry.send(() -> client.comparison(id));
        }
    }

    private static String title(List<Arm> arms, int number) {
        return number == 0
                ? "practice, and the exam of the untrained student"
                : arms.get(number - 1).label() + " (" + number + " of " + arms.size() + ")";
    }
}
