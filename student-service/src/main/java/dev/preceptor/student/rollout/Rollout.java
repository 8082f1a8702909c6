package dev.preceptor.student.rollout;

import java.util.Optional;

/** Brings checkpoints to the servers of one kind of engine; {@code student.rollout} selects it. Safe for use by many threads. */
interface Rollout {

    /**
     * Takes every step that is possible now. The call can be repeated at any time, also by another process: what is done is found on the
     * servers.
     *
     * @return what the rollout waits for; empty if every replica serves the checkpoint
     * @throws RolloutException if a server refuses the checkpoint; the message has the server's words
     */
    Optional<String> advance(RolloutTarget target);
}
