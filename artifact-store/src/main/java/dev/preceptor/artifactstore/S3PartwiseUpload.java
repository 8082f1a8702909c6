package dev.preceptor.artifactstore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;

/**
 * Sends a file in parts. An upload that an earlier process began for the same key goes on: S3 names a part by its MD5, so what
 * is there is compared, not believed. Where the bucket's encryption makes other names (KMS), all parts are sent again. The
 * object appears when the last step has been done, or never.
 */
final class S3PartwiseUpload {

    /** A file up to this size goes in one piece. S3 asks for 5 MiB at least. */
    static final int LEAST_PART_BYTES = 16 << 20;

    private static final int MOST_PARTS = 10_000;

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final String sha256;

    S3PartwiseUpload(S3Client client, String bucket, String key, String sha256) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.sha256 = sha256;
    }

    void send(Path file) throws IOException {
        String upload = begun().orElseGet(this::begin);
        Map<Integer, Part> there = new HashMap<>();
        client.listPartsPaginator(request -> request.bucket(bucket).key(key).uploadId(upload))
                .parts()
                .forEach(part -> there.put(part.partNumber(), part));
        List<CompletedPart> parts = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            int size = partBytes(Files.size(file));
            for (byte[] bytes = in.readNBytes(size); bytes.length > 0; bytes = in.readNBytes(size)) {
                int number = parts.size() + 1;
                String eTag =
                        isThere(there.get(number), bytes) ? there.get(number).eTag() : sent(upload, number, bytes);
                parts.add(CompletedPart.builder().partNumber(number).eTag(eTag).build());
            }
        }
        client.completeMultipartUpload(
                request -> request.bucket(bucket).key(key).uploadId(upload).multipartUpload(all -> all.parts(parts)));
    }

    private Optional<String> begun() {
        return client
                .listMultipartUploadsPaginator(request -> request.bucket(bucket).prefix(key))
                .uploads()
                .stream()
                .filter(upload -> upload.key().equals(key))
                .map(MultipartUpload::uploadId)
                .findFirst();
    }

    private String begin() {
        return client.createMultipartUpload(
                        request -> request.bucket(bucket).key(key).metadata(Map.of(S3Objects.SHA256, sha256)))
                .uploadId();
    }

    private String sent(String upload, int number, byte[] bytes) {
        return client.uploadPart(
                        request -> request.bucket(bucket)
                                .key(key)
                                .uploadId(upload)
                                .partNumber(number)
                                .contentMD5(Md5.base64(bytes)),
                        RequestBody.fromBytes(bytes))
                .eTag();
    }

    private static boolean isThere(Part part, byte[] bytes) {
        return part != null
                && part.size() == bytes.length
                && part.eTag().replace("\"", "").equals(Md5.hexadecimal(bytes));
    }

    private static int partBytes(long fileBytes) {
        return (int) Math.max(LEAST_PART_BYTES, fileBytes / MOST_PARTS + 1);
    }
}
