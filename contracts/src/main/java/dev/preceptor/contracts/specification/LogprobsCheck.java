package dev.preceptor.contracts.specification;

import java.util.List;
import java.util.Objects;

/** Checks that a run asks its teachers for the log-probabilities that it trains on. */
final class LogprobsCheck {

    private static final String SETTING = "training.soft";

    private LogprobsCheck() {}

    /**
     * @param soft null: the run trains on texts alone, and log-probabilities are only kept
     * @throws InvalidSpecificationException naming the setting
     */
    static void require(Method method, List<TeacherSpecification> teachers, SoftSpecification soft) {
        List<Integer> asked = teachers.stream()
                .map(TeacherSpecification::logprobs)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        if (asked.size() > 1) {
            throw new InvalidSpecificationException(
                    "teachers",
                    "ask for different numbers of log-probabilities, " + asked
                            + "; a training has one number: give each teacher that has logprobs the same");
        }
        if (soft == null) {
            return;
        }
        if (!method.asksTeacher()) {
            throw new InvalidSpecificationException(
                    SETTING, "is for lessons of a teacher; the method " + method.label() + " asks none: leave it out");
        }
        if (asked.isEmpty()) {
            throw new InvalidSpecificationException(
                    SETTING, "needs the teacher's log-probabilities: set teacher.logprobs, for example to 20");
        }
        if (soft.loss().startsWith("k")) {
            throw new InvalidSpecificationException(
                    "training.soft.loss",
                    soft.loss()
                            + " estimates a divergence from what the student sampled, but a lesson is the teacher's text: use"
                            + " forward, reverse or jsd");
        }
    }
}
