package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * A reservation that is being written to the log. Its position relative to this replica's other reservations is fixed.
 *
 * @param written completes once the log has acknowledged the entry
 * @param decision completes once the entry is read back
 * @param latestStart the request must not be sent after
 */
public record PendingReservation(
        TeacherCall entry,
        CompletableFuture<Long> written,
        CompletableFuture<ReservationDecision> decision,
        Instant latestStart) {}
