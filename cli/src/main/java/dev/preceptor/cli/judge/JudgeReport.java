package dev.preceptor.cli.judge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.Interval;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.eval.score.Tally;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The output of {@code judge}, as JSON and as text.
 *
 * @param samples the number of samples, {@code resumed} included
 * @param resumed the number of results of an earlier call that were kept
 * @param tasks the number of tasks with a judged sample
 * @param verdicts the number of samples by verdict
 * @param passAtK pass@k by k, over the tasks that have samples
 * @param passAtKBounds pass@k if every SANDBOX_ERROR had failed, and if every one had passed; left out if there was none
 * @param basePassAtK the same on the base tests alone; left out if EvalPlus extended no task
 * @param isolation how programs were isolated
 * @param seconds the duration of the command, including the sandbox's start
 * @param judgingSeconds the duration of the judging
 */
@RecordBuilder
record JudgeReport(
        int samples,
        int resumed,
        int tasks,
        Map<Verdict, Integer> verdicts,
        Map<String, Double> passAtK,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Interval> passAtKBounds,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> basePassAtK,
        String isolation,
        double seconds,
        double judgingSeconds) {

    static JudgeReport of(
            Tally tally, List<Integer> ks, int resumed, String isolation, double seconds, double judgingSeconds) {
        return JudgeReportBuilder.builder()
                .samples(tally.samples())
                .resumed(resumed)
                .tasks(tally.tasks())
                .verdicts(new TreeMap<>(tally.verdicts()))
                .passAtK(tally.passAtK(ks))
                .passAtKBounds(tally.passAtKBounds(ks))
                .basePassAtK(tally.basePassAtK(ks))
                .isolation(isolation)
                .seconds(seconds)
                .judgingSeconds(judgingSeconds)
                .build();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        verdicts.forEach((verdict, count) -> line(text, verdict.name(), Integer.toString(count)));
        line(text, "samples", Integer.toString(samples));
        basePassAtK.forEach(
                (k, estimate) -> line(text, "base pass@" + k, String.format(Locale.ROOT, "%.4f", estimate)));
        passAtK.forEach((k, estimate) -> line(text, "pass@" + k, String.format(Locale.ROOT, "%.4f", estimate)));
        passAtKBounds.forEach((k, bounds) -> text.append(String.format(
                Locale.ROOT,
                "pass@%s is %.4f if every SANDBOX_ERROR had failed, and %.4f if every one had passed%n",
                k,
                bounds.low(),
                bounds.high())));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-14s %8s%n", name, value));
    }
}
