package dev.preceptor.languagemodel.finetuning;

/** A file of examples cannot be used. The message is one line that names the file, and the line where there is one. */
public final class ExampleFileException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ExampleFileException(String message) {
        super(message);
    }
}
