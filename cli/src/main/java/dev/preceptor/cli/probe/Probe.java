package dev.preceptor.cli.probe;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.run.RunWatch;
import dev.preceptor.cli.run.StudentModel;
import dev.preceptor.cli.specification.RunInputs;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.languagemodel.tokenizer.ChatTemplateException;
import dev.preceptor.standalone.Home;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The attempts of a probe, each kind as a run of its own: the student alone, the student that is shown the feedback on its failures, and the
 * student that is shown the manual, too.
 */
final class Probe {

    private final RunInputs inputs;
    private final RunWatch watch;
    private final Home home;
    private final PrintWriter err;

    /** @param watch of run-service */
    Probe(RunInputs inputs, RunWatch watch, Home home, PrintWriter err) {
        this.inputs = inputs;
        this.watch = watch;
        this.home = home;
        this.err = err;
    }

    /**
     * What the student did.
     *
     * @param alone the first attempts
     * @param corrected the corrections of failures, given their feedback, by {@link Sample#refinementId()}
     * @param withManual the same with the manual; empty if it was left out
     * @param manualLeftOut why; null if it was not, or there is none
     */
    record Attempts(
            List<Sample> alone, Map<String, Sample> corrected, Map<String, Sample> withManual, String manualLeftOut) {

        ProbeReport.Alone aloneReport() {
            Map<String, Integer> failures = new TreeMap<>();
            alone.stream()
                    .filter(Sample::failed)
                    .forEach(sample -> failures.merge(sample.lesson().errorType(), 1, Integer::sum));
            return new ProbeReport.Alone(alone.size(), solved(alone), failures);
        }

        ProbeReport.Shown shownReport() {
            return new ProbeReport.Shown(report(corrected.values()), report(withManual.values()), manualLeftOut);
        }

        private static ProbeReport.Corrected report(Collection<Sample> samples) {
            return samples.isEmpty() ? null : new ProbeReport.Corrected(samples.size(), solved(samples));
        }

        private static int solved(Collection<Sample> samples) {
            return (int) samples.stream().filter(Sample::solved).count();
        }

        /** The programs that passed where the student was shown more than a run shows it, the manual among it if there is one. */
        List<SolvedProgram> solvedPrograms(boolean manual) {
            List<SolvedProgram> programs = new ArrayList<>();
            Map<String, Sample> corrections = manual ? withManual : corrected;
            for (Sample sample : alone) {
                Sample correction = corrections.get(sample.refinementId());
                if (correction != null && correction.solved()) {
                    programs.add(SolvedProgram.corrected(sample, correction.program()));
                } else if (manual && sample.solved()) {
                    programs.add(SolvedProgram.atOnce(sample));
                }
            }
            return programs;
        }
    }

    /**
     * Has the student attempt the tasks, and correct what fails.
     *
     * @param manual null: none
     * @throws CommandException if the attempts do not come to an end
     */
    Attempts attempt(List<Task> tasks, String manual) {
        int samples = inputs.specification().practice().samples();
        List<Sample> alone = judged(ProbePractice.of(inputs, "probe", tasks, samples, null));
        List<Task> failures = alone.stream()
                .filter(Sample::failed)
                .map(Sample::refinementTask)
                .toList();
        Map<String, Sample> corrected = corrected("probe-feedback", failures, null);
        if (manual == null || failures.isEmpty()) {
            return new Attempts(alone, corrected, Map.of(), null);
        }
        try {
            Map<String, Sample> withManual = corrected("probe-manual", failures, manual);
            String leftOut = withManual.isEmpty() ? "it does not fit into the student's context" : null;
            return new Attempts(alone, corrected, withManual, leftOut);
        } catch (ChatTemplateException e) {
            return new Attempts(alone, corrected, Map.of(), "the student takes no system message");
        }
    }

    private Map<String, Sample> corrected(String suffix, List<Task> failures, String manual) {
        if (failures.isEmpty()) {
            return Map.of();
        }
        RunInputs asked = ProbePractice.of(inputs, suffix, failures, 1, manual);
        List<Task> fitting = StudentModel.fitting(asked.specification(), failures, home, System.getenv(), err);
        if (fitting.size() < failures.size()) {
            err.println((failures.size() - fitting.size()) + " of " + failures.size()
                    + " failures are left out: their prompts do not fit into the student's context");
        }
        return fitting.isEmpty()
                ? Map.of()
                : judged(ProbePractice.of(inputs, suffix, fitting, 1, manual)).stream()
                        .collect(Collectors.toMap(sample -> sample.task().id(), Function.identity()));
    }

    private List<Sample> judged(RunInputs practice) {
        RunReport report = watch.toTheEnd(practice.request());
        if (report.state() != Run.State.FINISHED) {
            throw CommandException.failed("the attempts did not end: " + report.runId() + " is " + report.state()
                    + (report.reason() == null ? "" : ": " + report.reason()));
        }
        Map<String, Task> tasks = practice.practice().stream().collect(Collectors.toMap(Task::id, Function.identity()));
        return watch.samples(report.runId()).stream()
                .filter(Probe::isJudged)
                .map(lesson -> new Sample(tasks.get(lesson.taskId()), lesson))
                .toList();
    }

    private static boolean isJudged(Lesson lesson) {
        return lesson.verdict() != null && lesson.verdict() != Verdict.SANDBOX_ERROR;
    }
}
