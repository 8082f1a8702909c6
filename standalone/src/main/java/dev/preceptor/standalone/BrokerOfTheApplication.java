package dev.preceptor.standalone;

import dev.preceptor.standalone.broker.EmbeddedBroker;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Starts the broker before every service, and stops it after all of them. */
@ApplicationScoped
public class BrokerOfTheApplication {

    private static final Logger LOG = Logger.getLogger(BrokerOfTheApplication.class);

    private final StandaloneConfiguration configuration;
    private EmbeddedBroker broker;

    BrokerOfTheApplication(StandaloneConfiguration configuration) {
        this.configuration = configuration;
    }

    void start(@Observes @Priority(1) StartupEvent event) {
        StandaloneConfiguration.Broker settings = configuration.broker();
        if (settings.enabled()) {
            broker = EmbeddedBroker.start(settings.directory(), settings.port());
            LOG.infof("Kafka on %s, its log in %s", broker.bootstrapServers(), settings.directory());
        }
    }

    void stop(@Observes @Priority(10_000) @BeforeDestroyed(ApplicationScoped.class) Object event) {
        if (broker != null) {
            broker.close();
        }
    }
}
