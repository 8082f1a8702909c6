package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.answer.FoundProgram;
import dev.preceptor.contracts.answer.ProgramFinder;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.httpclient.completion.Completion;
import dev.preceptor.teaching.RefinementRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The program in a teacher's answer.
 *
 * @param code null where there is none
 * @param problem why there is none, in words; null where there is one
 */
record AnsweredProgram(String code, String problem) {

    /** The programs in the prompt, the student's and the teacher's previous one, may be quoted in the answer. */
    static AnsweredProgram of(TeacherCall.Answer answer, RefinementRequest request) {
        boolean cut = Completion.isCut(answer.finishReason());
        String entryPoint = request.task().entryPoint();
        FoundProgram found = ProgramFinder.find(answer.content(), entryPoint, programsIn(request), cut);
        if (cut && found.exists() && !found.complete()) {
            Optional<String> whole = found.withoutLastStatement(entryPoint);
            return whole.isPresent()
                    ? new AnsweredProgram(whole.get(), null)
                    : new AnsweredProgram(null, cut(request, "within its program"));
        }
        if (found.exists()) {
            return new AnsweredProgram(found.code(), null);
        }
        if (answer.withheld() != null) {
            return new AnsweredProgram(null, answer.withheld());
        }
        String before = answer.content() != null && found.problem().contains("reasoning")
                ? "within the model's reasoning"
                : "before its program";
        return new AnsweredProgram(null, cut ? cut(request, before) : found.problem());
    }

    private static String cut(RefinementRequest request, String where) {
        return "The answer was cut at teacher.maxTokens (" + request.teacher().maxTokens() + "), " + where + ".";
    }

    private static List<String> programsIn(RefinementRequest request) {
        return Stream.of(
                        request.attempt(),
                        request.previous() == null ? null : request.previous().code())
                .filter(code -> code != null && !code.isBlank())
                .toList();
    }
}
