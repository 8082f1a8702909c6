package dev.preceptor.cli.judge;

import dev.preceptor.contracts.event.Verdict;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a file of samples came to.
 *
 * @param tasks how many tasks have a sample that was judged
 * @param verdicts how many samples had which
 * @param passAtK by k, over the tasks that have samples
 * @param isolation how programs were kept apart
 */
record JudgeReport(
        int samples,
        int tasks,
        Map<Verdict, Integer> verdicts,
        Map<String, Double> passAtK,
        String isolation,
        double seconds) {

    static JudgeReport of(Tally tally, String isolation, double seconds) {
        return new JudgeReport(
                tally.samples(), tally.tasks(), new TreeMap<>(tally.verdicts()), tally.passAtK(), isolation, seconds);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        verdicts.forEach((verdict, count) -> line(text, verdict.name(), Integer.toString(count)));
        line(text, "samples", Integer.toString(samples));
        passAtK.forEach((k, estimate) -> line(text, "pass@" + k, String.format(Locale.ROOT, "%.4f", estimate)));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-14s %8s%n", name, value));
    }
}
