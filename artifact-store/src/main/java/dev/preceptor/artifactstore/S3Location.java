package dev.preceptor.artifactstore;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * A place in S3, written {@code s3://bucket/prefix?endpoint=...&region=...&pathStyle=...&cache=...&cacheGigabytes=...}; all
 * but the bucket may be left out. Credentials are never written here: the AWS SDK finds them in the environment, in the
 * profile file or in the pod's role.
 *
 * @param prefix of every key, without slashes at its ends; may be empty
 * @param endpoint of a server other than Amazon's, such as {@code http://minio:9000}
 * @param region as the SDK finds it where it is not said; {@code us-east-1} where an endpoint is
 * @param pathStyle whether the bucket is in the path, not in the host name; true where an endpoint is said
 * @param cache the folder of this machine that downloads are kept in; by default in the folder for temporary files
 * @param cacheBytes how much may lie there; 20 GB by default
 */
record S3Location(
        String bucket,
        String prefix,
        Optional<URI> endpoint,
        Optional<String> region,
        boolean pathStyle,
        Path cache,
        long cacheBytes) {

    static final String SCHEME = "s3:";

    private static final long GIGABYTE = 1_000_000_000L;
    private static final long DEFAULT_CACHE_GIGABYTES = 20;

    /** @throws ArtifactException naming the part that cannot be used */
    static S3Location of(String location) {
        int question = location.indexOf('?');
        String place = question < 0 ? location : location.substring(0, question);
        if (!place.matches("s3://[a-z0-9][a-z0-9._-]+(/.*)?")) {
            throw new ArtifactException("'" + location + "' is no place in S3; one looks like s3://bucket/prefix");
        }
        String path = place.substring("s3://".length());
        int slash = path.indexOf('/');
        Draft draft = new Draft(location);
        if (question >= 0) {
            for (String parameter : location.substring(question + 1).split("&")) {
                draft.take(parameter);
            }
        }
        return draft.located(
                slash < 0 ? path : path.substring(0, slash),
                slash < 0 ? "" : path.substring(slash).replaceAll("^/+|/+$", ""));
    }

    /** The key of a name. */
    String key(String name) {
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** The URI of a key, which says nothing of how this process reaches it. */
    String uri(String key) {
        return "s3://" + bucket + "/" + key;
    }

    private static final class Draft {

        private final String location;
        private URI endpoint;
        private String region;
        private Boolean pathStyle;
        private Path cache = Path.of(System.getProperty("java.io.tmpdir"), "preceptor-artifacts");
        private long cacheGigabytes = DEFAULT_CACHE_GIGABYTES;

        Draft(String location) {
            this.location = location;
        }

        void take(String parameter) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            switch (name) {
                case "endpoint" -> endpoint = endpoint(value);
                case "region" -> region = value;
                case "pathStyle" -> pathStyle = truth(value);
                case "cache" -> cache = Path.of(value);
                case "cacheGigabytes" -> cacheGigabytes = gigabytes(value);
                default ->
                    throw wrong("'" + name
                            + "' is not known; there are endpoint, region, pathStyle, cache and cacheGigabytes");
            }
        }

        S3Location located(String bucket, String prefix) {
            return new S3Location(
                    bucket,
                    prefix,
                    Optional.ofNullable(endpoint),
                    Optional.ofNullable(region),
                    pathStyle == null ? endpoint != null : pathStyle,
                    cache.toAbsolutePath().normalize(),
                    cacheGigabytes * GIGABYTE);
        }

        private URI endpoint(String value) {
            if (!value.matches("https?://[^/@?#]+/?")) {
                throw wrong("endpoint '" + value + "' is not like http://minio:9000");
            }
            return URI.create(value);
        }

        private boolean truth(String value) {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw wrong("pathStyle is true or false, not '" + value + "'");
            };
        }

        private long gigabytes(String value) {
            if (!value.matches("[1-9][0-9]{0,6}")) {
                throw wrong("cacheGigabytes is a whole number of at least 1, not '" + value + "'");
            }
            return Long.parseLong(value);
        }

        private ArtifactException wrong(String problem) {
            return new ArtifactException("the artifact store " + location + ": " + problem);
        }
    }
}
