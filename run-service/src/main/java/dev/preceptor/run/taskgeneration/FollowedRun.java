package dev.preceptor.run.taskgeneration;

import dev.preceptor.contracts.event.Run;

/** The state of the run that tasks are generated for: a generation pauses and ends with its run. Not thread-safe. */
final class FollowedRun {

    private final String runId;
    private Run.State state = Run.State.RUNNING;
    private boolean deleted;

    /** @param runId null if the tasks are for no run */
    FollowedRun(String runId) {
        this.runId = runId;
    }

    boolean isFollowed(String key) {
        return key.equals(runId);
    }

    /** @param run null if the run was deleted */
    void take(Run run) {
        deleted = run == null;
        // A run with a wish is a request; the ledger answers it with the run's state.
        if (run != null && run.wish() == null) {
            state = run.state();
        }
    }

    /** Whether no further drafts are to be requested for now. */
    boolean isPaused() {
        return state != Run.State.RUNNING;
    }

    /**
     * Why nobody needs the tasks any more; null if the run needs them. A FAILED run may need them: when it is requested again, its
     * generation may begin before the record of the run's new state is read.
     */
    String endReason() {
        if (deleted) {
            return "the run " + runId + " was deleted";
        }
        return state.ended() && state != Run.State.FAILED ? "the run " + runId + " is " + state : null;
    }
}
