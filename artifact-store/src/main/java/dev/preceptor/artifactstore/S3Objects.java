package dev.preceptor.artifactstore;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects of a bucket. The SDK retries transient errors a few times, then throws. Safe for use by many threads. */
final class S3Objects {

    /** The name of the metadata entry that holds the SHA-256 of an object's content. */
    static final String SHA256 = "sha256";

    private static final int NOT_FOUND = 404;

    private final S3Location location;
    private volatile S3Client client;

    /** Connects on first use, so that a connection error is reported for the event that needed the connection. */
    S3Objects(S3Location location) {
        this.location = location;
    }

    /** Whether the object exists with the given size and SHA-256. */
    boolean exists(String key, long bytes, String sha256) {
        try {
            HeadObjectResponse head = client().headObject(
                            request -> request.bucket(location.bucket()).key(key));
            return head.contentLength() == bytes
                    && sha256.equals(head.metadata().get(SHA256));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    void put(String key, byte[] bytes, String sha256) {
        client().putObject(
                        request -> request.bucket(location.bucket())
                                .key(key)
                                .contentMD5(Md5.base64(bytes))
                                .metadata(Map.of(SHA256, sha256)),
                        RequestBody.fromBytes(bytes));
    }

    /** Uploads a file. A large file is uploaded in parts; parts that the server already has are skipped. */
    void put(String key, Path file, String sha256) throws IOException {
        if (Files.size(file) <= S3MultipartUpload.MIN_PART_BYTES) {
            put(key, Files.readAllBytes(file), sha256);
        } else {
            new S3MultipartUpload(client(), location.bucket(), key, sha256).upload(file);
        }
    }

    byte[] get(String key) {
        return client().getObject(request -> request.bucket(location.bucket()).key(key), ResponseTransformer.toBytes())
                .asByteArray();
    }

    void get(String key, Path file) {
        client().getObject(request -> request.bucket(location.bucket()).key(key), ResponseTransformer.toFile(file));
    }

    /** Opens a part of an object. The caller closes it. */
    InputStream open(String key, long from, long length) {
        return client().getObject(request ->
                request.bucket(location.bucket()).key(key).range("bytes=" + from + "-" + (from + length - 1)));
    }

    /** Lists the keys with the given prefix, in the server's order. */
    List<String> keys(String prefix) {
        return client()
                .listObjectsV2Paginator(
                        request -> request.bucket(location.bucket()).prefix(prefix))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    /** Deletes an object. Does nothing if it does not exist. */
    void delete(String key) {
        client().deleteObject(request -> request.bucket(location.bucket()).key(key));
    }

    /** Aborts the incomplete multipart uploads of the keys with the given prefix, which frees their parts. */
    void abortUploads(String prefix) {
        client().listMultipartUploadsPaginator(
                        request -> request.bucket(location.bucket()).prefix(prefix))
                .uploads()
                .forEach(upload -> client().abortMultipartUpload(request ->
                        request.bucket(location.bucket()).key(upload.key()).uploadId(upload.uploadId())));
    }

    private synchronized S3Client client() {
        if (client == null) {
            client = connect();
        }
        return client;
    }

    private S3Client connect() {
        // Many S3-compatible servers support neither the newer checksums nor signed chunks.
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
                .forcePathStyle(location.pathStyle());
        region().ifPresent(region -> builder.region(Region.of(region)));
        Optional<URI> endpoint = location.endpoint();
        endpoint.ifPresent(builder::endpointOverride);
        return builder.build();
    }

    /** S3-compatible servers have no regions, but a request signature needs one. */
    private Optional<String> region() {
        return location.region()
                .or(() -> Optional.ofNullable(System.getenv("AWS_REGION")))
                .or(() -> location.endpoint().map(endpoint -> "us-east-1"));
    }
}
