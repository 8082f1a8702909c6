package dev.preceptor.run.job;

import dev.preceptor.contracts.event.DataSet;

/** A job ends without its result. The message is one line for users: the reason of the job. */
public final class JobFailedException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient DataSet result;

    public JobFailedException(String message) {
        this(message, null);
    }

    /** @param result what there is nevertheless, in the artifact store; null for nothing */
    public JobFailedException(String message, DataSet result) {
        super(message);
        this.result = result;
    }

    DataSet result() {
        return result;
    }
}
