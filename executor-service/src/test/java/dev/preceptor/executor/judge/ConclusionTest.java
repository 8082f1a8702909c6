package dev.preceptor.executor.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConclusionTest {

    private static final String CODE = "def f(n):\n    while n:\n        n += 1\n    return n\n";
    private static final TestSuite SUITE = new TestSuite(
            "f",
            "",
            List.of(
                    new TestSuite.Test("assert f(0) == 0", true),
                    new TestSuite.Test("assert f(1) == 9", false),
                    new TestSuite.Test("assert f(2) == 3", false)),
            null,
            null);

    private static final String FINE = "{\"signal\": null, \"exit\": 0, \"over\": null, \"processorSeconds\": 0.01}";
    private static final String GONE = "{\"signal\": null, \"exit\": 3, \"over\": null, \"processorSeconds\": 0.01}";
    private static final String FIRST_PASSED =
            "{\"case\": {\"test\": \"assert f(0) == 0\", \"public\": true, \"passed\": true}}";
    private static final String SECOND_STOPPED = "{\"case\": {\"test\": \"assert f(1) == 9\", \"public\": false,"
            + " \"passed\": false, \"call\": \"f(1)\", \"expected\": \"9\"}}";

    @Test
    void aProgramWhoseTimeIsUpKeepsWhatItPassedAndShowsWhereItWas() throws Exception {
        Judgement judgement = conclude(
                        summary("{\"signal\": 9, \"exit\": null, \"over\": \"cpu\", \"processorSeconds\": 5.0}", GONE),
                        FIRST_PASSED,
                        SECOND_STOPPED,
                        "{\"gone\": \"it ended\", \"line\": 3}")
                .judgement();

        assertThat(judgement.verdict()).isEqualTo(Verdict.TIMED_OUT);
        assertThat(judgement.feedback())
                .isEqualTo(
                        """
                        2 of 3 tests failed. The first of them:
                        Call: f(1)
                        Expected: 9
                        Error: did not end within 5 s of processor time
                        Line 3: n += 1""");
        assertThat(judgement.cases()).extracting(CaseResult::passed).containsExactly(true, false, false);
        assertThat(judgement.cases())
                .extracting(CaseResult::error)
                .containsExactly(
                        null, "did not end within 5 s of processor time", "not run: the program's process had ended");
    }

    @Test
    void aProcessThatWasKilledOnOneInputIsACrashAndTheOthersCount() throws Exception {
        String killed = SECOND_STOPPED.replace(
                "\"call\"",
                "\"error\": \"the process ended early, killed by signal 11 (segmentation fault)\", \"raised\": \"signal 11\", \"call\"");
        Judgement judgement = conclude(summary(FINE, FINE), FIRST_PASSED, killed, FIRST_PASSED, "{\"end\": true}")
                .judgement();

        assertThat(judgement.verdict()).isEqualTo(Verdict.CRASHED);
        assertThat(judgement.cases()).extracting(CaseResult::passed).containsExactly(true, false, true);
        assertThat(judgement.feedback())
                .contains(
                        "1 of 3 tests failed",
                        "Error: the process ended early, killed by signal 11 (segmentation fault)");
    }

    @Test
    void theStudentIsToldNothingOfAPrivateTest() throws Exception {
        String privateFailure = SECOND_STOPPED.replace("\"expected\"", "\"got\": \"2\", \"expected\"");
        Judgement judgement = conclude(summary(FINE, FINE), FIRST_PASSED, privateFailure, "{\"end\": true}")
                .judgement();

        assertThat(judgement.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(judgement.feedback()).contains("Expected: 9").contains("Got: 2");
        assertThat(judgement.publicFeedback()).isNull();
    }

    @Test
    void theStudentIsToldOfAPublicTest() throws Exception {
        String publicFailure = "{\"case\": {\"test\": \"assert f(0) == 0\", \"public\": true, \"passed\": false,"
                + " \"call\": \"f(0)\", \"expected\": \"0\", \"got\": \"7\"}}";
        Judgement judgement = conclude(summary(FINE, FINE), publicFailure, SECOND_STOPPED, "{\"end\": true}")
                .judgement();

        assertThat(judgement.publicFeedback()).isEqualTo("Call: f(0)\nExpected: 0\nGot: 7");
        assertThat(judgement.feedback()).startsWith("3 of 3 tests failed. The first of them:\nCall: f(0)");
    }

    @Test
    void whatRejectsAProgramIsNoSecret() throws Exception {
        Judgement judgement = conclude(
                        summary(FINE, FINE),
                        "{\"loading\": {\"rejected\": \"SyntaxError: invalid syntax\", \"line\": 2}}")
                .judgement();

        assertThat(judgement.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(judgement.feedback())
                .isEqualTo("The program does not parse.\nError: SyntaxError: invalid syntax\nLine 2: while n:")
                .isEqualTo(judgement.publicFeedback());
    }

    @Test
    void aLineThatTheProgramDoesNotHaveIsLeftOut() throws Exception {
        Judgement judgement = conclude(
                        summary(FINE, FINE),
                        "{\"loading\": {\"raised\": {\"type\": \"E\", \"text\": \"x\", \"line\": 4000}}}")
                .judgement();

        assertThat(judgement.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(judgement.feedback()).isEqualTo("The program raised an error as it was loaded.\nError: E: x");
    }

    @Test
    void aProcessThatIsKilledCrashed() throws Exception {
        String killed = "{\"signal\": 11, \"exit\": null, \"over\": null, \"processorSeconds\": 0.1}";
        Judgement judgement = conclude(summary(killed, GONE), "{\"gone\": \"it ended\", \"line\": null}")
                .judgement();

        assertThat(judgement.verdict()).isEqualTo(Verdict.CRASHED);
        assertThat(judgement.feedback())
                .isEqualTo("Error: the process ended early, killed by signal 11 (segmentation fault)");
    }

    @Test
    void aProcessThatSendsNonsenseCrashed() throws Exception {
        String ended = "{\"signal\": 9, \"exit\": null, \"over\": null, \"processorSeconds\": 0.1}";
        Judgement judgement = conclude(summary(ended, GONE), "{\"gone\": \"it sent not JSON\", \"line\": null}")
                .judgement();

        assertThat(judgement.verdict()).isEqualTo(Verdict.CRASHED);
        assertThat(judgement.feedback())
                .isEqualTo(
                        "Error: the program disturbed the process that it runs in, which sent nonsense in place of an"
                                + " answer");
    }

    @Test
    void brokenTestsSayNothingOfTheProgram() throws Exception {
        Conclusion conclusion = conclude(summary(FINE, FINE), "{\"broken\": \"the setup raises NameError: x\"}");

        assertThat(conclusion.fault()).isEmpty();
        assertThat(conclusion.judgement().verdict()).isEqualTo(Verdict.SANDBOX_ERROR);
        assertThat(conclusion.judgement().detail())
                .isEqualTo("the task itself is at fault: the setup raises NameError: x");
        assertThat(conclusion.judgement().feedback()).isNull();
    }

    @Test
    void aJudgeThatDiesOrHearsNothingIsAFaultOfOurs() throws Exception {
        String dead = "{\"signal\": 9, \"exit\": null, \"over\": null, \"processorSeconds\": 0.1}";

        assertThat(conclude(summary(FINE, dead), FIRST_PASSED).fault())
                .hasValue("the judging process ended early, killed by signal 9");
        assertThat(conclude(summary(dead, GONE)).fault())
                .hasValue("the program's process failed before the program was started");
        assertThat(conclude(summary(FINE, FINE), "{\"fault\": \"KeyError: v\"}").fault())
                .hasValue("the judging process failed: KeyError: v");
        assertThat(conclude(summary(FINE, FINE), FIRST_PASSED, "{\"cas").fault())
                .hasValue("the judging process ended early, with exit status 0");
    }

    private static Conclusion conclude(String summary, String... facts) throws Exception {
        return new Conclusion(new Program(CODE, SUITE), Transcript.parse(List.of(facts), summary), 5, 15, 512);
    }

    private static String summary(String program, String judge) {
        return "{\"candidate\": " + program + ", \"judge\": " + judge + ", \"seconds\": 0.2}";
    }
}
