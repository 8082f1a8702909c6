package dev.preceptor.cli;

/** Exit statuses of the command line. After an interrupt it is 130, set by the JVM. */
public final class ExitStatus {

    public static final int SUCCESS = 0;
    public static final int FAILED = 1;
    public static final int WRONG_CALL = 2;

    private ExitStatus() {}
}
