package dev.preceptor.stage.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.ReplicaStatus.Check;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

class HealthChecksTest {

    @Test
    void eachCheckIsOneLine() {
        JsonObject health = Json.createReader(
                        new StringReader(
                                """
                        {"status": "DOWN", "checks": [
                          {"name": "sandbox", "status": "UP", "data": {"isolation": "namespaces", "workers": 2}},
                          {"name": "runs", "status": "DOWN"}]}"""))
                .readObject();

        assertThat(HealthChecks.of(health))
                .containsExactly(
                        new Check("sandbox", true, "isolation: namespaces, workers: 2"),
                        new Check("runs", false, null));
    }
}
