package dev.preceptor.cli.option;

import dev.preceptor.cli.CommandException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** {@code --credential}: which API keys the services may use that a command starts for others. */
public final class CredentialOption {

    @Option(
            names = "--credential",
            paramLabel = "VARIABLE=URL",
            description =
                    "Runs may name the key in this environment variable, and it goes to this server only; may be given"
                            + " several times (OPENAI_API_KEY goes to OPENAI_BASE_URL, by default OpenAI's).")
    private Map<String, String> credentials = new TreeMap<>();

    /**
     * The server's URL by the environment variable that holds the key.
     *
     * @throws CommandException if a URL is none, or its variable is not set
     */
    public Map<String, String> checked(Map<String, String> environment) {
        credentials.forEach((variable, url) -> {
            if (environment.getOrDefault(variable, "").isBlank()) {
                throw CommandException.badInput("--credential " + variable + ": the environment variable is not set");
            }
            if (!isUrl(url)) {
                throw CommandException.badInput("--credential " + variable + "=" + url
                        + ": is no URL of a server; one looks like https://api.openai.com/v1");
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
