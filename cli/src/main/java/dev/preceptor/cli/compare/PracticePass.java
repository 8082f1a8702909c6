package dev.preceptor.cli.compare;

import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.task.RecordedAttempt;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.run.readmodel.RecordedRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The student's attempts of the practice run, which all arms use.
 *
 * @param tasks the tasks whose samples were all generated and judged
 * @param attempts all samples of these tasks
 * @param lost the ids of tasks that lost a sample to an infrastructure fault; every arm leaves them out
 */
record PracticePass(String runId, List<Task> tasks, List<RecordedAttempt> attempts, List<String> lost) {

    private record Sample(String taskId, int number) {}

    /**
     * Collects the attempts from the events of the run.
     *
     * @param practice the practice tasks as they are passed to the arms
     * @throws CommandException if no task is left
     */
    static PracticePass of(RecordedRun run, List<Task> practice) {
        Map<Sample, Attempt> judged = new HashMap<>();
        for (TestResult result : run.results().values()) {
            Assignment assignment = result.assignment();
            if (result.submission() instanceof Attempt attempt
                    && result.verdict() != Verdict.SANDBOX_ERROR
                    && assignment.round() == 1) {
                judged.put(new Sample(assignment.task().id(), assignment.sample()), attempt);
            }
        }
        int samples = run.run().specification().practice().samples();
        List<Task> tasks = new ArrayList<>();
        List<RecordedAttempt> attempts = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        for (Task task : practice) {
            List<RecordedAttempt> ofTask = new ArrayList<>();
            for (int sample = 0; sample < samples; sample++) {
                Attempt attempt = judged.get(new Sample(task.id(), sample));
                if (attempt != null) {
                    ofTask.add(new RecordedAttempt(task.id(), sample, attempt.code(), null));
                }
            }
            if (ofTask.size() == samples) {
                tasks.add(task);
                attempts.addAll(ofTask);
            } else {
                lost.add(task.id());
            }
        }
        if (tasks.isEmpty()) {
            throw CommandException.failed(
                    "every practice task lost an attempt to an infrastructure fault; the log has the details");
        }
        return new PracticePass(run.run().runId(), tasks, attempts, lost);
    }
}
