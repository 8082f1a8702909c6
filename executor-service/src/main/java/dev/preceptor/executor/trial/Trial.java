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
 * Runs a draft's solution: on the draft's calls, whose results become its tests if a second run with another hash seed gives
 * them again; or, where it has rivals, on their tests.
 */
public final class Trial {

    /** No function returns it, so each call fails its test, and the judgement tells what came back. */
    private static final String NOTHING_RETURNS_THIS = "'preceptor: whatever this call returns'";

    /** The judgement cuts longer values in the middle. */
    private static final int LONGEST_RESULT = 280;

    /** Of what Python writes of numbers, strings, None and containers of them, beside the strings' own letters. */
    private static final Pattern STRING = Pattern.compile("b?'(?:\\\\.|[^'\\\\])*'|b?\"(?:\\\\.|[^\"\\\\])*\"");

    private static final Pattern WORD =
            Pattern.compile("\\b(?!True\\b|False\\b|None\\b|set\\b|frozenset\\b)[A-Za-z_]\\w*|<");

    private final Function<Program, Judgement> first;
    private final Function<Program, Judgement> second;

    /** @param second judges with another hash seed than the first */
    public Trial(Function<Program, Judgement> first, Function<Program, Judgement> second) {
        this.first = first;
        this.second = second;
    }

    /** The draft is dropped; the reason is counted. */
    private static final class DroppedException extends Exception {

        private static final long serialVersionUID = 1;

        private final DropReason reason;

        DroppedException(DropReason reason) {
            super(reason.meaning(), null, false, false);
            this.reason = reason;
        }
    }

    /** A fault of ours, which says nothing about the draft. */
    private static final class FaultException extends Exception {

        private static final long serialVersionUID = 1;

        FaultException(String detail) {
            super(detail, null, false, false);
        }
    }

    /** How the draft fares. */
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
        UnaryOperator<String> question = call -> "assert " + call + " == " + NOTHING_RETURNS_THIS;
        Judgement judgement =
                judged(first, draft, draft.calls().stream().map(question).toList());
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
        if (got.length() > LONGEST_RESULT) {
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
            Judgement judgement = sound(first.apply(new Program(draft.task().solution(), TestSuite.of(rival))));
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
        return sound(
                sandbox.apply(new Program(draft.solution(), new TestSuite(draft.entryPoint(), "", suite, null, null))));
    }

    private static Judgement sound(Judgement judgement) throws FaultException {
        if (judgement.verdict() == Verdict.SANDBOX_ERROR) {
            throw new FaultException(judgement.detail());
        }
        return judgement;
    }
}
