package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.Answer;
import java.util.HashMap;
import java.util.Map;

/** What recurs from entry to entry takes memory once. Not safe for threads. */
final class Recurring {

    private final Map<String, String> strings = new HashMap<>();
    private final Map<TeacherCall.Turn, TeacherCall.Turn> turns = new HashMap<>();

    /** An equal entry, whose run, owner, purse, model, reason and turn are those of earlier ones that have the same. */
    TeacherCall in(TeacherCall entry) {
        return new TeacherCall(
                entry.callId(),
                one(strings, entry.runId()),
                entry.number(),
                entry.state(),
                entry.greatestCostUsd(),
                entry.costUsd(),
                one(strings, entry.owner()),
                entry.at(),
                entry.deadline(),
                entry.answer() == null ? null : in(entry.answer()),
                entry.detail(),
                one(strings, entry.purse()),
                entry.refinementId(),
                one(turns, entry.turn()));
    }

    private Answer in(Answer answer) {
        return new Answer(
                one(strings, answer.model()),
                answer.content(),
                answer.promptTokens(),
                answer.completionTokens(),
                one(strings, answer.finishReason()),
                answer.cachedTokens());
    }

    private static <T> T one(Map<T, T> known, T value) {
        if (value == null) {
            return null;
        }
        T earlier = known.putIfAbsent(value, value);
        return earlier == null ? value : earlier;
    }
}
