package dev.preceptor.cli.run;

import dev.preceptor.cli.CommandException;
import java.net.URI;
import picocli.CommandLine.Option;

/** Where run-service is, for commands that can leave the work to it. */
public final class ServerOptions {

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "Of run-service, which does the work; without it, everything happens in this process.")
    private String server;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "By which the server knows you (default: PRECEPTOR_TOKEN, which other people on this machine do"
                            + " not see).")
    private String token;

    /**
     * Null where the work is done in this process.
     *
     * @throws CommandException if it is no URL, or the token cannot be sent
     */
    public Server server() {
        if (server == null) {
            if (token != null) {
                throw CommandException.badInput("--token is for a server: name it with --server");
            }
            return null;
        }
        return new Server(ServerAddress.of(server), ServerToken.of(token, System.getenv()));
    }

    /** As the person named it. */
    public String url() {
        return server;
    }

    /** run-service somewhere else. */
    public record Server(URI address, ServerToken token) {

        public RunClient client() {
            return new RunClient(address, token);
        }
    }
}
