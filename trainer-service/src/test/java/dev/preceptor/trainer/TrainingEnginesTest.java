package dev.preceptor.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.trainer.command.CommandEngine;
import dev.preceptor.trainer.djl.DjlEngine;
import dev.preceptor.trainer.engine.TrainingEngine;
import dev.preceptor.trainer.engine.TrainingException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingEnginesTest {

    @Test
    void theSettingSelectsTheEngine() {
        assertThat(engine(Map.of())).isInstanceOf(DjlEngine.class);
        assertThat(engine(Map.of("trainer.backend", "command", "trainer.command", "train {job}")))
                .isInstanceOf(CommandEngine.class);
    }

    @Test
    void anUnknownNameAndAMissingProgramAreTold() {
        assertThatThrownBy(() -> engine(Map.of("trainer.backend", "slurm")))
                .isInstanceOf(TrainingException.class)
                .hasMessage("trainer.backend is slurm; it can be djl or command");
        assertThatThrownBy(() -> engine(Map.of("trainer.backend", "command")))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("trainer.command must name the program");
    }

    private static TrainingEngine engine(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("trainer.models-directory", "models");
        all.put("trainer.artifacts-directory", "artifacts");
        all.put("trainer.work-directory", "work");
        return TrainingEngines.named(new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(TrainerConfiguration.class)
                .withDefaultValues(all)
                .build()
                .getConfigMapping(TrainerConfiguration.class));
    }
}
