package dev.preceptor.httpclient.credentials;

import java.util.List;

/**
 * A key that callers may name, and where it may go.
 *
 * @param variable the environment variable that holds it
 */
record Credential(String name, String variable, List<UrlPrefix> urls) {

    /** Specifications name it, or its variable. */
    boolean isCalled(String reference) {
        return name.equals(reference) || variable.equals(reference);
    }

    boolean goesTo(UrlPrefix url) {
        return urls.stream().anyMatch(prefix -> prefix.covers(url));
    }
}
