package dev.preceptor.cli.option;

import dev.preceptor.cli.CommandException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** {@code --credential}: the API keys that runs of other people may use, for commands that start services. */
public final class CredentialOption {

    @Option(
            names = "--credential",
            paramLabel = "VARIABLE=URL",
            description =
                    "Allow runs to use the API key in this environment variable, for this server only. Can be repeated"
                            + " (always allowed: OPENAI_API_KEY for OPENAI_BASE_URL, by default OpenAI's).")
    private Map<String, String> credentials = new TreeMap<>();

    /**
     * The server's URL by the environment variable that holds the key.
     *
     * @throws CommandException if a URL is invalid, or its variable is not set
     */
    public Map<String, String> checked(Map<String, String> environment) {
        credentials.forEach((variable, url) -> {
            if (environment.getOrDefault(variable, "").isBlank()) {
                throw CommandException.badInput("--credential " + variable + ": the environment variable is not set");
            }
            if (!isUrl(url)) {
                throw CommandException.badInput("--credential " + variable + "=" + url
                        + ": is not the URL of a server; an example is https://api.openai.com/v1");
            }
        });
        return credentials;
    }

    private static boolean isUrl(String url) {
        try {
            return URI.create(url).getHost() != null && url.matches("https?://.*");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
