package dev.preceptor.executor.judge;

import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Concludes a judgement from what was observed. */
public final class Conclusion {

    private static final int CANDIDATE_GONE = 3;
    private static final int JUDGE_OUT_OF_MEMORY = 5;
    private static final String NOT_RUN = "not run: the program's process had ended";
    private static final Map<Integer, String> SIGNALS = Map.of(
            4, "illegal instruction", 6, "abort", 7, "bus error", 8, "arithmetic error", 11, "segmentation fault");

    private final Program program;
    private final Transcript seen;
    private final double cpuSeconds;
    private final double wallSeconds;
    private final int memoryMegabytes;

    /**
     * Prepares a conclusion.
     *
     * @param cpuSeconds the limit on processor time that held
     * @param wallSeconds the limit on elapsed time that held
     * @param memoryMegabytes the limit on memory that held
     */
    public Conclusion(Program program, Transcript seen, double cpuSeconds, double wallSeconds, int memoryMegabytes) {
        this.program = program;
        this.seen = seen;
        this.cpuSeconds = cpuSeconds;
        this.wallSeconds = wallSeconds;
        this.memoryMegabytes = memoryMegabytes;
    }

    /** What went wrong on our side, so that it is worth another try; empty where nothing did. */
    public Optional<String> fault() {
        if (seen.fault() != null) {
            return Optional.of("the judging process failed: " + seen.fault());
        }
        boolean understood = seen.broken() != null
                || seen.loading() != null
                || seen.ended()
                || seen.gone()
                || seen.program().over() != null
                || seen.judge().over() != null
                || isStatus(seen.judge(), JUDGE_OUT_OF_MEMORY);
        if (understood) {
            return Optional.empty();
        }
        return Optional.of(
                isStatus(seen.judge(), CANDIDATE_GONE)
                        ? "the program's process failed before the program was started"
                        : "the judging process ended early, " + ending(seen.judge()));
    }

    /** The judgement; to be asked for only where there is no fault. */
    public Judgement judgement() {
        if (seen.broken() != null) {
            return Judgement.sandboxError("the task itself is at fault: " + seen.broken(), seen.seconds());
        }
        if (seen.loading() != null) {
            return onLoading();
        }
        List<Transcript.ObservedCase> cases = allCases();
        if (seen.ended() && cases.stream().allMatch(Transcript.ObservedCase::passed)) {
            return new Judgement(Verdict.PASSED, results(cases, null), null, null, null, seen.seconds());
        }
        Verdict verdict = seen.ended() ? onTests(cases) : onEarlyEnd();
        String ending = seen.ended() ? null : endingText(verdict);
        List<Transcript.ObservedCase> open =
                cases.stream().filter(Transcript.ObservedCase::isPublic).toList();
        boolean openFailure = open.stream().anyMatch(c -> !c.passed() && !c.skipped());
        return new Judgement(
                verdict,
                results(cases, ending),
                feedback(cases, ending),
                openFailure || seen.cases().isEmpty() ? feedback(openFailure ? open : cases, ending) : null,
                null,
                seen.seconds());
    }

    private Judgement onLoading() {
        Transcript.Loading loading = seen.loading();
        Verdict verdict = loading.rejected() != null
                ? Verdict.REJECTED
                : isMemoryError(loading.errorType()) ? Verdict.OUT_OF_MEMORY : Verdict.FAILED;
        String feedback = Feedback.onLoading(program.code(), loading);
        return new Judgement(verdict, List.of(), feedback, feedback, null, seen.seconds());
    }

    private static Verdict onTests(List<Transcript.ObservedCase> cases) {
        return cases.stream()
                        .filter(c -> !c.passed())
                        .findFirst()
                        .filter(c -> isMemoryError(c.errorType()))
                        .isPresent()
                ? Verdict.OUT_OF_MEMORY
                : Verdict.FAILED;
    }

    private Verdict onEarlyEnd() {
        if (seen.program().over() != null
                || seen.judge().over() != null
                || seen.program().processorSeconds() >= cpuSeconds) {
            return Verdict.TIMED_OUT;
        }
        return isStatus(seen.judge(), JUDGE_OUT_OF_MEMORY) ? Verdict.OUT_OF_MEMORY : Verdict.CRASHED;
    }

    private String endingText(Verdict verdict) {
        return switch (verdict) {
            case TIMED_OUT ->
                "wall".equals(seen.program().over())
                        ? "did not end within " + plain(wallSeconds) + " s"
                        : "did not end within " + plain(cpuSeconds) + " s of processor time";
            case OUT_OF_MEMORY -> "needed more than " + memoryMegabytes + " MB of memory";
            default ->
                seen.garbled()
                        ? "the program disturbed the process that it runs in, which sent nonsense in place of an answer"
                        : "the process ended early, " + ending(seen.program());
        };
    }

    /** What was observed, and after it those tests that the end of the process left out. */
    private List<Transcript.ObservedCase> allCases() {
        List<Transcript.ObservedCase> cases = new ArrayList<>(seen.cases());
        TestSuite suite = program.tests();
        for (TestSuite.Test test : suite.tests()
                .subList(
                        Math.min(cases.size(), suite.tests().size()),
                        suite.tests().size())) {
            cases.add(notRun(test.text(), test.isPublic()));
        }
        while (cases.size() < suite.inputOutput().size()) {
            cases.add(notRun("input " + (cases.size() + 1), false));
        }
        return cases;
    }

    private static Transcript.ObservedCase notRun(String test, boolean isPublic) {
        return new Transcript.ObservedCase(test, isPublic, false, true, null, null, null, null, null, null);
    }

    private String feedback(List<Transcript.ObservedCase> cases, String ending) {
        boolean nothingRan = cases.stream().allMatch(c -> c.skipped() || c.passed());
        return nothingRan
                ? Feedback.onEnding(program.code(), ending, seen.goneAtLine())
                : Feedback.onCases(program.code(), cases, ending, seen.goneAtLine());
    }

    private static List<CaseResult> results(List<Transcript.ObservedCase> cases, String ending) {
        return cases.stream()
                .map(c -> {
                    boolean diedHere = !c.passed() && c.got() == null && c.error() == null;
                    String error = c.skipped() ? NOT_RUN : diedHere ? ending : c.error();
                    return new CaseResult(c.test(), c.isPublic(), c.passed(), c.call(), c.expected(), c.got(), error);
                })
                .toList();
    }

    private static boolean isMemoryError(String type) {
        return "MemoryError".equals(type);
    }

    private static boolean isStatus(Transcript.Ending ending, int status) {
        return ending.exit() != null && ending.exit() == status;
    }

    private static String ending(Transcript.Ending ending) {
        if (ending.signal() == null) {
            return "with exit status " + ending.exit();
        }
        return "killed by signal " + ending.signal()
                + (SIGNALS.containsKey(ending.signal()) ? " (" + SIGNALS.get(ending.signal()) + ")" : "");
    }

    private static String plain(double seconds) {
        return seconds == Math.rint(seconds)
                ? Long.toString(Math.round(seconds))
                : String.format(Locale.ROOT, "%.1f", seconds);
    }
}
