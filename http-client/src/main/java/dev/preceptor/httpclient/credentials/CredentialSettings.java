package dev.preceptor.httpclient.credentials;

import java.util.List;
import java.util.Optional;

/** The operator's settings of one credential. */
public interface CredentialSettings {

    /** The environment variable that holds the key; by default the credential's own name. */
    Optional<String> variable();

    /** The only servers that the key is sent to: URLs, each with all paths below it, such as {@code https://api.openai.com/v1}. */
    List<String> urls();
}
