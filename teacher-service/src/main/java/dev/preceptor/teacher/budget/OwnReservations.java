package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * This replica's reservations that are sent and not yet read back, in the order in which they were sent. Not thread-safe;
 * {@link BudgetLedger} guards it.
 */
final class OwnReservations {

    /**
     * A reservation that is not yet read back.
     *
     * @param cap the run's budget in nanodollars
     * @param rung the rung that is asked, with its budget; null where there is one teacher
     * @param gapsBefore number of gaps in the log when it was sent
     * @param decision completes once the reservation is read back
     */
    record Pending(
            TeacherCall reservation,
            long cap,
            RungBudget rung,
            long gapsBefore,
            CompletableFuture<ReservationDecision> decision) {}

    private final Map<String, Pending> byKey = new LinkedHashMap<>();

    CompletableFuture<ReservationDecision> add(TeacherCall reservation, long cap, RungBudget rung, long gapsBefore) {
        Pending pending = new Pending(reservation, cap, rung, gapsBefore, new CompletableFuture<>());
        byKey.put(reservation.key(), pending);
        return pending.decision();
    }

    /** Null where no reservation of this key is pending. */
    Pending get(String key) {
        return byKey.get(key);
    }

    void remove(String key) {
        byKey.remove(key);
    }

    void decide(String key, ReservationDecision decision) {
        byKey.remove(key).decision().complete(decision);
    }

    void failAll(LedgerUnavailableException failure) {
        byKey.values().forEach(pending -> pending.decision().completeExceptionally(failure));
    }

    List<TeacherCall> ofPurse(String purse) {
        return byKey.values().stream()
                .map(Pending::reservation)
                .filter(reservation -> reservation.account().equals(purse))
                .toList();
    }

    List<TeacherCall> atEndpoint(String endpoint) {
        return byKey.values().stream()
                .map(Pending::reservation)
                .filter(reservation -> reservation.turn() != null
                        && reservation.turn().endpoint().equals(endpoint))
                .toList();
    }
}
