package dev.preceptor.run.readmodel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorTypeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ZeroDivisionError: division by zero | ZeroDivisionError",
                "AssertionError | AssertionError",
                "json.decoder.JSONDecodeError: Expecting value | JSONDecodeError",
                "'KeyError: ''a: b''' | KeyError",
                "the call did not return | WRONG_RESULT",
                " | WRONG_RESULT"
            })
    void isTheExceptionOfTheFirstFailedTest(String error, String type) {
        List<CaseResult> cases = List.of(test(true, null), test(false, error), test(false, "MemoryError"));

        assertThat(ErrorType.of(Verdict.FAILED, cases, null)).isEqualTo(type);
    }

    @Test
    void isTheExceptionThatTheProgramRaisedWhileItWasLoaded() {
        String feedback =
                "The program raised an error as it was loaded.\nError: NameError: name 'x' is not defined\nLine 1: x";

        assertThat(ErrorType.of(Verdict.FAILED, List.of(), feedback)).isEqualTo("NameError");
        assertThat(ErrorType.of(Verdict.FAILED, null, null)).isEqualTo(ErrorType.WRONG_RESULT);
    }

    @Test
    void isTheVerdictOfAProgramThatWasEndedOrCouldNotBeCalled() {
        List<CaseResult> cases = List.of(test(false, "ValueError: x"));

        assertThat(ErrorType.of(Verdict.TIMED_OUT, cases, null)).isEqualTo("TIMED_OUT");
        assertThat(ErrorType.of(Verdict.REJECTED, List.of(), null)).isEqualTo("REJECTED");
    }

    @Test
    void isNothingWhereTheProgramIsNotToBlame() {
        assertThat(ErrorType.of(null, List.of(), null)).isNull();
        assertThat(ErrorType.of(Verdict.PASSED, List.of(test(true, null)), null))
                .isNull();
        assertThat(ErrorType.of(Verdict.SANDBOX_ERROR, List.of(), null)).isNull();
    }

    private static CaseResult test(boolean passed, String error) {
        return new CaseResult("assert f(1)", false, passed, null, null, null, error);
    }
}
