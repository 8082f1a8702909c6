package dev.preceptor.contracts.task;

/** A task file is invalid or cannot be read. The message is one line that names the file, and the line if there is one. */
public final class TaskFileException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public TaskFileException(String message) {
        super(message);
    }
}
