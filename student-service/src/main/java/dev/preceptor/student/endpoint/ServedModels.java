package dev.preceptor.student.endpoint;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.stage.kafka.TopicReadException;
import dev.preceptor.student.StudentConfiguration;
import dev.preceptor.student.djl.LoadedModels;
import dev.preceptor.student.rollout.RunTopicReader;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The models that clients may name: the configured ones; {@code checkpoint:NAME} for each trained checkpoint of the artifact store;
 * {@code base:NAME}, the student as it came in the run of that checkpoint; and {@code run:ID}, the student as it came in that run. No other
 * model can be named.
 */
@ApplicationScoped
public class ServedModels {

    private static final Logger LOG = Logger.getLogger(ServedModels.class);
    private static final String CHECKPOINT = "checkpoint:";
    private static final String BASE = "base:";
    private static final String RUN = "run:";

    private final Map<String, String> configured;
    private final ArtifactStore artifacts;
    private final LoadedModels models;
    private final Map<String, String> checkpoints = new ConcurrentHashMap<>();
    /** The model of the student of a run; empty if there is no such run. */
    private final Function<String, Optional<String>> students;

    @Inject
    public ServedModels(StudentConfiguration configuration, LoadedModels models, RunTopicReader runs) {
        this(configuration, models, id -> runs.read(Set.of(id)).stream()
                .reduce((earlier, later) -> later)
                .map(run -> run.specification().student().model()));
    }

    /** @param students the model of the student of a run; empty if there is no such run */
    ServedModels(StudentConfiguration configuration, LoadedModels models, Function<String, Optional<String>> students) {
        this.students = students;
        this.configured = new TreeMap<>(configuration.serve().models());
        this.artifacts = new ArtifactStore(configuration.artifactsDirectory());
        this.models = models;
    }

    /** All names, the configured ones first. Bases are not listed: there is one for each checkpoint. */
    List<String> names() {
        List<String> names = new ArrayList<>(configured.keySet());
        try {
            artifacts.checkpoints().forEach(name -> names.add(CHECKPOINT + name));
        } catch (ArtifactException e) {
            LOG.errorf("the checkpoints cannot be listed: %s", e.getMessage());
            throw ApiException.failed("the checkpoints cannot be listed: " + e.getMessage());
        }
        return names;
    }

    /**
     * Leases a model until the lease is closed, and loads it if needed. Reads the artifact store's folder, but does not wait for the
     * model.
     *
     * @return completes exceptionally with an {@link ApiException} if there is no room for the model now, or it cannot be loaded
     * @throws ApiException if there is no such model
     */
    CompletableFuture<LoadedModels.Lease> lease(String name) {
        CheckpointReference reference = new CheckpointReference(0, sourceOf(name), null);
        return models.tryLease(reference).handle((lease, failure) -> {
            if (failure != null) {
                Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                LOG.errorf("the model %s cannot be loaded: %s", name, cause.getMessage());
                throw ApiException.failed("the model '" + name + "' cannot be loaded: " + cause.getMessage());
            }
            return lease.orElseThrow(
                    () -> ApiException.busy("as many models as may be loaded are in use; ask again in a few seconds"));
        });
    }

    private String sourceOf(String name) {
        String source = configured.get(name);
        if (source != null) {
            return source;
        }
        Optional<String> stored = ofStore(name);
        if (stored.isPresent()) {
            return stored.get();
        }
        List<String> known = names();
        throw ApiException.unknownModel("there is no model '" + name + "'; "
                + (known.isEmpty() ? "none is configured: set student.serve.models" : "known: " + shown(known)));
    }

    /** Checkpoints never change, nor does a run's student, so each is read once; from a bucket, each checkpoint is downloaded once. */
    private Optional<String> ofStore(String name) {
        String found = checkpoints.get(name);
        if (found != null) {
            return Optional.of(found);
        }
        try {
            Optional<String> source = Optional.empty();
            if (name.startsWith(CHECKPOINT)) {
                source = artifacts
                        .checkpointOf(name.substring(CHECKPOINT.length()))
                        .map(Path::toString);
            } else if (name.startsWith(RUN)) {
                source = students.apply(name.substring(RUN.length()));
            } else if (name.startsWith(BASE)) {
                source = artifacts
                        .recordOf(name.substring(BASE.length()))
                        .map(checkpoint -> checkpoint.student().model());
            }
            source.ifPresent(place -> checkpoints.put(name, place));
            return source;
        } catch (ArtifactException | TopicReadException e) {
            LOG.errorf("the model %s cannot be fetched: %s", name, e.getMessage());
            throw ApiException.failed("the model '" + name + "' cannot be fetched: " + e.getMessage());
        }
    }

    private static String shown(List<String> names) {
        int most = 20;
        return String.join(", ", names.subList(0, Math.min(most, names.size())))
                + (names.size() > most ? ", and " + (names.size() - most) + " more that GET /v1/models lists" : "");
    }
}
