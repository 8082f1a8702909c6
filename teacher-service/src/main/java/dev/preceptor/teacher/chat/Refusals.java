package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.httpclient.RetryPolicy;

/** Interprets the error responses of teachers. */
final class Refusals {

    private static final String NO_CREDIT = "insufficient_quota";

    private Refusals() {}

    /** Whether the same request may succeed later; an account without credit needs a person first. */
    static boolean isRetryable(ChatReply.Refused refused) {
        boolean noCredit = refused.status() == 429 && refused.code().equals(NO_CREDIT);
        return RetryPolicy.isRetryable(refused.status()) && !noCredit;
    }

    /** One line for a person: the error and, where known, what to do about it. It never contains the key. */
    static String explain(ChatReply.Refused refused, TeacherSpecification teacher) {
        String server = "the teacher at " + teacher.baseUrl();
        String key = teacher.apiKeyEnv();
        String status = " (" + refused.status() + ")";
        return switch (refused.status()) {
            case 401 ->
                key == null
                        ? server + " wants a key" + status
                                + ": name the environment variable that holds it in teacher.apiKeyEnv"
                        : server + " does not accept the key in " + key + status + ": set " + key + " to a valid one";
            case 403 ->
                server + " forbids the model '" + teacher.model() + "'" + status + ": see what "
                        + (key == null ? "may be used without a key" : "the key in " + key + " may use");
            case 404 ->
                server + " does not know the model '" + teacher.model() + "' or the address" + status
                        + ": check teacher.model and teacher.baseUrl";
            case 429 ->
                refused.code().equals(NO_CREDIT)
                        ? server + " says that the account has no credit left" + status
                        : server + " gets too many requests" + status + ": lower teacher.requestsPerMinute";
            default ->
                server + " refused the request" + status + ": " + refused.message()
                        + (refused.status() < 500 ? "; check teacher.model and teacher.maxTokens" : "");
        };
    }
}
