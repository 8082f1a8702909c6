package dev.preceptor.student.djl;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.languagemodel.LanguageModel;
import dev.preceptor.languagemodel.LoadOptions;
import dev.preceptor.languagemodel.generation.Generator;
import dev.preceptor.languagemodel.generation.GeneratorOptions;
import dev.preceptor.languagemodel.source.ModelSource;
import dev.preceptor.student.StudentConfiguration;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.HashMap;
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
 * The models in memory: never more than {@code student.loaded-models}, those that are being loaded included. A model is fetched and
 * loaded when it is first asked for, in threads of its own, and no other model waits for that. To make room, the one unused for
 * longest goes, once nobody holds it.
 */
@ApplicationScoped
public class LoadedModels {

    private static final Logger LOG = Logger.getLogger(LoadedModels.class);
    private static final int LOAD_ENDS_WITHIN_SECONDS = 5;

    private final StudentConfiguration configuration;
    private final ArtifactStore artifacts;
    private final ExecutorService fetching = Executors.newCachedThreadPool(daemons("model-files"));
    /** One at a time: a model is loaded only if it fits into the memory that is free then. */
    private final ExecutorService loading = Executors.newSingleThreadExecutor(daemons("model-loading"));

    /** Where the models' files are, or will be; only of models that are loaded or about to be. */
    private final Map<CheckpointReference, CompletableFuture<Path>> places = new HashMap<>();

    private final SharedPool<Path, Loaded> models;

    public LoadedModels(StudentConfiguration configuration) {
        this.configuration = configuration;
        this.artifacts = new ArtifactStore(configuration.artifactsDirectory());
        this.models = new SharedPool<>(configuration.loadedModels(), this::load, loading, this::unload, fetching);
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Holds a model until the lease is closed. Waits until it is loaded, and for room while all models that may be loaded are in
     * use.
     *
     * @throws RuntimeException if it cannot be loaded, with a message for the person
     */
    public Lease lease(CheckpointReference reference) {
        try {
            return placeOf(reference)
                    .thenCompose(place -> models.lease(place).thenApply(held -> new Lease(held)))
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /**
     * Holds a model until the lease is closed, unless that must wait until another one is given back. Returns at once; the result
     * comes when the model is loaded.
     *
     * @return empty while all that may be loaded are in use; exceptionally completed, with a message for the person, if the model
     *     cannot be loaded
     */
    public CompletableFuture<Optional<Lease>> leaseWithinBounds(CheckpointReference reference) {
        return placeOf(reference).thenCompose(place -> models.leaseWithinBounds(place)
                .map(lease -> lease.thenApply(held -> Optional.of(new Lease(held))))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
    }

    /** One place is one model in memory, whatever names lead to it. */
    private CompletableFuture<Path> placeOf(CheckpointReference reference) {
        synchronized (places) {
            CompletableFuture<Path> known = places.get(reference);
            if (known == null || known.isCompletedExceptionally()) {
                known = CompletableFuture.supplyAsync(
                        () -> pathOf(reference).toAbsolutePath().normalize(), fetching);
                places.put(reference, known);
            }
            return known;
        }
    }

    private Path pathOf(CheckpointReference reference) {
        return reference.round() > 0
                ? artifacts.checkpoint(reference)
                : ModelSource.resolve(reference.uri(), configuration.modelsDirectory(), LOG::info);
    }

    /** What is asked for next is looked for anew: files may have gone, and names that nobody uses are not remembered for ever. */
    private void forget(Path place) {
        synchronized (places) {
            places.values()
                    .removeIf(known -> known.isDone()
                            && (known.isCompletedExceptionally() || known.join().equals(place)));
        }
    }

    private Loaded load(Path place) {
        long started = System.nanoTime();
        try {
            LanguageModel model =
                    LanguageModel.load(place, LoadOptions.defaults().withComputeType(configuration.computeType()));
            Loaded loaded = new Loaded(place, model, generator(model));
            LOG.infof("loaded %s in %.1f s", place, (System.nanoTime() - started) / 1e9);
            return loaded;
        } catch (RuntimeException e) {
            forget(place);
            throw e;
        }
    }

    private Generator generator(LanguageModel model) {
        try {
            return model.newGenerator(GeneratorOptions.defaults().withSlots(configuration.slots()));
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private void unload(Loaded loaded) {
        forget(loaded.place());
        loaded.generator().close();
        loaded.model().close();
    }

    /** Native code should not be at work when the process ends: a load under way is waited for, a while. */
    @PreDestroy
    public void close() {
        models.close();
        fetching.shutdownNow();
        loading.shutdown();
        try {
            if (!loading.awaitTermination(LOAD_ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                LOG.warnf("a model is still being loaded after %d s", LOAD_ENDS_WITHIN_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Loaded(Path place, LanguageModel model, Generator generator) {}

    /** The right to use a model, until closed; closing it does not wait. */
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
