package dev.preceptor.run.difference;

import dev.preceptor.contracts.event.Interval;

/**
 * The difference in pass@1 between the last exams of two runs, by a paired randomisation test over the tasks that both have.
 *
 * @param from the exam whose score is subtracted
 * @param to the exam that it is subtracted from
 * @param difference the mean over tasks of the second score minus the first, from -1 to 1
 * @param confidence the 95 % interval of the difference, bootstrapped over tasks
 * @param pValue the two-sided p-value
 * @param tasks the number of tasks that both have scores for
 * @param gained the number of tasks with a higher score in {@code to}
 * @param lost the number of tasks with a lower score in {@code to}
 */
public record ExamDifference(
        ExamOf from,
        ExamOf to,
        double difference,
        Interval confidence,
        double pValue,
        int tasks,
        int gained,
        int lost) {

    /** @param round whose checkpoint took the exam */
    public record ExamOf(String runId, int round) {}
}
