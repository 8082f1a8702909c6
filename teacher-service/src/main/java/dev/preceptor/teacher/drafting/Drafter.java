package dev.preceptor.teacher.drafting;

import dev.preceptor.contracts.event.Draft;
import dev.preceptor.contracts.event.DraftOutcome;
import dev.preceptor.contracts.event.DraftRequest;
import dev.preceptor.contracts.event.DraftedTask;
import dev.preceptor.contracts.event.DropReason;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.teacher.chat.Bought;
import dev.preceptor.teacher.chat.ChatRequest;
import dev.preceptor.teacher.chat.PaidChat;
import dev.preceptor.teacher.prompt.DraftPrompt;
import java.util.List;
import java.util.Map;

/** Has tasks invented by the teacher. The same request, delivered again, gives the same draft and is paid for once. */
public final class Drafter {

    private final Map<String, PaidChat> chats;
    private final double temperature;

    /**
     * @param chats by the teacher's backend
     * @param temperature how freely the teacher invents
     */
    public Drafter(Map<String, PaidChat> chats, double temperature) {
        this.chats = Map.copyOf(chats);
        this.temperature = temperature;
    }

    /** Blocks for as long as the teacher does. */
    public Draft draft(DraftRequest request) {
        PaidChat chat = chats.get(request.teacher().backend());
        if (chat == null) {
            return without(
                    request,
                    DraftOutcome.FAULTED,
                    "teacher.backend '" + request.teacher().backend() + "' invents no tasks; those that do: "
                            + String.join(", ", chats.keySet().stream().sorted().toList()));
        }
        ChatRequest asked = new ChatRequest(request.teacher(), DraftPrompt.messages(request.seeds()), temperature);
        String occasion = "draft " + request.number() + "/" + request.attempt();
        Bought bought = chat.answer(asked, request.runId(), request.id(), occasion);
        if (bought instanceof Bought.Nothing nothing) {
            boolean unfunded = nothing.outcome() == RefinementOutcome.UNFUNDED;
            return without(request, unfunded ? DraftOutcome.UNFUNDED : DraftOutcome.FAULTED, nothing.detail());
        }
        return draft(request, (Bought.Reply) bought);
    }

    private static Draft draft(DraftRequest request, Bought.Reply reply) {
        TeacherCall.Answer answer = reply.entry().answer();
        DraftedTask task = null;
        DropReason dropped = null;
        try {
            task = DraftForm.read(answer.content());
        } catch (DraftForm.UnusableException e) {
            dropped = e.reason();
        }
        return new Draft(
                Draft.idOf(request, List.of()),
                request,
                task == null ? DraftOutcome.UNUSABLE : DraftOutcome.ANSWERED,
                task,
                dropped,
                null,
                answer.model(),
                answer.promptTokens(),
                answer.completionTokens(),
                reply.paid() ? reply.entry().costUsd() : 0,
                List.of());
    }

    private static Draft without(DraftRequest request, DraftOutcome outcome, String detail) {
        return new Draft(
                Draft.idOf(request, List.of()),
                request,
                outcome,
                null,
                null,
                detail,
                request.teacher().model(),
                0,
                0,
                0,
                List.of());
    }
}
