package dev.preceptor.run.ledger;

import dev.preceptor.contracts.event.GenerationProgress;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.RunGeneration;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.report.RunReportBuilder;
import dev.preceptor.contracts.report.StageProgress;
import dev.preceptor.contracts.report.TeacherBill;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The report of a run's ledger.
 *
 * @param waiting the reason of its wait for the artifact store; null where it does not wait
 * @param generated the progress of the generation of its practice tasks; null where it has not reported, or where there is none
 */
record RunProgress(
        Run run,
        String waiting,
        GenerationProgress generated,
        List<RoundLedger> rounds,
        ExamReports exams,
        TeacherBill teacher,
        StageClock clock) {

    private static final String GENERATION = "generation";

    RunReport report() {
        return RunReportBuilder.builder()
                .runId(run.runId())
                .name(run.specification().name())
                .method(run.specification().methodLabel())
                .state(run.state())
                .reason(run.reason() == null ? waiting : run.reason())
                .warning(run.warning())
                .student(run.specification().student().model())
                .createdAt(run.createdAt())
                .endedAt(run.endedAt())
                .practiceTasks(practiceTasks())
                .inFlight(inFlight())
                .ledger(outcomes())
                .teacher(teacher)
                .trainingExamples(
                        rounds.stream().mapToInt(RoundLedger::examples).sum())
                .rounds(rounds.stream()
                        .map(round -> round.report(practiceTasks(), exams.passAt1(round.number())))
                        .toList())
                .exams(exams.inOrder())
                .progress(stages())
                .seconds(clock.seconds())
                .generation(generation())
                .build();
    }

    /** 0 until they have been generated. */
    private int practiceTasks() {
        return run.practice() == null ? 0 : run.practice().count();
    }

    private RunGeneration generation() {
        if (run.generation() == null) {
            return null;
        }
        int wanted = run.specification().tasks().generate().count();
        return new RunGeneration(
                run.generation().id(), generated == null ? GenerationProgress.none(wanted) : generated);
    }

    private int inFlight() {
        return run.state().ended() || rounds.isEmpty()
                ? 0
                : rounds.get(rounds.size() - 1).inFlight();
    }

    private Ledger outcomes() {
        return rounds.stream()
                .map(RoundLedger::outcomes)
                .reduce(
                        Ledger.EMPTY,
                        (a, b) -> new Ledger(
                                a.solved() + b.solved(),
                                a.taught() + b.taught(),
                                a.untaught() + b.untaught(),
                                a.unfunded() + b.unfunded(),
                                a.faulted() + b.faulted()));
    }

    private List<StageProgress> stages() {
        List<StageProgress> stages = new ArrayList<>();
        if (generated != null) {
            String drafts = generated.decided() + " drafts";
            add(stages, new StageProgress(GENERATION, generated.tasks(), generated.wanted(), drafts));
        }
        add(stages, exam(0));
        for (RoundLedger round : rounds) {
            add(stages, practice(round));
            add(stages, teaching(round));
            String note = round.lastLoss() == null ? null : String.format(Locale.ROOT, "loss %.3f", round.lastLoss());
            add(stages, new StageProgress("training-" + round.number(), round.step(), round.steps(), note));
            add(stages, exam(round.number()));
        }
        return stages;
    }

    private void add(List<StageProgress> stages, StageProgress stage) {
        if (clock.knows(stage.stage())) {
            stages.add(stage);
        }
    }

    private StageProgress practice(RoundLedger round) {
        int samples = run.specification().practice().samples();
        return new StageProgress(
                "practice-" + round.number(), round.judged() / samples, round.tasks(practiceTasks()), null);
    }

    /** Counts failures; a task may have several. */
    private StageProgress teaching(RoundLedger round) {
        int total = run.specification().method().attempts()
                ? Math.max(round.failed(), round.lessonsEnded())
                : round.tasks(practiceTasks()) * run.specification().practice().samples();
        return new StageProgress("teaching-" + round.number(), round.lessonsEnded(), total, null);
    }

    private StageProgress exam(int round) {
        int total = run.exam().count();
        boolean graded = exams.isExamined(round, run.specification().exam().refineSteps());
        int judged = exams.answers(round) / run.specification().exam().samples();
        return new StageProgress("exam-" + round, graded ? total : Math.min(total, judged), total, null);
    }
}
