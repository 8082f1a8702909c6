package dev.preceptor.standalone.embedded;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.util.concurrent.CompletableFuture;

/** Quarkus calls {@link #run} when all services are up. {@link #UP} is static, because Quarkus creates the instance. */
public final class ServicesApplication implements QuarkusApplication {

    static final CompletableFuture<Void> UP = new CompletableFuture<>();

    @Override
    public int run(String... arguments) {
        UP.complete(null);
        Quarkus.waitForExit();
        return 0;
    }
}
