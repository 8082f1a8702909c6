package dev.preceptor.student.rollout;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Finds where servers see the weights of a checkpoint. */
final class CheckpointPath {

    private static final String CHECKPOINTS = "/checkpoints/";

    private CheckpointPath() {}

    /**
     * The path or URI of a checkpoint as the servers see it.
     *
     * @param uri of a checkpoint in the artifact store
     * @param storeOnServers the artifact store as the servers see it; empty if they see it as this service does
     */
    static String ofTrained(String uri, Optional<String> storeOnServers) {
        int folder = uri.lastIndexOf(CHECKPOINTS);
        if (storeOnServers.isPresent() && folder >= 0) {
            return storeOnServers.get().replaceAll("/+$", "")
                    + uri.substring(folder).replaceAll("/+$", "");
        }
        return uri.startsWith("file:") ? Path.of(URI.create(uri)).toString() : uri;
    }

    /** The student as it came, as engines name it: a name on the hub, or a folder. Empty if an engine cannot load it. */
    static Optional<String> ofBase(String model) {
        if (model.startsWith("hf:")) {
            return Optional.of(model.substring("hf:".length()).replaceAll("@.*", ""));
        }
        return model.startsWith("pypi:") || model.endsWith(".gguf") ? Optional.empty() : Optional.of(model);
    }
}
