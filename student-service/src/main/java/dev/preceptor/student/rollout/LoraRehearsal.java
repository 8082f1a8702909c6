package dev.preceptor.student.rollout;

import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TrainingSpecification;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Tries out a run's rollout before its first answer, so before a lesson is paid. An adapter of zeros with the rank and the targets of the
 * run's training is loaded into every replica and unloaded. That shows that each replica is there and serves the base model, sees the
 * folder of adapters, may load adapters at runtime, and accepts the rank and the targets.
 */
final class LoraRehearsal {

    private static final Pattern HUB_NAME = Pattern.compile("[\\w.-]+/[\\w.-]+");

    private final Replicas replicas;
    private final AdapterFolders folders;
    private final LoraRollout lora;
    private final BlankAdapter.Configurations configurations;

    /** @param configurations finds the configuration of the base model */
    LoraRehearsal(
            Replicas replicas, AdapterFolders folders, LoraRollout lora, BlankAdapter.Configurations configurations) {
        this.replicas = replicas;
        this.folders = folders;
        this.lora = lora;
        this.configurations = configurations;
    }

    /**
     * Tries out the rollout.
     *
     * @return what it waits for, such as a replica that is not there yet; empty if everything works
     * @throws RolloutException if a checkpoint of this training could not be served; the message has the server's words
     */
    Optional<String> perform(String runId, StudentSpecification student, TrainingSpecification training) {
        List<Replica> present;
        try {
            present = replicas.of(student);
        } catch (ReplicaUnavailableException e) {
            return Optional.of(e.getMessage());
        }
        Path folder = folders.newFolder(runId);
        try {
            BlankAdapter.write(folder, configurations.of(student.model()), training, student.servedModel());
            PublishedAdapter blank = new PublishedAdapter(
                    runId, "preceptor-check-" + UUID.randomUUID(), folders.onServers(runId, folder));
            return EachReplica.perform(present, student.servedModel(), replica -> {
                requireBase(replica, student);
                lora.load(replica, blank);
                lora.unload(replica, blank.name());
                return Optional.empty();
            });
        } finally {
            AdapterFolders.delete(folder);
        }
    }

    private static void requireBase(Replica replica, StudentSpecification student)
            throws ReplicaUnavailableException, ReplicaRefusedException {
        List<ServedModel> models = replica.models();
        ServedModel base = models.stream()
                .filter(model -> model.name().equals(student.servedModel()))
                .findFirst()
                .orElseThrow(() -> new RolloutException("the student's server at " + replica.url()
                        + " does not serve '" + student.servedModel() + "' but "
                        + String.join(
                                ", ", models.stream().map(ServedModel::name).toList())
                        + ": set student.servedModel to the name of the base model"));
        if (base.adapter()) {
            throw new RolloutException("student.servedModel '" + student.servedModel()
                    + "' is an adapter on the server at " + replica.url() + ": name the base model");
        }
        String trained = hubName(student.model());
        if (HUB_NAME.matcher(trained).matches()
                && HUB_NAME.matcher(base.path()).matches()
                && !trained.equals(base.path())) {
            throw new RolloutException("the student's server at " + replica.url() + " serves " + base.path() + " as '"
                    + base.name() + "', and the run trains adapters of " + trained
                    + ": student.model must be the model that is served");
        }
    }

    /** {@code hf:owner/name@revision} without the prefix and the revision; other models are not named so on servers. */
    private static String hubName(String model) {
        return model.startsWith("hf:") ? model.substring("hf:".length()).replaceAll("@.*", "") : "";
    }
}
