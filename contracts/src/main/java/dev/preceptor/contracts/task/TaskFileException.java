package dev.preceptor.contracts.task;

/** A file of tasks cannot be used. The message is one line that names the file, and the line where there is one. */
public final class TaskFileException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public TaskFileException(String message) {
        super(message);
    }
}
