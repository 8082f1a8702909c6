package dev.preceptor.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HomeTest {

    @Test
    void isBelowHomeUnlessItIsNamed() {
        assertThat(Home.of(Map.of("HOME", "/data/me")).path()).isEqualTo(Path.of("/data/me/.preceptor"));
        assertThat(Home.of(Map.of("HOME", "/data/me", "PRECEPTOR_HOME", "/cache"))
                        .path())
                .isEqualTo(Path.of("/cache"));
        assertThat(Home.of(Map.of("HOME", " ")).path())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".preceptor"));
    }
}
