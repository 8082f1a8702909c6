package dev.preceptor.teacher.openai;

import dev.preceptor.teacher.chat.ChatReply;

/**
 * The request parameters in which servers differ. Most accept {@code max_tokens}; OpenAI's reasoning models require
 * {@code max_completion_tokens} instead, and accept no temperature. Servers name the parameter when they refuse a request for it.
 *
 * @param maxTokensParameter name of the parameter that limits the answer's tokens
 * @param sendsTemperature whether a temperature is sent
 */
record Dialect(String maxTokensParameter, boolean sendsTemperature) {

    static final Dialect DEFAULT = new Dialect("max_tokens", true);

    /** The dialect to try after a refusal; this one where the refusal was about something else. */
    Dialect after(ChatReply.Refused refused) {
        if (refused.status() != 400) {
            return this;
        }
        if (refused.parameter().equals("max_tokens") && refused.message().contains("max_completion_tokens")) {
            return new Dialect("max_completion_tokens", sendsTemperature);
        }
        return refused.parameter().equals("temperature") ? new Dialect(maxTokensParameter, false) : this;
    }
}
