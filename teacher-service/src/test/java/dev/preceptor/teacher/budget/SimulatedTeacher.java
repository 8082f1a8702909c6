package dev.preceptor.teacher.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** The other side's books: what it was asked, and what it bills. */
final class SimulatedTeacher {

    private final Map<String, Long> billed = new HashMap<>();
    private final Map<String, Long> billedByRung = new HashMap<>();
    private final Set<String> recorded = new HashSet<>();
    private final boolean neverTwice;
    private int requests;

    /** @param neverTwice whether to check that nothing is asked whose answer was recorded */
    SimulatedTeacher(boolean neverTwice) {
        this.neverTwice = neverTwice;
    }

    /** Bills something from nothing (a refusal) to the greatest cost, whatever becomes of who asked. */
    long answer(BudgetRequest request, Random random) {
        requests++;
        if (neverTwice) {
            assertThat(recorded).doesNotContain(request.callId());
        }
        long cost =
                switch (random.nextInt(4)) {
                    case 0 -> 0;
                    case 1 -> 1 + random.nextLong(request.greatestCost());
                    default -> request.greatestCost();
                };
        assertThat(billed.merge(request.requester().runId(), cost, Long::sum))
                .as("billed to %s", request.requester().runId())
                .isLessThanOrEqualTo(request.cap());
        assertThat(billedByRung.merge(request.rungName(), cost, Long::sum))
                .as("billed to the rung %s", request.rungName())
                .isLessThanOrEqualTo(request.rung().cap());
        return cost;
    }

    void recorded(BudgetRequest request) {
        recorded.add(request.callId());
    }

    int requests() {
        return requests;
    }

    long billed(String runId) {
        return billed.getOrDefault(runId, 0L);
    }

    int answers() {
        return recorded.size();
    }
}
