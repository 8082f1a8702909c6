package dev.preceptor.contracts.specification;

import java.util.regex.Pattern;

/** Tells the name of a key from a key that was written in its place, which must not reach an event, a log or an error. */
final class KeyReference {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,127}");

    /** How keys of model servers begin. */
    private static final Pattern BEGINS_AS_A_KEY =
            Pattern.compile("(?:sk|pk|rk|gsk|hf|xai|pplx|nvapi|ghp|glpat|r8)[-_].*|AIza.*|eyJ.*|Bearer\\b.*");

    /** Long, of lower and upper case and digits mixed: nobody names a variable so. */
    private static final Pattern RANDOM = Pattern.compile("(?=.*[a-z])(?=.*[A-Z])(?=.*\\d).{24,}|[0-9a-f]{24,}");

    private KeyReference() {}

    /**
     * Checks a setting that names a key.
     *
     * @param reference null: no key is named
     * @throws InvalidSpecificationException without the value, if it is no name or looks like a key
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
                    (looksLikeAKey ? "holds what looks like a key; " : "is no name; ")
                            + "write the name of the environment variable that holds the key, for example OPENAI_API_KEY"
                            + (looksLikeAKey ? ", and replace the key if this file was shared" : ""));
        }
    }
}
