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

    /** Parses a body; the tasks go to files in the folder. */
    interface Parser<P> {
        P parse(InputStream body, RequestFolder folder, RequestLimits limits);
    }

    private final AllowedServers allowedServers;
    private final ArtifactStore artifacts;
    private final Duration readWithin;
    private final RequestLimits limits;
    private final Semaphore reading;
    private final KnownDataSets dataSets;

    RequestBodies(
            RunSettings settings,
            ArtifactStore artifacts,
            AllowedServers allowedServers,
            KnownDataSets dataSets,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize longestBody) {
        this.allowedServers = allowedServers;
        this.artifacts = artifacts;
        this.dataSets = dataSets;
        this.readWithin = settings.visibleWithin();
        this.limits = RequestLimits.of(settings, longestBody.asLongValue());
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
        return read(
                body,
                (in, folder, most) -> RunRequestReader.read(in, further, folder, most, dataSets::tasks),
                request -> {
                    allowedServers.require(request.specification());
                    return use.apply(request);
                });
    }

    /**
     * As {@link #read(InputStream, Set, Function)}, for a body of another form.
     *
     * @throws InvalidRequestException if the request cannot be used
     * @throws TooLargeException if it has more than this service takes
     */
    <P, T> T read(InputStream body, Parser<P> parser, Function<P, T> use) {
        try (RequestFolder folder = new RequestFolder()) {
            return use.apply(parsed(body, parser, folder));
        }
    }

    private <P> P parsed(InputStream body, Parser<P> parser, RequestFolder folder) {
        if (!acquired()) {
            throw new BrokerUnavailableException("other requests are being read; ask again in a few seconds");
        }
        try {
            return parser.parse(body == null ? InputStream.nullInputStream() : body, folder, limits);
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
                kept(request.recorded()),
                kept(request.seeds()),
                request.warning());
    }

    /** Puts lines into the artifact store; null stays null. */
    DataSet kept(LineFile lines) {
        return lines == null ? null : artifacts.putDataSet(lines.path(), lines.count());
    }
}
