package dev.preceptor.cli.taskgeneration;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.taskgeneration.Draft.UnusableException;
import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Runs a draft's solution on the draft's calls and makes tests of what comes back. */
final class Trial {

    /** No function returns it, so each call fails its test, and the judgement tells what came back. */
    private static final String NOTHING_RETURNS_THIS = "'preceptor: whatever this call returns'";

    /** The judgement cuts longer values in the middle. */
    private static final int LONGEST_RESULT = 280;

    private static final Pattern NO_WRITTEN_FORM = Pattern.compile("<[^>]* at 0x|^<|\\b(nan|inf)\\b");

    private final Function<Program, Judgement> first;
    private final Function<Program, Judgement> second;

    /** @param second a sandbox with another hash seed than the first */
    Trial(Function<Program, Judgement> first, Function<Program, Judgement> second) {
        this.first = first;
        this.second = second;
    }

    /**
     * The draft's tests, each of which its solution passes.
     *
     * @throws UnusableException if the solution does not run, or its results make no tests
     * @throws CommandException if the sandbox failed, which says nothing about the draft
     */
    List<String> testsOf(Draft draft) throws UnusableException {
        List<String> results = resultsOf(draft);
        if (results.stream().distinct().count() == 1) {
            throw new UnusableException(DropReason.TRIVIAL);
        }
        List<String> tests = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            tests.add("assert " + draft.calls().get(i) + " == " + results.get(i));
        }
        if (!judged(second, draft, tests).verdict().passed()) {
            throw new UnusableException(DropReason.NOT_DETERMINISTIC);
        }
        return tests;
    }

    private List<String> resultsOf(Draft draft) throws UnusableException {
        UnaryOperator<String> question = call -> "assert " + call + " == " + NOTHING_RETURNS_THIS;
        Judgement judgement =
                judged(first, draft, draft.calls().stream().map(question).toList());
        switch (judgement.verdict()) {
            case REJECTED -> throw new UnusableException(DropReason.DOES_NOT_PARSE);
            case TIMED_OUT, OUT_OF_MEMORY -> throw new UnusableException(DropReason.TIMES_OUT);
            case CRASHED, PASSED -> throw new UnusableException(DropReason.RAISES);
            default -> {
                List<String> results = new ArrayList<>();
                for (CaseResult result : judgement.cases()) {
                    results.add(resultOf(result));
                }
                return results;
            }
        }
    }

    private static String resultOf(CaseResult result) throws UnusableException {
        String got = result.got();
        if (got == null) {
            throw new UnusableException(DropReason.RAISES);
        }
        if (got.length() > LONGEST_RESULT) {
            throw new UnusableException(DropReason.RESULT_TOO_LONG);
        }
        if (NO_WRITTEN_FORM.matcher(got).find()) {
            throw new UnusableException(DropReason.OBJECT_ADDRESS);
        }
        return got;
    }

    private static Judgement judged(Function<Program, Judgement> sandbox, Draft draft, List<String> tests) {
        List<TestSuite.Test> suite =
                tests.stream().map(text -> new TestSuite.Test(text, false)).toList();
        Judgement judgement =
                sandbox.apply(new Program(draft.solution(), new TestSuite(draft.entryPoint(), "", suite, null, null)));
        if (judgement.verdict() == Verdict.SANDBOX_ERROR) {
            throw CommandException.failed("a draft could not be run, for a fault of ours: " + judgement.detail());
        }
        return judgement;
    }
}
