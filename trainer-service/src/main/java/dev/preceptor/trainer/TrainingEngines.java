package dev.preceptor.trainer;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.trainer.command.CommandProgram;
import dev.preceptor.trainer.djl.DjlEngine;
import dev.preceptor.trainer.engine.AdapterBase;
import dev.preceptor.trainer.engine.TrainingEngine;
import dev.preceptor.trainer.engine.TrainingException;
import dev.preceptor.trainer.kubeflow.KubeflowProgram;
import dev.preceptor.trainer.kubeflow.KubeflowSettings;
import dev.preceptor.trainer.kubeflow.KubeflowSettingsBuilder;
import dev.preceptor.trainer.program.CommandLine;
import dev.preceptor.trainer.program.ProgramEngine;
import dev.preceptor.trainer.program.ProgramSettings;
import dev.preceptor.trainer.program.TrainerProgram;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The engines by the names of {@code trainer.backend}. */
final class TrainingEngines {

    private TrainingEngines() {}

    /** @throws TrainingException if no engine has the name, or a setting of the engine is missing, or its cluster does not answer */
    static TrainingEngine named(TrainerConfiguration configuration) {
        return switch (configuration.backend()) {
            case "djl" ->
                new DjlEngine(configuration.saveEvery(), configuration.microBatchTokens(), adapterBase(configuration));
            case "command" ->
                engine(configuration, new CommandProgram(commandLine(configuration), configuration.commandGrace()));
            case "kubeflow" ->
                engine(
                        configuration,
                        KubeflowProgram.connect(commandLine(configuration), kubeflowSettings(configuration)));
            default ->
                throw new TrainingException(
                        "trainer.backend is " + configuration.backend() + "; it can be djl, command or kubeflow");
        };
    }

    /** Whether the engine reads models that have only Python pickles, as {@code finetune.py} does with torch's safe loader. */
    static boolean readsPickles(TrainerConfiguration configuration) {
        return !configuration.backend().equals("djl");
    }

    private static AdapterBase adapterBase(TrainerConfiguration configuration) {
        return new AdapterBase(configuration.adapterBase());
    }

    private static TrainingEngine engine(TrainerConfiguration configuration, TrainerProgram program) {
        ProgramSettings settings = new ProgramSettings(
                configuration.worldSize(),
                configuration.saveEvery(),
                configuration.commandRestarts(),
                configuration.modelsDirectory());
        return new ProgramEngine(settings, program, adapterBase(configuration));
    }

    private static CommandLine commandLine(TrainerConfiguration configuration) {
        return new CommandLine(configuration
                .command()
                .orElseThrow(() -> new TrainingException("trainer.backend is " + configuration.backend()
                        + ", so trainer.command must name the program")));
    }

    static KubeflowSettings kubeflowSettings(TrainerConfiguration configuration) {
        KubeflowConfiguration kubeflow = configuration.kubeflow();
        if (kubeflow.claim().isEmpty() && !new ArtifactStore(configuration.artifactsDirectory()).isBucket()) {
            throw new TrainingException(
                    "trainer.backend is kubeflow, so trainer.kubeflow.claim must name the claim of the shared volume, or the artifact store"
                            + " must be a bucket");
        }
        KubeflowSettings settings = KubeflowSettingsBuilder.builder()
                .kind(kubeflow.kind())
                .namespace(kubeflow.namespace())
                .runtime(kubeflow.runtime())
                .image(kubeflow.image())
                .claim(kubeflow.claim())
                .store(configuration.artifactsDirectory())
                .storeSecret(kubeflow.storeSecret())
                .mountPath(kubeflow.mountPath())
                .worldSize(configuration.worldSize())
                .nodes(kubeflow.nodes())
                .resources(resources(kubeflow.resources().orElse(List.of())))
                .user(kubeflow.user())
                .startTimeout(kubeflow.startTimeout())
                .build();
        settings.requireOnVolume("trainer.work-directory", configuration.workDirectory());
        settings.requireOnVolume("trainer.models-directory", configuration.modelsDirectory());
        return settings;
    }

    private static Map<String, String> resources(List<String> settings) {
        Map<String, String> resources = new HashMap<>();
        for (String setting : settings) {
            String[] parts = setting.strip().split("=", 2);
            if (parts.length < 2 || parts[0].isBlank() || parts[1].isBlank()) {
                throw new TrainingException("trainer.kubeflow.resources has '" + setting
                        + "'; it must be a list such as cpu=8,memory=64Gi,nvidia.com/gpu=2");
            }
            resources.put(parts[0].strip(), parts[1].strip());
        }
        return resources;
    }
}
