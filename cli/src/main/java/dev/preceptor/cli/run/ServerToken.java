package dev.preceptor.cli.run;

import dev.preceptor.cli.CommandException;
import java.net.http.HttpRequest;
import java.util.Map;

/** The API token for a server. It is never printed. */
public final class ServerToken {

    /** No token, for a server that requires none. */
    public static final ServerToken NONE = new ServerToken(null);

    private static final String VARIABLE = "PRECEPTOR_TOKEN";

    private final String token;

    private ServerToken(String token) {
        this.token = token;
    }

    /**
     * @param option the value of {@code --token}, or null to use the environment variable
     * @throws CommandException if the token contains a character that an HTTP header must not have
     */
    public static ServerToken of(String option, Map<String, String> environment) {
        String token = option == null ? environment.getOrDefault(VARIABLE, "").strip() : option.strip();
        if (!token.chars().allMatch(letter -> letter > ' ' && letter < 0x7f)) {
            throw CommandException.badInput(
                    (option == null ? VARIABLE : "--token") + " contains a character that is not allowed in a token");
        }
        return token.isEmpty() ? NONE : new ServerToken(token);
    }

    HttpRequest.Builder on(HttpRequest.Builder request) {
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    /** The advice for an error message about a missing token; empty if a token was sent. */
    String advice() {
        return token == null ? " (set " + VARIABLE + ", or give --token)" : "";
    }

    /** Does not contain the token. */
    @Override
    public String toString() {
        return token == null ? "none" : "(token)";
    }
}
