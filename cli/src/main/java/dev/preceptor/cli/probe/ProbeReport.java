package dev.preceptor.cli.probe;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.teaching.estimate.Estimate;
import java.util.Map;

/**
 * The result of a probe; its JSON is the output of {@code --json}.
 *
 * @param tasks how many practice tasks were attempted
 * @param alone the student with the prompts of a run
 * @param shown the student that is shown what went wrong
 * @param loss on programs of the student that passed; null if none passed with more context than a run gives
 * @param expected what the run is likely to need
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ProbeReport(
        String name,
        int tasks,
        Alone alone,
        Shown shown,
        ContextLoss loss,
        Expected expected,
        Recommendation recommendation) {

    /**
     * The first attempts.
     *
     * @param samples those that were judged
     * @param failures the samples that failed, by the type of error
     */
    record Alone(int samples, int solved, Map<String, Integer> failures) {

        double share() {
            return Corrected.share(solved, samples);
        }
    }

    /**
     * The second attempts at failures.
     *
     * @param feedback given the attempt and its feedback; null if nothing failed
     * @param manual given the manual ({@code teacher.context}) as a system message, too; null if there is none, or it was left out
     * @param manualLeftOut why nothing was attempted with the manual; null if something was, or there is no manual
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Shown(Corrected feedback, Corrected manual, String manualLeftOut) {

        /** With as much as there is to show; null if nothing failed. */
        Corrected most() {
            return manual == null ? feedback : manual;
        }
    }

    /**
     * Failures that the student was asked to correct.
     *
     * @param failures those whose correction was judged
     * @param solved how many corrections passed
     */
    record Corrected(int failures, int solved) {

        double share() {
            return share(solved, failures);
        }

        private static double share(int part, int whole) {
            return whole == 0 ? 0 : part / (double) whole;
        }
    }

    /**
     * What the run is likely to need.
     *
     * @param failures the samples that the student is likely to fail
     * @param lessons the samples that are likely to become training examples
     * @param estimate the teacher's calls and cost, at the failure rate of the probe
     */
    record Expected(long failures, long lessons, Estimate estimate) {}

    /** How much greater the share of solved samples is where the student is shown what there is. */
    @JsonProperty("performanceGap")
    double performanceGap() {
        return performanceGap(alone, shown);
    }

    static double performanceGap(Alone alone, Shown shown) {
        return shown.most() == null ? 0 : (1 - alone.share()) * shown.most().share();
    }
}
