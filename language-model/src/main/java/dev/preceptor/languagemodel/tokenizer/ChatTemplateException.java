package dev.preceptor.languagemodel.tokenizer;

/** A chat template that is not there, cannot be understood, or refuses a conversation. The message is one line. */
public final class ChatTemplateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ChatTemplateException(String message) {
        super(message);
    }

    public ChatTemplateException(String message, Throwable cause) {
        super(message, cause);
    }
}
