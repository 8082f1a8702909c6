package dev.preceptor.cli;

/** A command ends here, and the person is told why in one line. */
public final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitStatus;

    private CommandException(int exitStatus, String message, Throwable cause) {
        super(message, cause);
        this.exitStatus = exitStatus;
    }

    /** What the person gave cannot be used: a file, a setting, an option. */
    public static CommandException badInput(String message) {
        return new CommandException(ExitStatus.WRONG_CALL, message, null);
    }

    /** As {@link #badInput(String)}, with where it came from for {@code --verbose}. */
    public static CommandException badInput(String message, Throwable cause) {
        return new CommandException(ExitStatus.WRONG_CALL, message, cause);
    }

    /** The call was right, but what it was to do did not succeed. */
    public static CommandException failed(String message) {
        return new CommandException(ExitStatus.FAILED, message, null);
    }

    /** As {@link #failed(String)}, with where it came from for {@code --verbose}. */
    public static CommandException failed(String message, Throwable cause) {
        return new CommandException(ExitStatus.FAILED, message, cause);
    }

    public int exitStatus() {
        return exitStatus;
    }
}
