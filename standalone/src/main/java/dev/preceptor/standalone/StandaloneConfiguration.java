package dev.preceptor.standalone;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Settings of all services in one JVM. */
@ConfigMapping(prefix = "standalone")
public interface StandaloneConfiguration {

    /** The folder of all data: the broker's log, the ledgers, the artifacts. */
    Path dataDirectory();

    Broker broker();

    /** The broker of this JVM. */
    interface Broker {

        /** Whether the broker is started; otherwise {@code kafka.bootstrap.servers} names another one. */
        @WithDefault("false")
        boolean enabled();

        /** The port that Kafka clients connect to, on the loopback interface. */
        @WithDefault("9092")
        int port();

        /** The folder of its log. */
        Path directory();
    }
}
