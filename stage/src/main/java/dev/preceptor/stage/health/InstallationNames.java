package dev.preceptor.stage.health;

import dev.preceptor.contracts.TopicNames;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The names of topics and groups under {@code preceptor.prefix}, which every service of an installation has alike. The settings
 * files of the services put the same prefix before the names of their channels.
 */
@ApplicationScoped
public class InstallationNames {

    /** Before anything asks a broker by a name that it could not take. */
    private static final int BEFORE_ALL = 1;

    private final String prefix;

    InstallationNames(@ConfigProperty(name = "preceptor.prefix") Optional<String> prefix) {
        this.prefix = prefix.orElse("");
    }

    /** @throws ConfigurationException with a line for people, if the prefix cannot begin the name of a topic */
    void check(@Observes @Priority(BEFORE_ALL) StartupEvent event) {
        names();
    }

    @Produces
    @Singleton
    TopicNames names() {
        try {
            return new TopicNames(prefix);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("error: preceptor.prefix: " + e.getMessage());
        }
    }
}
