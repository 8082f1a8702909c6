package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.httpclient.RetryPolicy;
import dev.preceptor.httpclient.completion.ServerRefusal;

/** Interprets the error responses of teachers. */
public final class Refusals {

    private static final String NO_CREDIT = "insufficient_quota";
    private static final int OK = 200;

    private Refusals() {}

    /** Whether the same request may succeed later; an account without credit needs a person first. */
    public static boolean isRetryable(ServerRefusal refusal) {
        boolean noCredit = refusal.status() == 429 && refusal.code().equals(NO_CREDIT);
        return RetryPolicy.isRetryable(refusal.status()) && !noCredit;
    }

    /** One line for a person: the error, the server's words, and what to do about it where that is known. It never contains the key. */
    static String explain(ServerRefusal refusal, TeacherSpecification teacher) {
        String server = "the teacher at " + teacher.baseUrl();
        String key = teacher.apiKeyEnv();
        String words = " (" + refusal.status() + "): " + refusal.message();
        return switch (refusal.status()) {
            case OK -> server + " responded with " + refusal.message() + ": check teacher.baseUrl";
            case 401 ->
                key == null
                        ? server + " wants a key" + words
                                + "; name the environment variable that holds it in teacher.apiKeyEnv"
                        : server + " does not accept the key in " + key + words + "; set " + key + " to a valid one";
            case 403 ->
                server + " forbids the model '" + teacher.model() + "'" + words + "; see what "
                        + (key == null ? "may be used without a key" : "the key in " + key + " may use");
            case 404 ->
                server + " does not know the model '" + teacher.model() + "' or the address" + words
                        + "; check teacher.model and teacher.baseUrl";
            case 429 ->
                refusal.code().equals(NO_CREDIT)
                        ? server + " says that the account has no credit left" + words
                        : server + " gets too many requests" + words + "; lower teacher.requestsPerMinute";
            default ->
                server + " refused the request" + words
                        + (refusal.status() < 500 ? "; check teacher.model and teacher.maxTokens" : "");
        };
    }
}
