package dev.preceptor.artifactstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3LocationTest {

    @Test
    void onlyTheBucketIsRequired() {
        S3Location location = S3Location.of("s3://models");

        assertThat(location.bucket()).isEqualTo("models");
        assertThat(location.key("a/b")).isEqualTo("a/b");
        assertThat(location.uri("a/b")).isEqualTo("s3://models/a/b");
        assertThat(location.endpoint()).isEmpty();
        assertThat(location.pathStyle()).isFalse();
        assertThat(location.cacheBytes()).isEqualTo(20_000_000_000L);
    }

    @Test
    void pathStyleIsTheDefaultWithAnEndpoint() {
        S3Location location =
                S3Location.of("s3://models/team/a/?endpoint=http://minio:9000&region=eu-1&cache=/c&cacheGigabytes=5");

        assertThat(location.key("x")).isEqualTo("team/a/x");
        assertThat(location.endpoint()).contains(URI.create("http://minio:9000"));
        assertThat(location.region()).contains("eu-1");
        assertThat(location.pathStyle()).isTrue();
        assertThat(location.cache()).isEqualTo(Path.of("/c"));
        assertThat(location.cacheBytes()).isEqualTo(5_000_000_000L);
        assertThat(S3Location.of("s3://models?endpoint=http://minio:9000&pathStyle=false")
                        .pathStyle())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "s3:// | is not a location in S3",
                "s3:/models | is not a location in S3",
                "s3://models?endpont=http://x | 'endpont' is unknown",
                "s3://models?endpoint=minio:9000 | endpoint 'minio:9000'",
                "s3://models?endpoint=http://user:secret@minio | endpoint",
                "s3://models?pathStyle=yes | pathStyle is true or false",
                "s3://models?cacheGigabytes=0 | cacheGigabytes"
            })
    void invalidPartsAreNamed(String location, String problem) {
        assertThatThrownBy(() -> S3Location.of(location))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining(problem);
    }
}
