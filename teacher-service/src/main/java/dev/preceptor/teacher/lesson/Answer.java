package dev.preceptor.teacher.lesson;

import dev.preceptor.contracts.event.RefinementOutcome;

/**
 * What a teacher's answer comes to.
 *
 * @param outcome never UNCHANGED, which only who knows the attempt can tell
 * @param code the program; null unless ANSWERED
 * @param detail why there is no program; null where there is one
 * @param costUsd in US dollars
 */
public record Answer(
        RefinementOutcome outcome,
        String code,
        String detail,
        String model,
        int promptTokens,
        int completionTokens,
        double costUsd) {}
