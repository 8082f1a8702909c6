package dev.preceptor.standalone;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** How all services run in one process. */
@ConfigMapping(prefix = "standalone")
public interface StandaloneConfiguration {

    /** Where everything is kept: the broker's log, the ledgers, the artifacts. */
    Path dataDirectory();

    Broker broker();

    /** The broker of this process. */
    interface Broker {

        /** Whether there is one; otherwise {@code kafka.bootstrap.servers} names another. */
        @WithDefault("false")
        boolean enabled();

        /** Where Kafka clients connect, on the loopback interface. */
        @WithDefault("9092")
        int port();

        /** The folder of its log. */
        Path directory();
    }
}
