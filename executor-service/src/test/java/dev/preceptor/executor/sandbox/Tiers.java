package dev.preceptor.executor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.Assumptions;

/** A sandbox in each tier of isolation that this machine has. */
final class Tiers implements AutoCloseable {

    private final List<Sandbox> sandboxes = new ArrayList<>();

    static Tiers of(SandboxConfiguration configuration) {
        Tiers tiers = new Tiers();
        for (Isolation isolation : List.of(Isolation.A, Isolation.B)) {
            try {
                tiers.sandboxes.add(Sandbox.start(configuration.withIsolation(isolation)));
            } catch (SandboxException e) {
                assertThat(e).hasMessageContaining("tier " + isolation.word());
            }
        }
        return tiers;
    }

    /** Sandboxes of one worker. */
    static Tiers of(Limits limits) {
        return of(SandboxConfiguration.DEFAULT.withLimits(limits).withWorkers(1));
    }

    void each(Consumer<Sandbox> test) {
        sandboxes().forEach(test);
    }

    Stream<Sandbox> stream() {
        return sandboxes().stream();
    }

    /** Skips the test if this machine has no tier. */
    List<Sandbox> sandboxes() {
        Assumptions.assumeThat(sandboxes)
                .as("no tier of isolation is available on this machine")
                .isNotEmpty();
        return sandboxes;
    }

    @Override
    public void close() {
        sandboxes.forEach(Sandbox::close);
    }
}
