package dev.preceptor.run.api;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.run.RunSettings;
import dev.preceptor.run.topic.BrokerUnavailableException;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.InputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads the bodies of requests within the limits of this service, and stores their tasks. */
@ApplicationScoped
public class RequestBodies {

    /** A data set takes at most this part of the heap, unless the settings say otherwise. */
    private static final int HEAP_SHARE = 4;

    private final AllowedServers allowedServers;
    private final ArtifactStore artifacts;
    private final Duration readWithin;
    private final RequestLimits limits;
    private final Semaphore reading;

    RequestBodies(
            RunSettings settings,
            AllowedServers allowedServers,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize longestBody) {
        this.allowedServers = allowedServers;
        this.artifacts = new ArtifactStore(settings.artifactsDirectory());
        this.readWithin = settings.visibleWithin();
        this.limits = new RequestLimits(
                longestBody.asLongValue(),
                settings.topics().maxMessageBytes(),
                settings.taskBytes(),
                settings.largestDataSet().orElse(Runtime.getRuntime().maxMemory() / HEAP_SHARE));
        this.reading = new Semaphore(settings.requestsAtOnce(), true);
    }

    /**
     * Reads a body, a few at a time, and uses it before its temporary files are deleted.
     *
     * @param further the names of fields to read besides those of a run
     * @throws InvalidRequestException if the request cannot be used
     * @throws TooLargeException if it has more than this service takes
     */
    public <T> T read(InputStream body, Set<String> further, Function<ParsedRequest, T> use) {
        try (RequestFolder folder = new RequestFolder()) {
            return use.apply(read(body, further, folder));
        }
    }

    private ParsedRequest read(InputStream body, Set<String> further, RequestFolder folder) {
        if (!acquired()) {
            throw new BrokerUnavailableException("other requests are being read; ask again in a few seconds");
        }
        try {
            InputStream whole = body == null ? InputStream.nullInputStream() : body;
            ParsedRequest request = RunRequestReader.read(whole, further, folder, limits);
            allowedServers.require(request.specification());
            return request;
        } finally {
            reading.release();
        }
    }

    private boolean acquired() {
        try {
            return reading.tryAcquire(readWithin.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Puts the tasks of a request into the artifact store. Call it while {@link DataSetLock#whileKept} holds. */
    public StoredRequest stored(ParsedRequest request) {
        return new StoredRequest(
                request.asked(),
                request.specification(),
                kept(request.practice()),
                kept(request.exam()),
                request.recorded() == null ? null : kept(request.recorded()));
    }

    private DataSet kept(LineFile lines) {
        return artifacts.putDataSet(lines.path(), lines.count());
    }
}
