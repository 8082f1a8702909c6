package dev.preceptor.teacher.drafting;

import dev.preceptor.contracts.answer.AnswerText;
import dev.preceptor.contracts.event.Draft;
import dev.preceptor.contracts.event.DraftBuilder;
import dev.preceptor.contracts.event.DraftOutcome;
import dev.preceptor.contracts.event.DraftRequest;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.httpclient.completion.Completion;
import dev.preceptor.teacher.chat.ChatRequest;
import dev.preceptor.teacher.chat.Payer;
import dev.preceptor.teacher.chat.TeacherClient;
import dev.preceptor.teacher.chat.TeacherResponse;
import dev.preceptor.teaching.prompt.DraftPrompt;
import java.util.List;
import java.util.Map;

/** Requests drafts of new tasks from the teacher. A request that is delivered again gives the same draft and is paid for once. */
public final class Drafter {

    /** The finish reason of an answer that reached its limit of tokens. */
    private static final String CUT_OFF = "length";

    private final Map<String, TeacherClient> clients;
    private final double temperature;

    /**
     * @param clients by {@code teacher.backend}
     * @param temperature sampling temperature of drafts
     */
    public Drafter(Map<String, TeacherClient> clients, double temperature) {
        this.clients = Map.copyOf(clients);
        this.temperature = temperature;
    }

    /** Blocks while the teacher does. */
    public Draft draft(DraftRequest request) {
        TeacherClient client = clients.get(request.teacher().backend());
        if (client == null) {
            return without(
                    request,
                    DraftOutcome.FAULTED,
                    "teacher.backend '" + request.teacher().backend() + "' invents no tasks; those that do: "
                            + String.join(
                                    ", ", clients.keySet().stream().sorted().toList()));
        }
        ChatRequest chatRequest = new ChatRequest(
                request.teacher().withLogprobs(null),
                DraftPrompt.messages(request.seeds(), request.teacher().context()),
                temperature);
        String attemptKey = "draft " + request.number() + "/" + request.attempt();
        TeacherResponse response =
                client.answer(chatRequest, Payer.of(request.teacher(), request.runId()), request.id(), attemptKey);
        if (response instanceof TeacherResponse.Unanswered unanswered) {
            boolean unfunded = unanswered.outcome() == RefinementOutcome.UNFUNDED;
            return without(request, unfunded ? DraftOutcome.UNFUNDED : DraftOutcome.FAULTED, unanswered.detail());
        }
        return draft(request, (TeacherResponse.Answered) response);
    }

    private static Draft draft(DraftRequest request, TeacherResponse.Answered response) {
        TeacherCall.Answer answer = response.entry().answer();
        DraftBuilder draft = draftOf(request)
                .model(answer.model())
                .promptTokens(answer.promptTokens())
                .completionTokens(answer.completionTokens())
                .costUsd(response.paid() ? response.entry().costUsd() : 0);
        try {
            boolean cut = Completion.isCut(answer.finishReason());
            draft.task(DraftParser.parse(AnswerText.of(answer.content(), cut).text()))
                    .outcome(DraftOutcome.ANSWERED);
        } catch (DraftParser.UnusableException e) {
            draft.dropped(e.reason()).detail(detail(e, request, answer)).outcome(DraftOutcome.UNUSABLE);
        }
        return draft.build();
    }

    private static String detail(DraftParser.UnusableException e, DraftRequest request, TeacherCall.Answer answer) {
        return CUT_OFF.equals(answer.finishReason())
                ? "the answer was cut off at teacher.maxTokens ("
                        + request.teacher().maxTokens() + "): " + e.getMessage()
                : e.getMessage();
    }

    private static Draft without(DraftRequest request, DraftOutcome outcome, String detail) {
        return draftOf(request)
                .model(request.teacher().model())
                .outcome(outcome)
                .detail(detail)
                .build();
    }

    private static DraftBuilder draftOf(DraftRequest request) {
        return DraftBuilder.builder()
                .id(Draft.idOf(request, List.of()))
                .request(request)
                .rivals(List.of());
    }
}
