package dev.preceptor.apiaccess;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Who may use the API: everybody where no tokens are named, which is only so where nobody else can reach it. */
@ApplicationScoped
public class ApiAccess {

    private static final Logger LOG = Logger.getLogger(ApiAccess.class);

    private final String host;
    private final boolean open;
    private final Tokens tokens;

    /** @throws ConfigurationException with a line for people, if the tokens cannot be read */
    ApiAccess(ApiSettings settings, @ConfigProperty(name = "quarkus.http.host", defaultValue = "0.0.0.0") String host) {
        this.host = host;
        this.open = settings.open();
        try {
            this.tokens = Tokens.of(settings);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("error: " + e.getMessage());
        }
    }

    /** Before anything else of the service. */
    void atStart(@Observes @Priority(1) StartupEvent event) {
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

    /** Whether callers need a token. */
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
