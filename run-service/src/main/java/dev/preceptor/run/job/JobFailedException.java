package dev.preceptor.run.job;

/** A job ends without a result. The message is one line for users: the reason of the job. */
public final class JobFailedException extends Exception {

    private static final long serialVersionUID = 1;

    public JobFailedException(String message) {
        super(message);
    }
}
