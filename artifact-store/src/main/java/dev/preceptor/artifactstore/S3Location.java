package dev.preceptor.artifactstore;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * A location in S3, written
 * {@code s3://bucket/prefix?endpoint=...&region=...&pathStyle=...&cache=...&cacheGigabytes=...}; only the bucket is required.
 * A location contains no credentials: the AWS SDK takes them from the environment, the profile file or the pod's role.
 *
 * @param prefix the prefix of every key, without leading or trailing slashes; may be empty
 * @param endpoint the URL of an S3-compatible server, such as {@code http://minio:9000}; empty for Amazon S3
 * @param region if empty, {@code AWS_REGION}, else {@code us-east-1} with an endpoint, else the SDK's default
 * @param pathStyle whether the URL has the bucket in its path instead of its host name; defaults to true with an
 *     endpoint
 * @param cache the local folder for downloads; by default {@code preceptor-artifacts} in the folder for temporary files
 * @param cacheBytes the maximum size of the cache in bytes; 20 GB by default
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

    /** @throws ArtifactException if the location is malformed; the message names the invalid part */
    static S3Location of(String location) {
        int question = location.indexOf('?');
        String place = question < 0 ? location : location.substring(0, question);
        if (!place.matches("s3://[a-z0-9][a-z0-9._-]+(/.*)?")) {
            throw new ArtifactException("'" + location + "' is not a location in S3; write s3://bucket/prefix");
        }
        String path = place.substring("s3://".length());
        int slash = path.indexOf('/');
        Parser parser = new Parser(location);
        if (question >= 0) {
            for (String parameter : location.substring(question + 1).split("&")) {
                parser.parse(parameter);
            }
        }
        return parser.build(
                slash < 0 ? path : path.substring(0, slash),
                slash < 0 ? "" : path.substring(slash).replaceAll("^/+|/+$", ""));
    }

    /** The object key of an artifact's name. */
    String key(String name) {
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** The URI of a key. It contains no endpoint or other parameters, so it is the same for every service. */
    String uri(String key) {
        return "s3://" + bucket + "/" + key;
    }

    private static final class Parser {

        private final String location;
        private URI endpoint;
        private String region;
        private Boolean pathStyle;
        private Path cache = Path.of(System.getProperty("java.io.tmpdir"), "preceptor-artifacts");
        private long cacheGigabytes = DEFAULT_CACHE_GIGABYTES;

        Parser(String location) {
            this.location = location;
        }

        void parse(String parameter) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            switch (name) {
                case "endpoint" -> endpoint = endpoint(value);
                case "region" -> region = value;
                case "pathStyle" -> pathStyle = trueOrFalse(value);
                case "cache" -> cache = Path.of(value);
                case "cacheGigabytes" -> cacheGigabytes = gigabytes(value);
                default ->
                    throw invalid(
                            "'" + name + "' is unknown; known: endpoint, region, pathStyle, cache and cacheGigabytes");
            }
        }

        S3Location build(String bucket, String prefix) {
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
                throw invalid("endpoint '" + value + "' is not like http://minio:9000");
            }
            return URI.create(value);
        }

        private boolean trueOrFalse(String value) {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw invalid("pathStyle is true or false, not '" + value + "'");
            };
        }

        private long gigabytes(String value) {
            if (!value.matches("[1-9][0-9]{0,6}")) {
                throw invalid("cacheGigabytes is a whole number of at least 1, not '" + value + "'");
            }
            return Long.parseLong(value);
        }

        private ArtifactException invalid(String problem) {
            return new ArtifactException("the artifact store " + location + ": " + problem);
        }
    }
}
