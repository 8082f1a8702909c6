package dev.preceptor.apiaccess;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Who may use the HTTP API of this service. */
@ConfigMapping(prefix = "preceptor.api")
public interface ApiSettings {

    /**
     * A file of tokens, one {@code NAME:ROLE:TOKEN} a line; {@code #} begins a comment. The role is {@code read} or
     * {@code write}; the token is the token itself or {@code sha256:} and the hash of it in hexadecimal digits. It is read at
     * the start.
     */
    Optional<Path> tokensFile();

    /** The same, in the setting itself, parted by commas or spaces; beside those of the file. */
    Optional<String> tokens();

    /** Whether the API may be open to everybody on an address that other machines reach, and no tokens are named. */
    @WithDefault("false")
    boolean open();

    /** Names, without a port, by which clients may address this service beside those of the loopback interface. */
    Optional<List<String>> hosts();
}
