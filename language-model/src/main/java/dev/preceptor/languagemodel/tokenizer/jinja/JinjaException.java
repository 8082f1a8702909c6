package dev.preceptor.languagemodel.tokenizer.jinja;

/** A template that cannot be understood, or that fails or refuses while it is rendered. */
public final class JinjaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    JinjaException(String message) {
        super(message);
    }

    static JinjaException at(int line, String message) {
        return new JinjaException("line " + line + ": " + message);
    }
}
