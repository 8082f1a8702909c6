package dev.preceptor.executor.trial;

import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.Draft;
import dev.preceptor.contracts.event.DraftTrial;
import dev.preceptor.contracts.event.DraftTrialBuilder;
import dev.preceptor.contracts.event.DraftedTask;
import dev.preceptor.contracts.event.DropReason;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tries a draft out by running its solution. Without rivals, the results of the draft's calls become its tests, if a second run with
 * another hash seed returns the same results. With rivals, the solution is run against their tests.
 */
public final class Trial {

    /** A value that no function returns, so that each call fails its test and the judgement reports the result. */
    private static final String NOTHING_RETURNS_THIS = "'preceptor: whatever this call returns'";

    private static final int MAX_DETAIL_LENGTH = 300;

    /** The judgement shortens longer values in the middle. */
    private static final int MAX_RESULT_LENGTH = 280;

    /** String literals, whose letters {@link #WORD} must not find. */
    private static final Pattern STRING = Pattern.compile("b?'(?:\\\\.|[^'\\\\])*'|b?\"(?:\\\\.|[^\"\\\\])*\"");

    /** What the repr of numbers, strings, None and containers of them does not contain, such as the repr of an object. */
    private static final Pattern WORD =
            Pattern.compile("\\b(?!True\\b|False\\b|None\\b|set\\b|frozenset\\b)[A-Za-z_]\\w*|<");

    private final Function<Program, Judgement> first;
    private final Function<Program, Judgement> second;

    /** @param second judges with another hash seed than the first */
    public Trial(Function<Program, Judgement> first, Function<Program, Judgement> second) {
        this.first = first;
        this.second = second;
    }

    /** The lines of a judgement's feedback that are about the value that no function returns. */
    private static final Pattern ABOUT_THE_EXPECTED_VALUE =
            Pattern.compile("Expected: .*|\\d+ of \\d+ tests failed\\..*");

    /** The draft is dropped, for a reason that is counted; the message is the detail. */
    private static final class DroppedException extends Exception {

        private static final long serialVersionUID = 1;

        private final DropReason reason;

        DroppedException(DropReason reason, String detail) {
            super(detail, null, false, false);
            this.reason = reason;
        }
    }

    /** A fault of the sandbox, which says nothing about the draft. */
    private static final class FaultException extends Exception {

        private static final long serialVersionUID = 1;

        FaultException(String detail) {
            super(detail, null, false, false);
        }
    }

    /** Tries a draft out. */
    public DraftTrial of(Draft draft) {
        long started = System.nanoTime();
        DraftTrialBuilder trial =
                DraftTrialBuilder.builder().id(DraftTrial.idOf(draft)).draft(draft);
        try {
            if (draft.rivals().isEmpty()) {
                trial.tests(testsOf(draft.task()));
            } else {
                trial.rival(rivalOf(draft));
            }
        } catch (DroppedException e) {
            trial.dropped(e.reason).detail(e.getMessage());
        } catch (FaultException e) {
            trial.fault(e.getMessage());
        }
        return trial.seconds((System.nanoTime() - started) / 1e9).build();
    }

    private List<String> testsOf(DraftedTask draft) throws DroppedException, FaultException {
        List<String> results = resultsOf(draft);
        if (results.stream().distinct().count() == 1) {
            throw new DroppedException(DropReason.TRIVIAL, "every call returns " + results.get(0));
        }
        List<String> tests = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            tests.add("assert " + draft.calls().get(i) + " == " + results.get(i));
        }
        Judgement again = judged(second, draft, tests);
        if (!again.verdict().passed()) {
            throw new DroppedException(DropReason.NOT_DETERMINISTIC, difference(draft, results, again));
        }
        return tests;
    }

    private List<String> resultsOf(DraftedTask draft) throws DroppedException, FaultException {
        UnaryOperator<String> test = call -> "assert " + call + " == " + NOTHING_RETURNS_THIS;
        Judgement judgement =
                judged(first, draft, draft.calls().stream().map(test).toList());
        switch (judgement.verdict()) {
            case REJECTED -> throw new DroppedException(DropReason.DOES_NOT_PARSE, failureOf(judgement));
            case TIMED_OUT, OUT_OF_MEMORY -> throw new DroppedException(DropReason.TIMES_OUT, failureOf(judgement));
            case CRASHED, PASSED -> throw new DroppedException(DropReason.RAISES, failureOf(judgement));
            default -> {
                List<String> results = new ArrayList<>();
                for (int i = 0; i < draft.calls().size(); i++) {
                    results.add(resultOf(draft.calls().get(i), judgement.cases().get(i)));
                }
                return results;
            }
        }
    }

    private static String resultOf(String call, CaseResult result) throws DroppedException {
        String got = result.got();
        if (got == null) {
            throw new DroppedException(
                    DropReason.RAISES,
                    call + (result.error() == null ? " did not return" : " raised " + oneLine(result.error())));
        }
        if (got.length() > MAX_RESULT_LENGTH) {
            throw new DroppedException(
                    DropReason.RESULT_TOO_LONG,
                    call + " returns more than " + MAX_RESULT_LENGTH + " characters: " + oneLine(got));
        }
        if (WORD.matcher(STRING.matcher(got).replaceAll("''")).find()) {
            throw new DroppedException(DropReason.OBJECT_ADDRESS, call + " returns " + oneLine(got));
        }
        return got;
    }

    /** The first call whose second result is not its first one. */
    private static String difference(DraftedTask draft, List<String> results, Judgement again) {
        for (int i = 0; i < Math.min(results.size(), again.cases().size()); i++) {
            CaseResult second = again.cases().get(i);
            if (!second.passed()) {
                String then = second.got() != null
                        ? "then " + second.got()
                        : "then it " + (second.error() == null ? "did not return" : "raised " + second.error());
                return oneLine(draft.calls().get(i) + " returned " + results.get(i) + ", " + then);
            }
        }
        return failureOf(again);
    }

    /** What the judgement says about the program, in one line. */
    private static String failureOf(Judgement judgement) {
        return judgement.feedback() == null
                ? judgement.verdict().name()
                : oneLine(judgement
                        .feedback()
                        .lines()
                        .filter(line -> !ABOUT_THE_EXPECTED_VALUE.matcher(line).matches())
                        .collect(Collectors.joining("; ")));
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\s*\\R\\s*", "; ");
        return line.length() <= MAX_DETAIL_LENGTH ? line : line.substring(0, MAX_DETAIL_LENGTH - 3) + "...";
    }

    /** The id of the first rival whose tests the solution passes; null where there is none. */
    private String rivalOf(Draft draft) throws FaultException {
        for (Task rival : draft.rivals()) {
            Judgement judgement =
                    requireJudged(first.apply(new Program(draft.task().solution(), TestSuite.of(rival))));
            if (judgement.verdict().passed()) {
                return rival.id();
            }
        }
        return null;
    }

    private static Judgement judged(Function<Program, Judgement> sandbox, DraftedTask draft, List<String> tests)
            throws FaultException {
        List<TestSuite.Test> suite =
                tests.stream().map(text -> new TestSuite.Test(text, false)).toList();
        return requireJudged(
                sandbox.apply(new Program(draft.solution(), new TestSuite(draft.entryPoint(), "", suite, null, null))));
    }

    private static Judgement requireJudged(Judgement judgement) throws FaultException {
        if (judgement.verdict() == Verdict.SANDBOX_ERROR) {
            throw new FaultException(judgement.detail());
        }
        return judgement;
    }
}
