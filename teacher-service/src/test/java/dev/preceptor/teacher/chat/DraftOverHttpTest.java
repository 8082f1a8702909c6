package dev.preceptor.teacher.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Draft;
import dev.preceptor.contracts.event.DraftOutcome;
import dev.preceptor.contracts.event.DraftRequest;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.teacher.Given;
import dev.preceptor.teacher.drafting.Drafter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Drafts from a teacher over real HTTP. */
class DraftOverHttpTest extends OverHttp {

    private static final String DRAFT =
            """
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
            twice(-3)
            twice(10)
            twice(2.5)
            ```
            """;

    private Draft draft() {
        return draft(Given.openAi(server.baseUrl(), null, 1, 1));
    }

    private Draft draft(TeacherSpecification teacher) {
        DraftRequest request = DraftRequest.of("run", 1, 1, teacher, List.of(Given.task(Given.RIGHT)));
        return new Drafter(Map.of("openai", client), 0.7).draft(request);
    }

    @Test
    void theReasoningBeforeADraftIsNoDraft() {
        String thought = DRAFT.replace("twice", "thrice");
        server.then(server.answer("<think>\n" + thought + "\n</think>\n" + DRAFT.replace("\n", "\r\n"), 50, 20));

        Draft draft = draft();

        assertThat(draft.outcome()).isEqualTo(DraftOutcome.ANSWERED);
        assertThat(draft.task().entryPoint()).isEqualTo("twice");
        assertThat(draft.task().solution()).isEqualTo("def twice(n):\n    return 2 * n\n");
    }

    @Test
    void aDraftIsNotAskedForLogProbabilities() {
        server.then(server.answer(DRAFT, 50, 20));

        Draft draft = draft(Given.openAi(server.baseUrl(), null, 1, 1).withLogprobs(5));

        assertThat(draft.outcome()).isEqualTo(DraftOutcome.ANSWERED);
        assertThat(server.requests().get(0).has("logprobs")).isFalse();
    }

    @Test
    void aRefusalIsToldInTheServersWords() {
        server.then(FakeChatServer.response(
                200, "application/json", "{\"error\": {\"code\": 404, \"message\": \"no such model\"}}"));

        Draft draft = draft();

        assertThat(draft.outcome()).isEqualTo(DraftOutcome.FAULTED);
        assertThat(draft.detail()).contains("(404): no such model");
        assertThat(draft.costUsd()).isZero();
    }
}
