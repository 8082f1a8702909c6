package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.Sampling;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * How a checkpoint is examined.
 *
 * @param samples the number of samples per task
 * @param k the values of k for which pass@k is estimated; none may exceed {@code samples}
 * @param refineSteps how often the student may correct an answer that failed the public tests
 * @param publicTests how many of a task's public tests stay public in the exam; the others become private. Null: all;
 *     but one if there are refine steps and the task has no private tests
 * @param baseline whether the untrained student is also examined, as round 0
 * @param seed exams with the same seed sample the same task and sample from the same random numbers in every run and
 *     for every checkpoint, which reduces the variance of their difference. Null: each exam samples independently
 */
@RecordBuilder
public record ExamSpecification(
        Integer samples,
        Double temperature,
        Double topP,
        Integer maxTokens,
        List<Integer> k,
        Integer refineSteps,
        Integer publicTests,
        Boolean baseline,
        @JsonInclude(JsonInclude.Include.NON_NULL) Long seed) {

    public static final ExamSpecification DEFAULT =
            ExamSpecificationBuilder.builder().build();

    public ExamSpecification {
        samples = samples == null ? 1 : samples;
        temperature = temperature == null ? 0.2 : temperature;
        topP = topP == null ? 1.0 : topP;
        maxTokens = maxTokens == null ? 256 : maxTokens;
        k = k == null ? List.of(1) : List.copyOf(k);
        refineSteps = refineSteps == null ? 0 : refineSteps;
        baseline = baseline == null || baseline;
        Checks.atLeast("exam.samples", samples, 1);
        Checks.atLeast("exam.temperature", temperature, 0);
        Checks.within("exam.topP", topP, 0, 1);
        Checks.atLeast("exam.maxTokens", maxTokens, 1);
        Checks.atLeast("exam.refineSteps", refineSteps, 0);
        Checks.atLeast("exam.publicTests", publicTests == null ? 0 : publicTests, 0);
        for (int each : k) {
            Checks.atLeast("exam.k", each, 1);
            if (each > samples) {
                throw new InvalidSpecificationException(
                        "exam.k",
                        "pass@%d needs %d samples of each task, and exam.samples is %d".formatted(each, each, samples));
            }
        }
    }

    @JsonIgnore
    public Sampling sampling() {
        return new Sampling(temperature, topP, maxTokens, seed);
    }
}
