package dev.preceptor.cli.up;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * One of the processes.
 *
 * @param name such as {@code executor-2}: of its pid file and its log
 * @param command what starts it
 * @param log where all that it says goes
 * @param health where it says whether it is ready; {@code tcp://HOST:PORT} where that is when its port is open
 */
record Member(String name, List<String> command, Path log, URI health) {

    /** The others have their last words with it. */
    boolean isBroker() {
        return name.equals(PidFolder.BROKER);
    }
}
