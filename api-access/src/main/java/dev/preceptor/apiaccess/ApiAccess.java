package dev.preceptor.apiaccess;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Authentication of the API. Without configured tokens the API is open, which is allowed on the loopback interface only by default. */
@ApplicationScoped
public class ApiAccess {

    private static final Logger LOG = Logger.getLogger(ApiAccess.class);

    private final String host;
    private final boolean open;
    private final Tokens tokens;

    /** @throws ConfigurationException with a message for a person, if the tokens cannot be read */
    ApiAccess(ApiSettings settings, @ConfigProperty(name = "quarkus.http.host", defaultValue = "0.0.0.0") String host) {
        this.host = host;
        this.open = settings.open();
        try {
            this.tokens = Tokens.of(settings);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("error: " + e.getMessage());
        }
    }

    /** Refuses to start an open API that other machines can reach, before other beans start. */
    void checkOpenAccess(@Observes @Priority(1) StartupEvent event) {
        if (guarded() || Loopback.isName(host)) {
            return;
        }
        if (!open) {
            throw new ConfigurationException("error: the API would be open to everybody on " + host
                    + ": name tokens in preceptor.api.tokens-file, listen on localhost (quarkus.http.host), or say"
                    + " preceptor.api.open=true");
        }
        LOG.warnf(
                "the API is open to everybody who reaches %s: preceptor.api.open is true and no tokens are named",
                host);
    }

    /** Whether requests need a token. */
    public boolean guarded() {
        return !tokens.isEmpty();
    }

    /** Whether a token of this name is known. */
    public boolean isName(String name) {
        return tokens.isName(name);
    }

    Optional<Token> find(String presented) {
        return tokens.find(presented);
    }
}
