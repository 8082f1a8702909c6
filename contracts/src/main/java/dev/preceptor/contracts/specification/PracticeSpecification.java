package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.Sampling;

/**
 * How the student attempts the practice tasks; the defaults are the paper's (T=0.3, one sample).
 *
 * @param recorded a file of recorded attempts for the first round; null: the student makes the attempts
 * @param tasksPerRound the number of tasks of each round, which no earlier round had; null: each round has all tasks that were not
 *     taught before
 */
public record PracticeSpecification(
        Integer samples,
        Double temperature,
        Double topP,
        Integer maxTokens,
        String recorded,
        @JsonInclude(JsonInclude.Include.NON_NULL) Integer tasksPerRound) {

    public static final PracticeSpecification DEFAULT = new PracticeSpecification(null, null, null, null, null, null);

    public PracticeSpecification {
        samples = samples == null ? 1 : samples;
        temperature = temperature == null ? 0.3 : temperature;
        topP = topP == null ? 1.0 : topP;
        maxTokens = maxTokens == null ? 256 : maxTokens;
        if (recorded != null && recorded.isBlank()) {
            throw new InvalidSpecificationException("practice.recorded", "names no file");
        }
        Checks.atLeast("practice.samples", samples, 1);
        Checks.atLeast("practice.temperature", temperature, 0);
        Checks.within("practice.topP", topP, 0, 1);
        Checks.atLeast("practice.maxTokens", maxTokens, 1);
        Checks.atLeast("practice.tasksPerRound", tasksPerRound == null ? 1 : tasksPerRound, 1);
        if (recorded != null && tasksPerRound != null) {
            throw new InvalidSpecificationException(
                    "practice.tasksPerRound", "excludes practice.recorded, which has an attempt for every task");
        }
    }

    @JsonIgnore
    public Sampling sampling() {
        return new Sampling(temperature, topP, maxTokens);
    }
}
