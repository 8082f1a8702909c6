package dev.preceptor.languagemodel.finetuning;

/** Thrown if a file of examples is invalid. The message is one line that names the file and, if known, the line in it. */
public final class ExampleFileException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ExampleFileException(String message) {
        super(message);
    }
}
