package dev.preceptor.teacher.drafting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.event.DraftedTask;
import dev.preceptor.contracts.event.DropReason;
import dev.preceptor.teacher.drafting.DraftParser.UnusableException;
import org.junit.jupiter.api.Test;

class DraftParserTest {

    private static final String GOOD =
            """
            Here is one.

            ### Task
            Write a function `twice(n)` that returns n times two.
            ### Solution
            ```python
            def twice(n):
                return 2 * n
            ```
            ### Calls
            ```python
            twice(0)
            twice(1)
            twice(-3)   # negative
            twice(1)
            # big
            twice(10**6)
            twice(2.5)
            ```
            """;

    @Test
    void readsTheFormThatIsAskedFor() throws UnusableException {
        DraftedTask draft = DraftParser.parse(GOOD);

        assertThat(draft.prompt()).isEqualTo("Write a function `twice(n)` that returns n times two.");
        assertThat(draft.entryPoint()).isEqualTo("twice");
        assertThat(draft.solution()).isEqualTo("def twice(n):\n    return 2 * n\n");
        assertThat(draft.calls()).containsExactly("twice(0)", "twice(1)", "twice(-3)", "twice(10**6)", "twice(2.5)");
    }

    @Test
    void anotherFormIsUnreadable() {
        isDropped(
                "I cannot do that.",
                DropReason.UNREADABLE,
                "the answer has no section 'Task'; it begins: 'I cannot do that.'");
        isDropped(
                GOOD.replace("### Solution", "### Program"),
                DropReason.UNREADABLE,
                "the answer has no section 'Solution'; it begins: 'Here is one.'");
        isDropped(
                GOOD.replace("twice(1)", "other(0)"),
                DropReason.UNREADABLE,
                "the calls are of two functions, twice and other");
        isDropped(
                GOOD.replace("twice(0)", "x = 3"),
                DropReason.UNREADABLE,
                "the line 'x = 3' is not a call of a function");
        isDropped(
                GOOD.substring(0, GOOD.lastIndexOf("```")),
                DropReason.UNREADABLE,
                "the sections 'Task', 'Solution', 'Calls' are not in this order, or a code block is not closed");
    }

    @Test
    void fourCallsAreTooFew() {
        isDropped(
                GOOD.replace("twice(-3)   # negative\n", "").replace("twice(2.5)\n", ""),
                DropReason.TOO_FEW_CALLS,
                "3 different calls, at least 5 are needed");
    }

    private static void isDropped(String answer, DropReason reason, String detail) {
        assertThatThrownBy(() -> DraftParser.parse(answer))
                .hasMessage(detail)
                .isInstanceOfSatisfying(
                        UnusableException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
