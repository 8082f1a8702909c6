package dev.preceptor.executor.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Draft;
import dev.preceptor.contracts.event.DraftBuilder;
import dev.preceptor.contracts.event.DraftOutcome;
import dev.preceptor.contracts.event.DraftRequest;
import dev.preceptor.contracts.event.DraftTrial;
import dev.preceptor.contracts.event.DraftedTask;
import dev.preceptor.contracts.event.DropReason;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import dev.preceptor.executor.sandbox.Limits;
import dev.preceptor.executor.sandbox.Sandbox;
import dev.preceptor.executor.sandbox.SandboxConfiguration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Drafts in two real sandboxes. */
class TrialIT {

    private static Sandbox first;
    private static Sandbox second;
    private static Trial trial;

    @BeforeAll
    static void start() {
        SandboxConfiguration configuration =
                SandboxConfiguration.DEFAULT.withWorkers(1).withLimits(Limits.DEFAULT.withCpuSeconds(1));
        first = Sandbox.start(configuration);
        second = Sandbox.start(configuration.withSeed(1));
        trial = new Trial(first::judge, second::judge);
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
    }

    @Test
    void whatTheSolutionReturnsBecomesTheTests() {
        DraftTrial tried = trial.of(draft("return {n, 'a'} if n else [None, (1.5, 'it' + chr(39) + 's')]"));

        assertThat(tried.dropped()).isNull();
        assertThat(tried.fault()).isNull();
        assertThat(tried.tests().get(0)).isEqualTo("assert f(0) == [None, (1.5, \"it's\")]");
        assertThat(tried.tests()).hasSize(5);
    }

    @Test
    void whatLooksLikeAnObjectInsideAStringIsAString() {
        DraftTrial tried = trial.of(draft("return [f'<b at 0x{n}> nan', -1e300, 2j, b'x', set(), n]"));

        assertThat(tried.dropped()).isNull();
        assertThat(tried.tests().get(1)).isEqualTo("assert f(1) == ['<b at 0x1> nan', -1e+300, 2j, b'x', set(), 1]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DOES_NOT_PARSE    | return ( | The program does not parse.; Error: ",
                "RAISES            | return 1 / n | f(0) raised ZeroDivisionError: division by zero",
                "RAISES            | import os; os._exit(3) | Call: f(0); Error: ",
                "TIMES_OUT         | exec('while True: pass') | Call: f(0); Error: ",
                "TIMES_OUT         | return len([n] * 10 ** 10) | Call: f(0); Error: ",
                "OBJECT_ADDRESS    | return object() | f(0) returns <object object",
                "OBJECT_ADDRESS    | return [lambda: n] | f(0) returns [<function f.<locals>.<lambda>",
                "OBJECT_ADDRESS    | return float('nan') if n == 0 else n | f(0) returns nan",
                "OBJECT_ADDRESS    | import datetime; return datetime.date(2000, 1, n + 4) | f(0) returns datetime.date(2000, 1, 4)",
                "RESULT_TOO_LONG   | return 'x' * (n + 1000) | f(0) returns more than 280 characters: 'xxx",
                "NOT_DETERMINISTIC | return list({str(i + n) for i in range(20)}) | f(0) returned ['",
                "NOT_DETERMINISTIC | import random; return random.random() | f(0) returned 0.",
                "NOT_DETERMINISTIC | return hash(str(n)) | f(0) returned ",
                "TRIVIAL           | return 'always' | every call returns 'always'"
            },
            quoteCharacter = '`')
    void whatMakesNoTestsIsDropped(DropReason reason, String body, String detail) {
        DraftTrial tried = trial.of(draft(body));

        assertThat(tried.dropped()).isEqualTo(reason);
        assertThat(tried.detail()).startsWith(detail).doesNotContain("\n", "preceptor: whatever");
        if (reason == DropReason.NOT_DETERMINISTIC) {
            assertThat(tried.detail()).contains(", then ");
        }
        assertThat(tried.tests()).isEmpty();
    }

    @Test
    void itIsHeldAgainstTheTestsOfItsRivals() {
        Task other = rival("other", "assert f(2) == 5");
        Task same = rival("same", "assert f(2) == 4");

        assertThat(trial.of(draft("return 2 * n").against(List.of(other, same))).rival())
                .isEqualTo("same");
        assertThat(trial.of(draft("return 2 * n").against(List.of(other))).rival())
                .isNull();
    }

    private static Task rival(String id, String test) {
        return TaskBuilder.builder()
                .id(id)
                .prompt("Double it.")
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint("f")
                .tests(List.of(test))
                .build();
    }

    private static Draft draft(String body) {
        DraftedTask task = new DraftedTask(
                "Do something.",
                "f",
                "def f(n):\n    " + body + "\n",
                List.of("f(0)", "f(1)", "f(2)", "f(-3)", "f(10)"));
        DraftRequest request = DraftRequest.of("generation", 1, 1, null, List.of());
        return DraftBuilder.builder()
                .id(Draft.idOf(request, List.of()))
                .request(request)
                .outcome(DraftOutcome.ANSWERED)
                .task(task)
                .model("m")
                .promptTokens(1)
                .completionTokens(1)
                .costUsd(0)
                .rivals(List.of())
                .build();
    }
}
