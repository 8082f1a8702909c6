package dev.preceptor.cli.run;

import dev.preceptor.cli.CommandException;
import java.net.URI;
import java.net.URISyntaxException;

/** The address of run-service, from {@code --server}. */
public final class ServerAddress {

    private ServerAddress() {}

    /** @throws CommandException if the text is not an HTTP URL */
    public static URI of(String url) {
        try {
            URI address = new URI(url);
            if (address.getHost() != null && String.valueOf(address.getScheme()).matches("https?")) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw CommandException.badInput(
                    "--server " + url + ": is not a URL; an example is http://localhost:8080", e);
        }
        throw CommandException.badInput("--server " + url + ": is not a URL; an example is http://localhost:8080");
    }
}
