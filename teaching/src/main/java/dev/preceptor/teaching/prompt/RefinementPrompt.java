package dev.preceptor.teaching.prompt;

import dev.preceptor.teaching.PreviousAnswer;
import dev.preceptor.teaching.RefinementRequest;
import java.util.List;

/**
 * Prompt to correct the student's program. It states that the program fails and must change, and that its approach may be wrong;
 * without that, weaker models return the program unchanged or keep an approach that cannot work.
 */
public final class RefinementPrompt {

    private static final String ROLE =
            "You teach Python by correcting students' programs. You answer with corrected programs, without explanations.";

    private RefinementPrompt() {}

    public static List<ChatMessage> messages(RefinementRequest request) {
        return messages(request, ProgramText.VERBATIM);
    }

    /**
     * The prompt with the programs in their {@linkplain dev.preceptor.contracts.python.NormalForm normal form}. Requests for which it is
     * equal may share an answer. No model is asked this.
     */
    public static List<ChatMessage> normalForm(RefinementRequest request) {
        return messages(request, ProgramText.NORMAL_FORM);
    }

    private static List<ChatMessage> messages(RefinementRequest request, ProgramText programs) {
        StringBuilder text = new StringBuilder(PromptParts.of(request.task()));
        if (request.attempt().isBlank()) {
            text.append("\n\nThe student's answer held no program.");
        } else {
            text.append("\n\nA student wrote this program. It is wrong:\n")
                    .append(PromptParts.python(programs.program(request.attempt())));
        }
        text.append("\n\nThis came of it when it was run:\n")
                .append(PromptParts.quoted(programs.feedback(request.feedback())));
        PreviousAnswer previous = request.previous();
        if (previous != null) {
            text.append(PromptParts.previous(new PreviousAnswer(
                    programs.program(previous.code()), programs.feedback(previous.feedback()), previous.byOther())));
        }
        text.append(request.attempt().isBlank() ? "\n\nWrite the program." : MEND)
                .append(PromptParts.answerForm(request.task()));
        return List.of(PromptParts.system(request.teacher().context(), ROLE), ChatMessage.user(text.toString()));
    }

    private static final String MEND =
            "\n\nFind the mistake behind this and mend the student's program. Keep whatever is right, and change as little as"
                    + " will make it correct for every input that the task allows, not for this one alone; but where its idea"
                    + " is wrong, take another. As it stands it fails: given back unchanged it is no correction.";
}
