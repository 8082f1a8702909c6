package dev.preceptor.artifactstore;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.domain.StorageMetadata;
import org.jclouds.blobstore.options.ListContainerOptions;

/** An S3 server (S3Proxy) in this process, with objects in memory. It counts the uploaded parts. */
public final class S3Server implements AutoCloseable {

    public static final String BUCKET = "preceptor";
    public static final String ACCESS_KEY = "the-access-key";
    public static final String SECRET_KEY = "the-secret-key";

    private final BlobStoreContext context;
    private final S3Proxy proxy;
    private int parts;

    public S3Server() throws Exception {
        // The SDK reads credentials from system properties.
        System.setProperty("aws.accessKeyId", ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", SECRET_KEY);
        context = ContextBuilder.newBuilder("transient")
                .credentials("identity", "credential")
                .build(BlobStoreContext.class);
        context.getBlobStore().createContainerInLocation(null, BUCKET);
        proxy = S3Proxy.builder()
                .blobStore(counting(context.getBlobStore()))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                .build();
        proxy.start();
    }

    private BlobStore counting(BlobStore store) {
        return (BlobStore) Proxy.newProxyInstance(
                BlobStore.class.getClassLoader(), new Class<?>[] {BlobStore.class}, (self, method, arguments) -> {
                    Object result = invoke(store, method, arguments);
                    if (method.getName().equals("uploadMultipartPart")) {
                        partArrived();
                    }
                    return result;
                });
    }

    private static Object invoke(BlobStore store, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(store, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private synchronized void partArrived() {
        parts++;
        notifyAll();
    }

    /** Returns the number of completely uploaded parts of large objects. */
    synchronized int parts() {
        return parts;
    }

    /** Returns when another part of a large object was uploaded or the time has passed; at once if there are enough. */
    synchronized void awaitPart(int enough, long millis) throws InterruptedException {
        if (parts < enough) {
            wait(millis);
        }
    }

    /** Returns the location of a store in the bucket, with a cache folder. */
    public String location(Path cache) {
        return "s3://" + BUCKET + "/team/run?endpoint=http://127.0.0.1:" + proxy.getPort() + "&cache=" + cache;
    }

    /** Replaces the content of an object, to simulate damage. */
    public void damage(String uri, String content) {
        BlobStore store = context.getBlobStore();
        store.putBlob(
                BUCKET,
                store.blobBuilder(keyOf(uri))
                        .payload(content)
                        .userMetadata(Map.of())
                        .build());
    }

    public boolean holds(String uri) {
        return context.getBlobStore().blobExists(BUCKET, keyOf(uri));
    }

    /** Returns the keys with a prefix. */
    public List<String> keys(String start) {
        return context
                .getBlobStore()
                .list(BUCKET, ListContainerOptions.Builder.recursive().prefix(start))
                .stream()
                .map(StorageMetadata::getName)
                .toList();
    }

    private static String keyOf(String uri) {
        return uri.substring(("s3://" + BUCKET + "/").length());
    }

    @Override
    public void close() throws Exception {
        proxy.stop();
        context.close();
    }
}
