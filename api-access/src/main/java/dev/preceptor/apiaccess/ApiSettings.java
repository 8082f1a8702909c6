package dev.preceptor.apiaccess;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Settings of the access to this service's HTTP API. */
@ConfigMapping(prefix = "preceptor.api")
public interface ApiSettings {

    /**
     * A file of tokens, one {@code NAME:ROLE:TOKEN} per line; {@code #} starts a comment. The role is {@code read} or {@code write}.
     * The token is given itself, or as {@code sha256:} and its hash in hexadecimal digits. The file is read at the start.
     */
    Optional<Path> tokensFile();

    /** Further tokens in the same format, separated by commas or spaces. */
    Optional<String> tokens();

    /** Whether the API may be open without tokens on an address that other machines can reach. */
    @WithDefault("false")
    boolean open();

    /** Host names, without port, that clients may use for this service beside those of the loopback interface. */
    Optional<List<String>> hosts();
}
