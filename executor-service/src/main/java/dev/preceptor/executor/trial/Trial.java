package dev.preceptor.executor.trial;

import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.Draft;
import dev.preceptor.contracts.event.DraftTrial;
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

/**
 * Tries a draft out by running its solution. Without rivals, the results of the draft's calls become its tests, if a second run with
 * another hash seed returns the same results. With rivals, the solution is run against their tests.
 */
public final class Trial {

    /** A value that no function returns, so that each call fails its test and the judgement reports the result. */
    private static final String NOTHING_RETURNS_THIS = "'preceptor: whatever this call returns'";

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

    /** The draft is dropped, for a reason that is counted. */
    private static final class DroppedException extends Exception {

        private static final long serialVersionUID = 1;

        private final DropReason reason;

        DroppedException(DropReason reason) {
            super(reason.meaning(), null, false, false);
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
        DropReason dropped = null;
        List<String> tests = List.of();
        String rival = null;
        String fault = null;
        try {
            if (draft.rivals().isEmpty()) {
                tests = testsOf(draft.task());
            } else {
                rival = rivalOf(draft);
            }
        } catch (DroppedException e) {
            dropped = e.reason;
        } catch (FaultException e) {
            fault = e.getMessage();
        }
        return new DraftTrial(
                DraftTrial.idOf(draft), draft, dropped, tests, rival, fault, (System.nanoTime() - started) / 1e9);
    }

    private List<String> testsOf(DraftedTask draft) throws DroppedException, FaultException {
        List<String> results = resultsOf(draft);
        if (results.stream().distinct().count() == 1) {
            throw new DroppedException(DropReason.TRIVIAL);
        }
        List<String> tests = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            tests.add("assert " + draft.calls().get(i) + " == " + results.get(i));
        }
        if (!judged(second, draft, tests).verdict().passed()) {
            throw new DroppedException(DropReason.NOT_DETERMINISTIC);
        }
        return tests;
    }

    private List<String> resultsOf(DraftedTask draft) throws DroppedException, FaultException {
        UnaryOperator<String> test = call -> "assert " + call + " == " + NOTHING_RETURNS_THIS;
        Judgement judgement =
                judged(first, draft, draft.calls().stream().map(test).toList());
        switch (judgement.verdict()) {
            case REJECTED -> throw new DroppedException(DropReason.DOES_NOT_PARSE);
            case TIMED_OUT, OUT_OF_MEMORY -> throw new DroppedException(DropReason.TIMES_OUT);
            case CRASHED, PASSED -> throw new DroppedException(DropReason.RAISES);
            default -> {
                List<String> results = new ArrayList<>();
                for (CaseResult result : judgement.cases()) {
                    results.add(resultOf(result));
                }
                return results;
            }
        }
    }

    private static String resultOf(CaseResult result) throws DroppedException {
        String got = result.got();
        if (got == null) {
            throw new DroppedException(DropReason.RAISES);
        }
        if (got.length() > MAX_RESULT_LENGTH) {
            throw new DroppedException(DropReason.RESULT_TOO_LONG);
        }
        if (WORD.matcher(STRING.matcher(got).replaceAll("''")).find()) {
            throw new DroppedException(DropReason.OBJECT_ADDRESS);
        }
        return got;
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
