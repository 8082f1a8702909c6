package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.preceptor.contracts.event.Sampling;
import java.util.List;

/**
 * How a checkpoint is examined.
 *
 * @param samples per task
 * @param k for which pass@k is estimated; none may exceed the samples
 * @param refineSteps how often the student may mend an answer that failed the public tests
 */
public record ExamSpecification(
        Integer samples, Double temperature, Double topP, Integer maxTokens, List<Integer> k, Integer refineSteps) {

    public static final ExamSpecification DEFAULT = new ExamSpecification(null, null, null, null, null, null);

    public ExamSpecification {
        samples = samples == null ? 1 : samples;
        temperature = temperature == null ? 0.2 : temperature;
        topP = topP == null ? 1.0 : topP;
        maxTokens = maxTokens == null ? 256 : maxTokens;
        k = k == null ? List.of(1) : List.copyOf(k);
        refineSteps = refineSteps == null ? 0 : refineSteps;
        Checks.atLeast("exam.samples", samples, 1);
        Checks.atLeast("exam.temperature", temperature, 0);
        Checks.within("exam.topP", topP, 0, 1);
        Checks.atLeast("exam.maxTokens", maxTokens, 1);
        Checks.atLeast("exam.refineSteps", refineSteps, 0);
        for (int each : k) {
            Checks.within("exam.k", each, 1, samples);
        }
    }

    @JsonIgnore
    public Sampling sampling() {
        return new Sampling(temperature, topP, maxTokens);
    }
}
