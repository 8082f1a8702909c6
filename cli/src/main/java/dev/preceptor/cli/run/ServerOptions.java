package dev.preceptor.cli.run;

import dev.preceptor.cli.CommandException;
import java.net.URI;
import picocli.CommandLine.Option;

/** {@code --server} and {@code --token}: the run-service to use instead of services in this process. */
public final class ServerOptions {

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "URL of a run-service that does the work (default: all services start in this process).")
    private String server;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "The API token for the server (default: PRECEPTOR_TOKEN, which is not visible to other users of"
                            + " this machine).")
    private String token;

    /**
     * The server, or null if the services are to start in this process.
     *
     * @throws CommandException if the URL or the token is invalid
     */
    public Server server() {
        if (server == null) {
            if (token != null) {
                throw CommandException.badInput("--token requires --server URL");
            }
            return null;
        }
        return new Server(ServerAddress.of(server), ServerToken.of(token, System.getenv()));
    }

    /** The value of {@code --server}, unchanged. */
    public String url() {
        return server;
    }

    /** A run-service in another process. */
    public record Server(URI address, ServerToken token) {

        public RunClient client() {
            return new RunClient(address, token);
        }
    }
}
