package dev.preceptor.httpclient.completion;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The request parameters in which servers differ. Most accept {@code max_tokens}; OpenAI's reasoning models require
 * {@code max_completion_tokens} instead, and accept no temperature. Servers name the parameter when they refuse a request for it, in a
 * field or in the message.
 *
 * @param maxTokensParameter name of the parameter that limits the answer's tokens
 * @param sendsTemperature whether a temperature is sent
 * @param logprobsRefusal the server's words when it refused to report log-probabilities, which are then not asked for any more; null
 *     before
 */
public record Dialect(String maxTokensParameter, boolean sendsTemperature, String logprobsRefusal) {

    public static final Dialect DEFAULT = new Dialect("max_tokens", true, null);

    private static final String TEMPERATURE = "temperature";
    private static final List<String> LOGPROBS = List.of("logprobs", "top_logprobs", "return_tokens_as_token_ids");
    private static final String SUCCESSOR = "max_completion_tokens";
    private static final Pattern UNSUPPORTED = Pattern.compile(
            "(?i)not supported|unsupported|(?:does|do)(?: not|n't) support|unknown|unrecogni[sz]ed"
                    + "|unexpected|not (?:permitted|allowed|accepted)|deprecated|removed|only the default|extra (?:inputs|fields)|no longer");
    private static final int BAD_REQUEST = 400;
    private static final int UNPROCESSABLE = 422;

    /** The dialect to try after a refusal; this one where the refusal was about something else. */
    public Dialect after(ServerRefusal refusal) {
        if (refusal.status() != BAD_REQUEST && refusal.status() != UNPROCESSABLE) {
            return this;
        }
        String message = refusal.message();
        boolean aboutSupport = UNSUPPORTED.matcher(message).find();
        boolean maxTokens = names("max_tokens", refusal) && (message.contains(SUCCESSOR) || aboutSupport);
        boolean temperature = refusal.parameter().equals(TEMPERATURE) || names(TEMPERATURE, refusal) && aboutSupport;
        boolean logprobs = logprobsRefusal == null && LOGPROBS.stream().anyMatch(name -> names(name, refusal));
        return new Dialect(
                maxTokens ? SUCCESSOR : maxTokensParameter,
                sendsTemperature && !temperature,
                logprobs ? message : logprobsRefusal);
    }

    /** Whether the refusal is about a parameter: the field says so, or the message names it and the field nothing else. */
    private static boolean names(String parameter, ServerRefusal refusal) {
        boolean inMessage = Pattern.compile("\\b" + parameter + "\\b")
                .matcher(refusal.message())
                .find();
        return refusal.parameter().equals(parameter) || refusal.parameter().isEmpty() && inMessage;
    }
}
