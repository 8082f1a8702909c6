package dev.preceptor.cli.embedded;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.util.concurrent.CompletableFuture;

/** What Quarkus calls when all services are up; static, since Quarkus makes the instance. */
public final class ServicesApplication implements QuarkusApplication {

    static final CompletableFuture<Void> UP = new CompletableFuture<>();

    @Override
    public int run(String... arguments) {
        UP.complete(null);
        Quarkus.waitForExit();
        return 0;
    }
}
