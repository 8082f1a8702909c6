package dev.preceptor.student;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.languagemodel.LanguageModel;
import dev.preceptor.languagemodel.LoadOptions;
import dev.preceptor.languagemodel.generation.Generator;
import dev.preceptor.languagemodel.generation.GeneratorOptions;
import dev.preceptor.languagemodel.source.ModelSource;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * The models in memory. A model is loaded when the first assignment for it comes; to make room, the one unused for longest
 * goes, once nobody holds it.
 */
@ApplicationScoped
class LoadedModels {

    private static final Logger LOG = Logger.getLogger(LoadedModels.class);

    private final StudentConfiguration configuration;
    private final ArtifactStore artifacts;
    /** In the order of their last use, oldest first. */
    private final Map<CheckpointReference, Loaded> models = new LinkedHashMap<>(16, 0.75f, true);

    LoadedModels(StudentConfiguration configuration) {
        this.configuration = configuration;
        this.artifacts = new ArtifactStore(configuration.artifactsDirectory());
    }

    /**
     * Holds a model until the lease is closed.
     *
     * @throws RuntimeException if it cannot be loaded, with a message for the person
     */
    synchronized Lease lease(CheckpointReference reference) {
        Loaded loaded = models.get(reference);
        if (loaded == null) {
            evictDownTo(configuration.loadedModels() - 1);
            loaded = load(reference);
            models.put(reference, loaded);
        }
        loaded.leases++;
        return new Lease(loaded);
    }

    private Loaded load(CheckpointReference reference) {
        long started = System.nanoTime();
        LanguageModel model = LanguageModel.load(pathOf(reference), LoadOptions.defaults());
        Generator generator = model.newGenerator(GeneratorOptions.defaults().withSlots(configuration.slots()));
        LOG.infof("loaded %s in %.1f s", reference.uri(), (System.nanoTime() - started) / 1e9);
        return new Loaded(model, generator);
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
    synchronized void close() {
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
    final class Lease implements AutoCloseable {

        private final Loaded loaded;

        private Lease(Loaded loaded) {
            this.loaded = loaded;
        }

        LanguageModel model() {
            return loaded.model;
        }

        Generator generator() {
            return loaded.generator;
        }

        @Override
        public void close() {
            giveBack(loaded);
        }
    }
}
