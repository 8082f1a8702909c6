package dev.preceptor.httpclient.credentials;

import java.util.List;

/**
 * A key that specifications may name, and the servers that it may be sent to.
 *
 * @param variable the environment variable that holds the key
 */
record Credential(String name, String variable, List<UrlPrefix> urls) {

    /** Whether a specification refers to this credential, by its name or its variable. */
    boolean isNamed(String reference) {
        return name.equals(reference) || variable.equals(reference);
    }

    boolean maySendTo(UrlPrefix url) {
        return urls.stream().anyMatch(prefix -> prefix.covers(url));
    }
}
