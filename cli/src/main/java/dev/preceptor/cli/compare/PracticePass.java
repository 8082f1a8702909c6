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
 * What the student made of the practice tasks, once for all arms.
 *
 * @param tasks those whose samples were all made and judged
 * @param attempts their samples
 * @param lost the ids of tasks that a fault of ours took one of; no arm has them
 */
record PracticePass(String runId, List<Task> tasks, List<RecordedAttempt> attempts, List<String> lost) {

    private record Sample(String taskId, int number) {}

    /**
     * From what the run left on its topics.
     *
     * @param practice the tasks, as the arms are to have them
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
                    "no practice task has all its attempts, by a fault of ours; the log says which");
        }
        return new PracticePass(run.run().runId(), tasks, attempts, lost);
    }
}
