package dev.preceptor.stage.status;

import dev.preceptor.contracts.event.ServiceStatus;

/** A service that says something of itself. Each service has one bean of this type. */
public interface StatusSource {

    /** The state now. Returns at once; called by one thread, every few seconds. */
    ServiceStatus status();
}
