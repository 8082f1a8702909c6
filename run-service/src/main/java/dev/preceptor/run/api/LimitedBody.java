package dev.preceptor.run.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that fails where it is longer than allowed, also where the request did not declare its length. */
final class LimitedBody extends FilterInputStream {

    private final long most;
    private long count;

    LimitedBody(InputStream body, long most) {
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

    /** Leaves the body open: closing it would read the rest, however long, before the request is answered. */
    @Override
    public void close() {
        // The server closes it after the answer.
    }

    private void counted(int bytes) {
        count += bytes;
        if (count > most) {
            throw new TooLargeException("the body has more than " + most
                    + " bytes, the most that is taken (quarkus.http.limits.max-body-size)");
        }
    }
}
