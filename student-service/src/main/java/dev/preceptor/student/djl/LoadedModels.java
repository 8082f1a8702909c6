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
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The models in memory. A model is loaded when the first assignment for it comes; to make room, the one unused for longest
 * goes, once nobody holds it.
 */
@ApplicationScoped
public class LoadedModels {

    private static final Logger LOG = Logger.getLogger(LoadedModels.class);

    private final StudentConfiguration configuration;
    private final ArtifactStore artifacts;
    private final Map<CheckpointReference, Path> places = new HashMap<>();
    /** In the order of their last use, oldest first. */
    private final Map<Path, Loaded> models = new LinkedHashMap<>(16, 0.75f, true);

    public LoadedModels(StudentConfiguration configuration) {
        this.configuration = configuration;
        this.artifacts = new ArtifactStore(configuration.artifactsDirectory());
    }

    /**
     * Holds a model until the lease is closed.
     *
     * @throws RuntimeException if it cannot be loaded, with a message for the person
     */
    public synchronized Lease lease(CheckpointReference reference) {
        Path place = placeOf(reference);
        if (!models.containsKey(place)) {
            evictDownTo(configuration.loadedModels() - 1);
        }
        return leaseAt(place);
    }

    /**
     * Holds a model until the lease is closed, where that takes no more memory than the configured number of models do.
     *
     * @return empty while all that may be loaded are in use
     * @throws RuntimeException if it cannot be loaded, with a message for the person
     */
    public synchronized Optional<Lease> leaseWithinBounds(CheckpointReference reference) {
        Path place = placeOf(reference);
        if (!models.containsKey(place)) {
            evictDownTo(configuration.loadedModels() - 1);
            if (models.size() >= configuration.loadedModels()) {
                return Optional.empty();
            }
        }
        return Optional.of(leaseAt(place));
    }

    private Lease leaseAt(Path place) {
        Loaded loaded = models.computeIfAbsent(place, this::load);
        loaded.leases++;
        return new Lease(loaded);
    }

    private Loaded load(Path place) {
        long started = System.nanoTime();
        LanguageModel model = LanguageModel.load(
                place, LoadOptions.defaults().withComputeType(configuration.computeType()));
        Generator generator = model.newGenerator(GeneratorOptions.defaults().withSlots(configuration.slots()));
        LOG.infof("loaded %s in %.1f s", place, (System.nanoTime() - started) / 1e9);
        return new Loaded(model, generator);
    }

    /** One place is one model in memory, whatever names lead to it. */
    private Path placeOf(CheckpointReference reference) {
        Path known = places.get(reference);
        if (known == null) {
            known = pathOf(reference).toAbsolutePath().normalize();
            places.put(reference, known);
        }
        return known;
    }

    private Path pathOf(CheckpointReference reference) {
        return reference.round() > 0
                ? artifacts.checkpoint(reference)
                : ModelSource.resolve(reference.uri(), configuration.modelsDirectory(), LOG::info);
    }

    private void evictDownTo(int count) {
        Iterator<Loaded> oldestFirst = models.values().iterator();
        while (models.size() > count && oldestFirst.hasNext()) {
            Loaded candidate = oldestFirst.next();
            if (candidate.leases == 0) {
                oldestFirst.remove();
                candidate.close();
            }
        }
    }

    private synchronized void giveBack(Loaded loaded) {
        loaded.leases--;
        evictDownTo(configuration.loadedModels());
    }

    @PreDestroy
    public synchronized void close() {
        models.values().forEach(Loaded::close);
        models.clear();
    }

    private static final class Loaded {

        private final LanguageModel model;
        private final Generator generator;
        private int leases;

        Loaded(LanguageModel model, Generator generator) {
            this.model = model;
            this.generator = generator;
        }

        void close() {
            generator.close();
            model.close();
        }
    }

    /** The right to use a model, until closed. */
    public final class Lease implements AutoCloseable {

        private final Loaded loaded;

        private Lease(Loaded loaded) {
            this.loaded = loaded;
        }

        public LanguageModel model() {
            return loaded.model;
        }

        public Generator generator() {
            return loaded.generator;
        }

        @Override
        public void close() {
            giveBack(loaded);
        }
    }
}
