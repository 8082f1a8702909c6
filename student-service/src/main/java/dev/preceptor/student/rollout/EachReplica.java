package dev.preceptor.student.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Performs a step on each replica, and sums up what is missing. */
final class EachReplica {

    /** A step on one replica. */
    interface Step {

        /** @return what is missing on this replica; empty if it serves the checkpoint */
        Optional<String> on(Replica replica) throws ReplicaUnavailableException, ReplicaRefusedException;
    }

    private EachReplica() {}

    /**
     * Performs the step on each replica, also after one that is not available.
     *
     * @param name of what is to be served
     * @return what the rollout waits for; empty if every replica serves it
     * @throws RolloutException if a replica refuses a request that the step does not expect to be refused
     */
    static Optional<String> perform(List<Replica> replicas, String name, Step step) {
        List<String> missing = new ArrayList<>();
        for (Replica replica : replicas) {
            try {
                step.on(replica).ifPresent(problem -> missing.add(replica.url() + ": " + problem));
            } catch (ReplicaUnavailableException e) {
                missing.add(replica.url() + ": " + e.getMessage());
            } catch (ReplicaRefusedException e) {
                throw refused(replica, e);
            }
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(replicas.size() - missing.size() + " of " + replicas.size() + " replicas serve " + name
                        + "; " + String.join("; ", missing));
    }

    /** The failure of a rollout, in the server's words. */
    static RolloutException refused(Replica replica, ReplicaRefusedException refusal) {
        return new RolloutException("the student's server at " + replica.url() + " refuses: " + refusal.words());
    }
}
