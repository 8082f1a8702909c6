package dev.preceptor.artifactstore;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Storage in an S3 bucket. A folder is published under {@code NAME/HASH/}, where the hash is the SHA-256 of its
 * manifest. Uploading the same files again therefore writes the same keys, and different files never overwrite them.
 *
 * <p>One class, although long: each method of {@link Storage} is a few requests to S3, which share the client and its errors.
 */
final class S3Storage implements Storage {

    private static final String MANIFEST = "manifest.json";

    private final S3Location location;
    private final S3Objects objects;
    private final ArtifactCache cache;
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    S3Storage(S3Location location) {
        this.location = location;
        this.objects = new S3Objects(location);
        this.cache = new ArtifactCache(location.cache().resolve("folders"), location.cacheBytes());
    }

    @Override
    public String putIfAbsent(String name, byte[] bytes) {
        String key = location.key(name);
        String sha256 = Sha256.of(bytes);
        try {
            if (!objects.exists(key, bytes.length, sha256)) {
                objects.put(key, bytes, sha256);
            }
        } catch (SdkException e) {
            throw failure("write", key, e);
        }
        return location.uri(key);
    }

    @Override
    public String putIfAbsent(String name, Path file, String sha256) {
        String key = location.key(name);
        try {
            if (!objects.exists(key, Files.size(file), sha256)) {
                objects.put(key, file, sha256);
            }
        } catch (SdkException e) {
            throw failure("write", key, e);
        } catch (IOException e) {
            throw new ArtifactException("cannot read " + file + " for the upload: " + e.getMessage(), e);
        }
        return location.uri(key);
    }

    @Override
    public byte[] read(String uri) {
        String key = keyOf(uri);
        try {
            return objects.get(key);
        } catch (SdkException e) {
            throw failure("read", key, e);
        }
    }

    @Override
    public String publish(Path folder, String name) {
        Manifest manifest = manifestOf(folder);
        String sha256 = Sha256.of(manifest.bytes());
        String base = location.key(name + "/" + sha256);
        upload(folder, manifest, base);
        // The next round starts from this checkpoint. The cache avoids a download, and includes the folder in its size
        // limit.
        cache.moveIn(sha256, folder);
        return location.uri(base);
    }

    private static Manifest manifestOf(Path folder) {
        try {
            return Manifest.of(folder);
        } catch (IOException e) {
            throw new ArtifactException("cannot read " + folder + ": " + e.getMessage(), e);
        }
    }

    private void upload(Path folder, Manifest manifest, String base) {
        byte[] listing = manifest.bytes();
        String key = base;
        try {
            if (!objects.exists(base + "/" + MANIFEST, listing.length, Sha256.of(listing))) {
                for (Manifest.Entry file : manifest.files()) {
                    key = base + "/" + file.name();
                    if (!objects.exists(key, file.bytes(), file.sha256())) {
                        objects.put(key, folder.resolve(file.name()), file.sha256());
                    }
                }
                key = base + "/" + MANIFEST;
                objects.put(key, listing, Sha256.of(listing));
            }
        } catch (SdkException e) {
            throw failure("write", key, e);
        } catch (IOException e) {
            throw new ArtifactException("cannot read " + folder + " for the upload: " + e.getMessage(), e);
        }
    }

    @Override
    public Path folder(String uri) {
        String base = keyOf(uri);
        String sha256 = base.substring(base.lastIndexOf('/') + 1);
        synchronized (locks.computeIfAbsent(sha256, hash -> new Object())) {
            return cache.folder(sha256, target -> download(base, sha256, target));
        }
    }

    @Override
    public List<StoredFile> files(String uri) {
        String key = keyOf(uri) + "/" + MANIFEST;
        try {
            return Manifest.read(objects.get(key)).files().stream()
                    .map(file -> new StoredFile(file.name(), file.bytes()))
                    .toList();
        } catch (SdkException e) {
            throw failure("read", key, e);
        } catch (IOException e) {
            throw new ArtifactException(location.uri(key) + " is no list of files: " + e.getMessage(), e);
        }
    }

