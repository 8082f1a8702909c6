package dev.preceptor.run.api;

import io.quarkus.security.identity.SecurityIdentity;

/** The caller of the API. */
public final class Caller {

    private Caller() {}

    /** The name of the caller's token; null where the API is open. */
    public static String nameOf(SecurityIdentity identity) {
        return identity.isAnonymous() ? null : identity.getPrincipal().getName();
    }
}
