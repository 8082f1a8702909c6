package dev.preceptor.httpclient.credentials;

import java.util.List;
import java.util.Optional;

/** What the operator says of one credential, as a group of a service's settings. */
public interface CredentialSettings {

    /** The environment variable that holds the key; by default the credential's own name. */
    Optional<String> variable();

    /** The only servers that it goes to: URLs, each with everything below it, such as {@code https://api.openai.com/v1}. */
    List<String> urls();
}
