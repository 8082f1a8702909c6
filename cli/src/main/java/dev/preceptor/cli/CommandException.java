package dev.preceptor.cli;

/** Ends a command with an exit status and a message of one line. */
public final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitStatus;

    private CommandException(int exitStatus, String message, Throwable cause) {
        super(message, cause);
        this.exitStatus = exitStatus;
    }

    /** The person passed something that cannot be used: a file, a setting, an option. Exit status {@link ExitStatus#WRONG_CALL}. */
    public static CommandException badInput(String message) {
        return new CommandException(ExitStatus.WRONG_CALL, message, null);
    }

    /** As {@link #badInput(String)}, with the cause, which {@code --verbose} shows. */
    public static CommandException badInput(String message, Throwable cause) {
        return new CommandException(ExitStatus.WRONG_CALL, message, cause);
    }

    /** The call was valid, but the work failed. Exit status {@link ExitStatus#FAILED}. */
    public static CommandException failed(String message) {
        return new CommandException(ExitStatus.FAILED, message, null);
    }

    /** As {@link #failed(String)}, with the cause, which {@code --verbose} shows. */
    public static CommandException failed(String message, Throwable cause) {
        return new CommandException(ExitStatus.FAILED, message, cause);
    }

    public int exitStatus() {
        return exitStatus;
    }
}
