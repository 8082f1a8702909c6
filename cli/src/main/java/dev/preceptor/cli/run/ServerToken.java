package dev.preceptor.cli.run;

import dev.preceptor.cli.CommandException;
import java.net.http.HttpRequest;
import java.util.Map;

/** The token by which a server knows the person. It is never printed. */
public final class ServerToken {

    /** For a server that asks for none. */
    public static final ServerToken NONE = new ServerToken(null);

    private static final String VARIABLE = "PRECEPTOR_TOKEN";

    private final String token;

    private ServerToken(String token) {
        this.token = token;
    }

    /**
     * @param option what {@code --token} says; null: what the environment says
     * @throws CommandException if it cannot be sent
     */
    public static ServerToken of(String option, Map<String, String> environment) {
        String token = option == null ? environment.getOrDefault(VARIABLE, "").strip() : option.strip();
        if (!token.chars().allMatch(letter -> letter > ' ' && letter < 0x7f)) {
            throw CommandException.badInput(
                    (option == null ? VARIABLE : "--token") + " holds a character that no token has");
        }
        return token.isEmpty() ? NONE : new ServerToken(token);
    }

    HttpRequest.Builder on(HttpRequest.Builder request) {
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    /** What to do where the server does not know it. */
    String advice() {
        return token == null ? " (set " + VARIABLE + ", or give --token)" : "";
    }

    /** Not the token. */
    @Override
    public String toString() {
        return token == null ? "none" : "(token)";
    }
}
