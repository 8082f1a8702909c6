package dev.preceptor.run.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that ends with an error where it is longer than allowed, whether or not its length was told before. */
final class BoundedBody extends FilterInputStream {

    private final long most;
    private long count;

    BoundedBody(InputStream body, long most) {
        super(body);
        this.most = most;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        counted(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        counted(Math.max(0, read));
        return read;
    }

    /** The body is the server's to close: that waits for the rest of it, however long, before anything is answered. */
    @Override
    public void close() {
        // Left open.
    }

    private void counted(int bytes) {
        count += bytes;
        if (count > most) {
            throw new TooLargeException("the body has more than " + most
                    + " bytes, the most that is taken (quarkus.http.limits.max-body-size)");
        }
    }
}
