package dev.preceptor.standalone.processes;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * One process that the {@link Supervisor} keeps running.
 *
 * @param name names its pid file and its log, for example {@code executor-2}
 * @param command the command line that starts it
 * @param log the file that its output is appended to
 * @param health the URL of its readiness check; {@code tcp://HOST:PORT} if it is ready as soon as its port is open
 */
public record ProcessDefinition(String name, List<String> command, Path log, URI health) {

    /** The broker is started before all others and ended after them. */
    boolean isBroker() {
        return name.equals(PidFolder.BROKER);
    }
}
