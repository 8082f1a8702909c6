package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * A reservation that is on its way into the log, where its place is settled.
 *
 * @param sent completes when it can no longer be lost
 * @param judgement completes when it is read back
 * @param latestStart the request must not be made after
 */
public record Placed(
        TeacherCall entry, CompletableFuture<Long> sent, CompletableFuture<Judgement> judgement, Instant latestStart) {}
