package dev.preceptor.cli;

/** Ends a command with an exit status and a message of one line. */
public final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitStatus;

    private CommandException(int exitStatus, String message, Throwable cause) {
        super(message, cause);
        this.exitStatus = exitStatus;
    }

    /** An input is invalid: a file, a setting or an option. Exit status {@link ExitStatus#WRONG_CALL}. */
    public static CommandException badInput(String message) {
        return new CommandException(ExitStatus.WRONG_CALL, message, null);
    }

    /** Same as {@link #badInput(String)}, with a cause, whose stack trace {@code --verbose} prints. */
    public static CommandException badInput(String message, Throwable cause) {
        return new CommandException(ExitStatus.WRONG_CALL, message, cause);
    }

    /** The call was valid, but the work failed. Exit status {@link ExitStatus#FAILED}. */
    public static CommandException failed(String message) {
        return new CommandException(ExitStatus.FAILED, message, null);
    }

    /** Same as {@link #failed(String)}, with a cause, whose stack trace {@code --verbose} prints. */
    public static CommandException failed(String message, Throwable cause) {
        return new CommandException(ExitStatus.FAILED, message, cause);
    }

    public int exitStatus() {
        return exitStatus;
    }
}
