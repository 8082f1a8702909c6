package dev.preceptor.run.comparison;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.task.RecordedAttempt;
import dev.preceptor.contracts.task.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The student's attempts of the practice run, which all arms use.
 *
 * @param tasks the tasks whose samples were all generated and judged, as the lines of their data set
 * @param attempts all samples of these tasks
 * @param lost the ids of tasks that lost a sample to an infrastructure fault; every arm leaves them out
 */
record PracticePass(List<String> tasks, List<RecordedAttempt> attempts, List<String> lost) {

    private record Sample(String taskId, int number) {}

    /**
     * Collects the attempts from the events of the practice run.
     *
     * @param results the test results of the run
     * @param samples the number of samples per task
     * @param practice the practice tasks as they are passed to the arms, a line of JSON each
     */
    static PracticePass of(Collection<TestResult> results, int samples, List<String> practice) {
        Map<Sample, Attempt> judged = new HashMap<>();
        for (TestResult result : results) {
            Assignment assignment = result.assignment();
            if (result.submission() instanceof Attempt attempt
                    && result.verdict() != Verdict.SANDBOX_ERROR
                    && assignment.round() == 1) {
                judged.put(new Sample(assignment.task().id(), assignment.sample()), attempt);
            }
        }
        List<String> tasks = new ArrayList<>();
        List<RecordedAttempt> attempts = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        for (String line : practice) {
            String id = idOf(line);
            List<RecordedAttempt> ofTask = new ArrayList<>();
            for (int sample = 0; sample < samples; sample++) {
                Attempt attempt = judged.get(new Sample(id, sample));
                if (attempt != null) {
                    ofTask.add(new RecordedAttempt(id, sample, attempt.code(), null));
                }
            }
            if (ofTask.size() == samples) {
                tasks.add(line);
                attempts.addAll(ofTask);
            } else {
                lost.add(id);
            }
        }
        return new PracticePass(tasks, attempts, lost);
    }

    private static String idOf(String line) {
        try {
            return Json.mapper().readValue(line, Task.class).id();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a line of a data set is not a task: " + e.getOriginalMessage(), e);
        }
    }
}
