package dev.preceptor.cli;

/** How a process of this command line ends; after an interrupt it ends with 130, as the JVM does by itself. */
public final class ExitStatus {

    public static final int SUCCESS = 0;
    public static final int FAILED = 1;
    public static final int WRONG_CALL = 2;

    private ExitStatus() {}
}
