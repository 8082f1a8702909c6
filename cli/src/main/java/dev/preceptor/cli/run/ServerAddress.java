package dev.preceptor.cli.run;

import dev.preceptor.cli.CommandException;
import java.net.URI;
import java.net.URISyntaxException;

/** What {@code --server} names: run-service's address. */
public final class ServerAddress {

    private ServerAddress() {}

    /** @throws CommandException if it is no URL of a server */
    public static URI of(String url) {
        try {
            URI address = new URI(url);
            if (address.getHost() != null && String.valueOf(address.getScheme()).matches("https?")) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw CommandException.badInput("--server " + url + ": is no URL; one looks like http://localhost:8080", e);
        }
        throw CommandException.badInput("--server " + url + ": is no URL; one looks like http://localhost:8080");
    }
}
