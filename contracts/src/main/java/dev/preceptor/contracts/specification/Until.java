package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The conditions for stopping before the last round. The run stops when one of them holds.
 *
 * @param minGain the minimum gain of a round's pass@1 over the best earlier exam, from 0 to 1; null: exams stop no run, which is the
 *     default if there is a {@code costPerPoint}
 * @param patience the number of consecutive rounds without such a gain after which the run stops
 * @param costPerPoint the most US dollars that the teacher may cost for each percentage point that the student gains from one round to
 *     the next. The gain is measured on practice tasks before they are practised; null: no limit
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Until(Double minGain, Integer patience, Double costPerPoint) {

    public Until {
        minGain = minGain == null && costPerPoint == null ? (Double) 0.01 : minGain;
        patience = patience == null ? 1 : patience;
        if (minGain != null) {
            Checks.within("until.minGain", minGain, 0, 1);
        }
        Checks.atLeast("until.patience", patience, 1);
        if (costPerPoint != null && !(costPerPoint > 0)) {
            throw new InvalidSpecificationException("until.costPerPoint", "must be above 0, is " + costPerPoint);
        }
    }

    /** Whether the exams of the rounds decide. */
    @JsonIgnore
    public boolean asksExams() {
        return minGain != null;
    }
}
