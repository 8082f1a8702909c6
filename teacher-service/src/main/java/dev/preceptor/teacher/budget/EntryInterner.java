package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import java.util.HashMap;
import java.util.Map;

/** Interns the values that recur from entry to entry, so that each takes memory once. Not thread-safe. */
final class EntryInterner {

    private final Map<String, String> strings = new HashMap<>();
    private final Map<TeacherCall.Turn, TeacherCall.Turn> turns = new HashMap<>();

    /** An equal entry whose run, owner, purse, rung, model, finish reason and turn are shared with earlier entries. */
    TeacherCall intern(TeacherCall entry) {
        return entry.with(call -> call.runId(intern(strings, entry.runId()))
                .owner(intern(strings, entry.owner()))
                .answer(entry.answer() == null ? null : intern(entry.answer()))
                .purse(intern(strings, entry.purse()))
                .turn(intern(turns, entry.turn()))
                .rung(intern(strings, entry.rung())));
    }

    private TeacherCall.Answer intern(TeacherCall.Answer answer) {
        return new TeacherCall.Answer(
                intern(strings, answer.model()),
                answer.content(),
                answer.promptTokens(),
                answer.completionTokens(),
                intern(strings, answer.finishReason()),
                answer.cachedTokens(),
                answer.withheld(),
                answer.logprobs());
    }

    private static <T> T intern(Map<T, T> known, T value) {
        if (value == null) {
            return null;
        }
        T earlier = known.putIfAbsent(value, value);
        return earlier == null ? value : earlier;
    }
}
