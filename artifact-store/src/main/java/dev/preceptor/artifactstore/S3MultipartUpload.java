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
 * A multipart upload of a file. It resumes an incomplete upload that another process started for the same key. The ETag
 * of a part is its MD5, so parts with an equal MD5 are skipped. With encryption by KMS the ETag is not the MD5, and all
 * parts are uploaded again. The object appears only when the upload is complete.
 */
final class S3MultipartUpload {

    /** A file up to this size is uploaded in a single request. S3 requires parts of at least 5 MiB. */
    static final int MIN_PART_BYTES = 16 << 20;

    private static final int MAX_PARTS = 10_000;

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final String sha256;

    S3MultipartUpload(S3Client client, String bucket, String key, String sha256) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.sha256 = sha256;
    }

    void upload(Path file) throws IOException {
        String uploadId = findUnfinished().orElseGet(this::start);
        Map<Integer, Part> uploaded = new HashMap<>();
        client.listPartsPaginator(request -> request.bucket(bucket).key(key).uploadId(uploadId))
                .parts()
                .forEach(part -> uploaded.put(part.partNumber(), part));
        List<CompletedPart> parts = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            int size = partBytes(Files.size(file));
            for (byte[] bytes = in.readNBytes(size); bytes.length > 0; bytes = in.readNBytes(size)) {
                int number = parts.size() + 1;
                String eTag = isUploaded(uploaded.get(number), bytes)
                        ? uploaded.get(number).eTag()
                        : uploadPart(uploadId, number, bytes);
                parts.add(CompletedPart.builder().partNumber(number).eTag(eTag).build());
            }
        }
        client.completeMultipartUpload(
                request -> request.bucket(bucket).key(key).uploadId(uploadId).multipartUpload(all -> all.parts(parts)));
    }

    private Optional<String> findUnfinished() {
        return client
                .listMultipartUploadsPaginator(request -> request.bucket(bucket).prefix(key))
                .uploads()
                .stream()
                .filter(upload -> upload.key().equals(key))
                .map(MultipartUpload::uploadId)
                .findFirst();
    }

    private String start() {
        return client.createMultipartUpload(
                        request -> request.bucket(bucket).key(key).metadata(Map.of(S3Objects.SHA256, sha256)))
                .uploadId();
    }

    private String uploadPart(String uploadId, int number, byte[] bytes) {
        return client.uploadPart(
                        request -> request.bucket(bucket)
                                .key(key)
                                .uploadId(uploadId)
                                .partNumber(number)
                                .contentMD5(Md5.base64(bytes)),
                        RequestBody.fromBytes(bytes))
                .eTag();
    }

    private static boolean isUploaded(Part part, byte[] bytes) {
        return part != null
                && part.size() == bytes.length
                && part.eTag().replace("\"", "").equals(Md5.hexadecimal(bytes));
    }

    private static int partBytes(long fileBytes) {
        return (int) Math.max(MIN_PART_BYTES, fileBytes / MAX_PARTS + 1);
    }
}
