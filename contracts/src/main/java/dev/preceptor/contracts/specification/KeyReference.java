package dev.preceptor.contracts.specification;

import java.util.regex.Pattern;

/**
 * Detects an API key written where the name of an environment variable is expected. A key must not get into an event, a
 * log or an error.
 */
final class KeyReference {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,127}");

    /** The known prefixes of API keys. */
    private static final Pattern BEGINS_AS_A_KEY =
            Pattern.compile("(?:sk|pk|rk|gsk|hf|xai|pplx|nvapi|ghp|glpat|r8)[-_].*|AIza.*|eyJ.*|Bearer\\b.*");

    /** Long random text with lower case, upper case and digits, which is unlikely to be a variable's name. */
    private static final Pattern RANDOM = Pattern.compile("(?=.*[a-z])(?=.*[A-Z])(?=.*\\d).{24,}|[0-9a-f]{24,}");

    private KeyReference() {}

    /**
     * Checks a setting that contains the name of an environment variable with a key.
     *
     * @param reference the value of the setting; null if it is not set
     * @throws InvalidSpecificationException if the value is not a name or looks like a key; the message does not
     *     contain the value
     */
    static void check(String setting, String reference) {
        if (reference == null) {
            return;
        }
        boolean looksLikeAKey = BEGINS_AS_A_KEY.matcher(reference).matches()
                || RANDOM.matcher(reference).matches();
        if (looksLikeAKey || !NAME.matcher(reference).matches()) {
            throw new InvalidSpecificationException(
                    setting,
                    (looksLikeAKey ? "holds what looks like a key; " : "is not a name; ")
                            + "write the name of the environment variable that holds the key, for example OPENAI_API_KEY"
                            + (looksLikeAKey ? ", and replace the key if this file was shared" : ""));
        }
    }
}
