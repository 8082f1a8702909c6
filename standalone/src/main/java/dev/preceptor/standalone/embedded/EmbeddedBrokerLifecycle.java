package dev.preceptor.standalone.embedded;

import dev.preceptor.standalone.StandaloneConfiguration;
import dev.preceptor.standalone.broker.EmbeddedBroker;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Destroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Starts the embedded broker before every service, and stops it after all of them: clients that are closed after their broker wait
 * for it in vain. A singleton, because the application-scoped beans are destroyed by then.
 */
@Singleton
public class EmbeddedBrokerLifecycle {

    private static final Logger LOG = Logger.getLogger(EmbeddedBrokerLifecycle.class);

    private final StandaloneConfiguration configuration;
    private EmbeddedBroker broker;

    EmbeddedBrokerLifecycle(StandaloneConfiguration configuration) {
        this.configuration = configuration;
    }

    void start(@Observes @Priority(1) StartupEvent event) {
        StandaloneConfiguration.Broker settings = configuration.broker();
        if (settings.enabled()) {
            broker = EmbeddedBroker.start(settings.directory(), settings.port());
            LOG.infof("Kafka on %s, its log in %s", broker.bootstrapServers(), settings.directory());
        }
    }

    void stop(@Observes @Destroyed(ApplicationScoped.class) Object event) {
        if (broker != null) {
            broker.close();
        }
    }
}
