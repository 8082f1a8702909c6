package dev.preceptor.student.djl;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.languagemodel.LanguageModel;
import dev.preceptor.languagemodel.LoadOptions;
import dev.preceptor.languagemodel.generation.Generator;
import dev.preceptor.languagemodel.generation.GeneratorOptions;
import dev.preceptor.languagemodel.source.ModelSource;
import dev.preceptor.student.StudentConfiguration;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The models in memory, at most {@code student.loaded-models}, including those that are being loaded. A model is downloaded and loaded at
 * its first request, without delaying requests for other models. To make room, the least recently used model without a lease is
 * unloaded.
 */
@ApplicationScoped
public class LoadedModels {

    private static final Logger LOG = Logger.getLogger(LoadedModels.class);
    private static final int LOAD_TIMEOUT_SECONDS = 5;

    private final StudentConfiguration configuration;
    private final ArtifactStore artifacts;
    private final ExecutorService downloads = Executors.newCachedThreadPool(daemons("model-files"));
    /** One thread: whether a model fits is checked against the memory that is free when its loading starts. */
    private final ExecutorService loading = Executors.newSingleThreadExecutor(daemons("model-loading"));

    /** The paths of the models' files, for models that are loaded or being loaded. */
    private final Map<CheckpointReference, CompletableFuture<Path>> paths = new HashMap<>();

    private final SharedPool<Path, Loaded> models;

    public LoadedModels(StudentConfiguration configuration) {
        this.configuration = configuration;
        this.artifacts = new ArtifactStore(configuration.artifactsDirectory());
        this.models = new SharedPool<>(configuration.loadedModels(), this::load, loading, this::unload, downloads);
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Leases a model until the lease is closed. Blocks until the model is loaded; waits for room while as many models as allowed are
     * leased.
     *
     * @throws RuntimeException if the model cannot be loaded, with a message for a person
     */
    public Lease lease(CheckpointReference reference) {
        try {
            return pathOf(reference)
                    .thenCompose(path -> models.lease(path).thenApply(held -> new Lease(held)))
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /**
     * Leases a model until the lease is closed, unless that must wait until another lease is closed. Returns at once.
     *
     * @return completes when the model is loaded; with an empty result where as many models as allowed are leased; exceptionally, with a
     *     message for a person, if the model cannot be loaded
     */
    public CompletableFuture<Optional<Lease>> tryLease(CheckpointReference reference) {
        return pathOf(reference).thenCompose(path -> models.tryLease(path)
                .map(lease -> lease.thenApply(held -> Optional.of(new Lease(held))))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
    }

    /** The models that are loaded or being loaded, by their URIs, sorted. */
    public List<String> uris() {
        synchronized (paths) {
            return paths.entrySet().stream()
                    .filter(known -> !known.getValue().isCompletedExceptionally())
                    .map(known -> known.getKey().uri())
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    /** References that lead to the same path share one model in memory. */
    private CompletableFuture<Path> pathOf(CheckpointReference reference) {
        synchronized (paths) {
            CompletableFuture<Path> known = paths.get(reference);
            if (known == null || known.isCompletedExceptionally()) {
                known = CompletableFuture.supplyAsync(
                        () -> resolve(reference).toAbsolutePath().normalize(), downloads);
                paths.put(reference, known);
            }
            return known;
        }
    }

    private Path resolve(CheckpointReference reference) {
        return reference.round() > 0
                ? artifacts.checkpoint(reference)
                : ModelSource.resolve(reference.uri(), configuration.modelsDirectory(), LOG::info);
    }

    /** Forgets the path, so that the next request resolves it again: files may be gone, and the map must not grow for ever. */
    private void forget(Path path) {
        synchronized (paths) {
            paths.values()
                    .removeIf(known -> known.isDone()
                            && (known.isCompletedExceptionally() || known.join().equals(path)));
        }
    }

    private Loaded load(Path path) {
        long started = System.nanoTime();
        try {
            LanguageModel model =
                    LanguageModel.load(path, LoadOptions.defaults().withComputeType(configuration.computeType()));
            Loaded loaded = new Loaded(path, model, generator(model));
            LOG.infof("loaded %s in %.1f s", path, (System.nanoTime() - started) / 1e9);
            return loaded;
        } catch (RuntimeException e) {
            forget(path);
            throw e;
        }
    }

    private Generator generator(LanguageModel model) {
        try {
            return model.newGenerator(GeneratorOptions.defaults()
                    .withSlots(configuration.slots())
                    .withCapacity(configuration.contextLength()));
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private void unload(Loaded loaded) {
        forget(loaded.path());
        loaded.generator().close();
        loaded.model().close();
    }

    /** Ends generation, and every wait for a model, before the pool of the waiting threads is awaited. */
    void stop(@Observes(notifyObserver = Reception.IF_EXISTS) ShutdownEvent event) {
        close();
    }

    /** Waits a few seconds for a model that is being loaded: native code should not be running when the process ends. */
    @PreDestroy
    public void close() {
        models.close();
        downloads.shutdownNow();
        loading.shutdown();
        try {
            if (!loading.awaitTermination(LOAD_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warnf("a model is still being loaded after %d s", LOAD_TIMEOUT_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Loaded(Path path, LanguageModel model, Generator generator) {}

    /** The right to use a model until the lease is closed. Closing it does not block. */
    public static final class Lease implements AutoCloseable {

        private final SharedPool<Path, Loaded>.Lease held;

        private Lease(SharedPool<Path, Loaded>.Lease held) {
            this.held = held;
        }

        public LanguageModel model() {
            return held.value().model();
        }

        public Generator generator() {
            return held.value().generator();
        }

        @Override
        public void close() {
            held.close();
        }
    }
}
