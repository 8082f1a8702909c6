package dev.preceptor.teacher.openai;

import dev.preceptor.teacher.chat.ChatReply;

/**
 * What servers differ in. Most know {@code max_tokens}; OpenAI's reasoning models want {@code max_completion_tokens}
 * instead, and no temperature. Both say so when they refuse a request.
 *
 * @param limit the name of the parameter that limits the answer
 * @param temperature whether a temperature may be sent
 */
record Dialect(String limit, boolean temperature) {

    static final Dialect USUAL = new Dialect("max_tokens", true);

    /** The dialect to try after a refusal; the same one where the refusal was about something else. */
    Dialect after(ChatReply.Refused refused) {
        if (refused.status() != 400) {
            return this;
        }
        if (refused.parameter().equals("max_tokens") && refused.message().contains("max_completion_tokens")) {
            return new Dialect("max_completion_tokens", temperature);
        }
        return refused.parameter().equals("temperature") ? new Dialect(limit, false) : this;
    }
}
