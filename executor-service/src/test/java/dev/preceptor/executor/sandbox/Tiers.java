package dev.preceptor.executor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.Assumptions;

/** A sandbox in each tier of isolation that this machine has. */
record Tiers(List<Sandbox> sandboxes) implements AutoCloseable {

    /** Starts them; the test is skipped where this machine has neither tier. */
    static Tiers start(Limits limits) {
        List<Sandbox> started = Stream.of(Isolation.A, Isolation.B)
                .map(isolation -> startOrNull(isolation, limits))
                .filter(Objects::nonNull)
                .toList();
        Assumptions.assumeThat(started)
                .as("no tier of isolation is to be had on this machine")
                .isNotEmpty();
        return new Tiers(started);
    }

    private static Sandbox startOrNull(Isolation isolation, Limits limits) {
        try {
            return Sandbox.start(SandboxConfiguration.DEFAULT
                    .withIsolation(isolation)
                    .withLimits(limits)
                    .withWorkers(1));
        } catch (SandboxException e) {
            assertThat(e).hasMessageContaining("tier " + isolation.word());
            return null;
        }
    }

    @Override
    public void close() {
        sandboxes.forEach(Sandbox::close);
    }
}