    @Override
    public void copy(String uri, String name, long from, long length, OutputStream target) throws IOException {
        String key = keyOf(uri) + "/" + name;
        try (InputStream source = objects.open(key, from, length)) {
            source.transferTo(target);
        } catch (SdkException e) {
            throw failure("read", key, e);
        }
    }

    /**
     * Several trainers may have published a folder under this name, with weights that differ by floating-point rounding.
     * Returns one of them.
     */
    @Override
    public Optional<String> findPublished(String name) {
        String prefix = location.key(name) + "/";
        return keys(prefix).stream()
                .map(key -> key.substring(prefix.length()).split("/"))
                .filter(parts -> parts.length == 2 && parts[1].equals(MANIFEST))
                .map(parts -> location.uri(prefix + parts[0]))
                .findFirst();
    }

    @Override
    public SortedSet<String> listPublished(String name) {
        String prefix = location.key(name) + "/";
        return keys(prefix).stream()
                .map(key -> key.substring(prefix.length()).split("/"))
                .filter(parts -> parts.length == 3 && parts[2].equals(MANIFEST))
                .map(parts -> parts[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<String> keys(String prefix) {
        try {
            return objects.keys(prefix);
        } catch (SdkException e) {
            throw failure("list", prefix, e);
        }
    }

    @Override
    public void put(String name, byte[] bytes) {
        String key = location.key(name);
        try {
            objects.put(key, bytes, Sha256.of(bytes));
        } catch (SdkException e) {
            throw failure("write", key, e);
        }
    }

    @Override
    public Optional<byte[]> find(String name) {
        String key = location.key(name);
        try {
            return Optional.of(objects.get(key));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw failure("read", key, e);
        }
    }

    @Override
    public void copyIn(Path folder, Manifest manifest, String name) {
        upload(folder, manifest, location.key(name));
    }

    @Override
    public boolean copyOut(String name, Path folder) {
        String key = location.key(name);
        try {
            for (Manifest.Entry file :
                    Manifest.read(objects.get(key + "/" + MANIFEST)).files()) {
                fetch(key, file, folder);
            }
            return true;
        } catch (NoSuchKeyException e) {
            return false;
        } catch (SdkException e) {
            throw failure("read", key, e);
        } catch (IOException e) {
            throw new ArtifactException("cannot fetch " + location.uri(key) + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void delete(String name) {
        String key = location.key(name);
        try {
            objects.delete(key);
            objects.keys(key + "/").forEach(objects::delete);
            objects.abortUploads(key + "/");
        } catch (SdkException e) {
            throw failure("delete", key, e);
        }
    }

    private void download(String base, String sha256, Path target) throws IOException {
        String key = base + "/" + MANIFEST;
        try {
            byte[] listing = objects.get(key);
            require(key, Sha256.of(listing), sha256);
            for (Manifest.Entry file : Manifest.read(listing).files()) {
                key = base + "/" + file.name();
                require(key, Sha256.of(fetch(base, file, target)), file.sha256());
            }
        } catch (SdkException e) {
            throw failure("read", key, e);
        }
    }

    private Path fetch(String base, Manifest.Entry file, Path target) throws IOException {
        Path local = target.resolve(file.name());
        Files.createDirectories(local.getParent());
        objects.get(base + "/" + file.name(), local);
        return local;
    }

    private void require(String key, String actual, String expected) {
        if (!actual.equals(expected)) {
            throw new ArtifactException(
                    location.uri(key) + " was changed: its SHA-256 is " + actual + ", expected " + expected);
        }
    }

    private String keyOf(String uri) {
        String prefix = location.uri("");
        if (!uri.startsWith(prefix)) {
            throw new ArtifactException("'" + uri + "' is not in the artifact store, whose bucket is "
                    + location.bucket() + ": check that all services have the same setting");
        }
        return uri.substring(prefix.length());
    }

    private ArtifactException failure(String operation, String key, SdkException cause) {
        String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return new ArtifactException("cannot " + operation + " " + location.uri(key) + ": " + reason, cause);
    }
}
