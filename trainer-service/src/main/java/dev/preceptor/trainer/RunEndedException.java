package dev.preceptor.trainer;

/** The run of a training job was cancelled or deleted, so the job needs no checkpoint. */
final class RunEndedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    RunEndedException() {
        super("the run was cancelled or deleted");
    }
}
