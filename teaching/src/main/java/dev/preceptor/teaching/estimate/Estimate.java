package dev.preceptor.teaching.estimate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.specification.Ladder;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.OpdSpecification;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.ScoreContext;
import dev.preceptor.contracts.specification.TeacherSpecification;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * An estimate of the teacher's calls, tokens and cost in a run.
 *
 * @param asked the maximum number of failed attempts to teach, or the number of tasks if the method teaches all; 0 if the method asks
 *     no teacher
 * @param budgetUsd the run's budget in US dollars, which the run never exceeds, whatever the estimate
 * @param rungs the same for each teacher, in the order in which they are asked, and for scores of attempts; empty if there is one line
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Estimate(
        String name,
        String method,
        String teacher,
        int asked,
        Column low,
        Column likely,
        Column greatest,
        double budgetUsd,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<RungEstimate> rungs) {

    private static final double FEWEST_FAILURES = 0.3;
    private static final double ASSUMED_FAILURES = 0.6;
    /** The margin below a measured failure rate, for the low estimate. */
    private static final double MARGIN = 0.1;

    /** The assumed share of the failures that the teachers turn into lessons, with all their attempts. */
    public static double taughtShare(Ladder ladder) {
        return 1
                - ladder.rungs().stream()
                        .mapToDouble(RungEstimate::untaughtShare)
                        .reduce(1, (one, other) -> one * other);
    }

    /** The estimate of a run whose method asks no teacher. */
    private static Estimate ofNothing(RunSpecification specification) {
        return EstimateBuilder.builder()
                .name(specification.name())
                .method(specification.method().label())
                .teacher(TeacherSpecification.NONE.model())
                .low(Column.NOTHING)
                .likely(Column.NOTHING)
                .greatest(Column.NOTHING)
                .rungs(List.of())
                .build();
    }

    /**
     * @param tasks the number of practice tasks
     * @param measured the figures of an earlier run; may be null
     * @param failureRate the share of attempts that fail, from 0 to 1; null if it is not known
     */
    public static Estimate of(
            RunSpecification specification, int tasks, CallSizes sizes, Measured measured, Double failureRate) {
        if (!specification.method().asksTeacher()) {
            return ofNothing(specification);
        }
        boolean personalised = specification.method().personalised();
        int asked = attempts(specification, tasks);
        double low = personalised ? FEWEST_FAILURES : 1;
        double likely = personalised ? ASSUMED_FAILURES : 1;
        Double known = failureRate != null ? failureRate : measured == null ? null : (Double) measured.failureRate();
        if (known != null && personalised) {
            low = Math.max(0, known - MARGIN);
            likely = known;
        }
        CallSizes expected = measured == null ? sizes : sizes.replacedBy(measured);
        List<RungEstimate> rungs = new ArrayList<>(
                writesAnswers(specification)
                        ? RungEstimate.of(specification, expected, asked, low, likely)
                        : List.of());
        if (specification.opd() != null) {
            rungs.replaceAll(rung -> rung.name() == null ? rung.named("answers") : rung);
            rungs.add(scores(specification, expected, asked, low, likely));
        }
        return EstimateBuilder.builder()
                .name(specification.name())
                .method(specification.methodLabel())
                .teacher(specification.ladder().label())
                .asked(asked)
                .low(Column.sum(low, rungs.stream().map(RungEstimate::low).toList()))
                .likely(Column.sum(
                        likely, rungs.stream().map(RungEstimate::likely).toList()))
                .greatest(
                        Column.sum(1, rungs.stream().map(RungEstimate::greatest).toList()))
                .budgetUsd(specification.teacher().budgetUsd())
                .rungs(rungs.size() > 1 || specification.ladder().hasSeveral() ? List.copyOf(rungs) : List.of())
                .build();
    }

    /** Whether the teacher writes answers, and does not only score attempts. */
    private static boolean writesAnswers(RunSpecification specification) {
        return specification.method() != Method.OPD || specification.opd().shows(ScoreContext.REFINEMENT);
    }

    /** With the method {@code opd} all failures, or all attempts, are scored; after another method, what it leaves untaught. */
    private static RungEstimate scores(
            RunSpecification specification, CallSizes sizes, int asked, double low, double likely) {
        OpdSpecification opd = specification.opd();
        boolean untaught = specification.method() != Method.OPD;
        double lowShare = untaught ? 0 : opd.scoresPassed() ? 1 : low;
        double likelyShare =
                untaught ? likely * (1 - taughtShare(specification.ladder())) : opd.scoresPassed() ? 1 : likely;
        return RungEstimate.ofScores(specification, sizes.scores(), asked, lowShare, likelyShare);
    }

    /**
     * How many attempts the student makes in all rounds at most; if it makes none, the number of tasks.
     *
     * @param tasks the number of practice tasks
     */
    public static int attempts(RunSpecification specification, int tasks) {
        return specification.method().attempts()
                ? practised(tasks, specification) * specification.practice().samples()
                : tasks;
    }

    /** How many tasks all rounds together practise at most. */
    private static int practised(int tasks, RunSpecification specification) {
        Integer fresh = specification.practice().tasksPerRound();
        return fresh == null
                ? tasks * specification.rounds()
                : (int) Math.min(tasks, (long) fresh * specification.rounds());
    }
}
