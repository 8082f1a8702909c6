package dev.preceptor.executor.judge;

import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Derives the judgement of a program from what the sandbox observed: the verdict, the cases and the feedback. */
public final class Conclusion {

    private static final int CANDIDATE_GONE = 3;
    private static final int JUDGE_OUT_OF_MEMORY = 5;
    private static final String NOT_RUN = "not run: the program's process had ended";
    private static final Map<Integer, String> SIGNALS = Map.of(
            4, "illegal instruction", 6, "abort", 7, "bus error", 8, "arithmetic error", 11, "segmentation fault");

    private final Program program;
    private final Transcript seen;
    private final Transcript.Facts facts;
    private final double cpuSeconds;
    private final double wallSeconds;
    private final int memoryMegabytes;

    /**
     * Creates a conclusion.
     *
     * @param cpuSeconds the program's limit of CPU time
     * @param wallSeconds the program's limit of wall-clock time
     * @param memoryMegabytes the program's limit of memory
     */
    public Conclusion(Program program, Transcript seen, double cpuSeconds, double wallSeconds, int memoryMegabytes) {
        this.program = program;
        this.seen = seen;
        this.facts = seen.facts();
        this.cpuSeconds = cpuSeconds;
        this.wallSeconds = wallSeconds;
        this.memoryMegabytes = memoryMegabytes;
    }

    /** The fault of the sandbox, which is worth a retry; empty where there is none. */
    public Optional<String> fault() {
        if (facts.fault() != null) {
            return Optional.of("the judging process failed: " + facts.fault());
        }
        boolean explained = facts.broken() != null
                || facts.loading() != null
                || isComplete()
                || facts.gone()
                || seen.program().over() != null
                || seen.judge().over() != null
                || isStatus(seen.judge(), JUDGE_OUT_OF_MEMORY);
        if (explained) {
            return Optional.empty();
        }
        return Optional.of(
                isStatus(seen.judge(), CANDIDATE_GONE)
                        ? "the program's process failed before the program was started"
                        : "the judging process ended early, " + ending(seen.judge()));
    }

    /** Why the tests have to run again inside the program's process; empty where they need not. */
    public Optional<String> reasonForInside() {
        return Optional.ofNullable(seen.inside().needed());
    }

    /** Whether they have to because a test failed outside, so that there is a judgement without it. */
    public boolean failedOutside() {
        return seen.inside().afterFailure();
    }

    /** The judgement; valid only where there is no {@link #fault}. */
    public Judgement judgement() {
        return observed().withJudged(seen.inside().done() ? Judgement.INSIDE : null);
    }

    private Judgement observed() {
        if (facts.broken() != null) {
            return Judgement.sandboxError("the task itself is at fault: " + facts.broken(), seen.seconds());
        }
        if (facts.loading() != null) {
            return onLoading();
        }
        List<Transcript.ObservedCase> cases = allCases();
        if (isComplete() && cases.stream().allMatch(Transcript.ObservedCase::passed)) {
            return new Judgement(Verdict.PASSED, results(cases, null), null, null, null, seen.seconds());
        }
        Verdict verdict = isComplete() ? onTests(cases) : onEarlyEnd();
        String ending = isComplete() ? null : endingText(verdict);
        List<Transcript.ObservedCase> publicCases =
                cases.stream().filter(Transcript.ObservedCase::isPublic).toList();
        boolean publicFailure = publicCases.stream().anyMatch(c -> !c.passed() && !c.skipped());
        return new Judgement(
                verdict,
                results(cases, ending),
                feedback(cases, ending),
                publicFailure || facts.cases().isEmpty() ? feedback(publicFailure ? publicCases : cases, ending) : null,
                null,
                seen.seconds());
    }

    /** Whether nothing ended the tests early, except perhaps a failure that is to be confirmed inside. */
    private boolean isComplete() {
        return facts.ended() || seen.inside().needed() != null;
    }

    private Judgement onLoading() {
        Transcript.Loading loading = facts.loading();
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
                .map(c -> isMemoryError(c.errorType())
                        ? Verdict.OUT_OF_MEMORY
                        : isSignal(c.errorType()) ? Verdict.CRASHED : Verdict.FAILED)
                .orElse(Verdict.FAILED);
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
                facts.garbled()
                        ? "the program disturbed the process that it runs in, which sent nonsense in place of an answer"
                        : "the process ended early, " + ending(seen.program());
        };
    }

    /** The observed cases, and after them the tests that were not run as the process had ended. */
    private List<Transcript.ObservedCase> allCases() {
        List<Transcript.ObservedCase> cases = new ArrayList<>(facts.cases());
        TestSuite suite = program.tests();
        if (seen.inside().done() && !cases.isEmpty()) {
            // A test that runs inside may have several cases, so their number does not say which tests are missing.
            return cases;
        }
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
        return Transcript.ObservedCase.skipped(test, isPublic);
    }

    private String feedback(List<Transcript.ObservedCase> cases, String ending) {
        boolean nothingRan = cases.stream().allMatch(c -> c.skipped() || c.passed());
        return nothingRan
                ? Feedback.onEnding(program.code(), ending, facts.goneAtLine())
                : Feedback.onCases(program.code(), cases, ending, facts.goneAtLine());
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

    /** Whether the process of one input was killed by a signal; the others go on. */
    private static boolean isSignal(String type) {
        return type != null && type.startsWith("signal ");
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
