package dev.preceptor.httpclient.credentials;

/** A server must not be called, or not with this key. The message is one line that names the setting; it never contains a key. */
public final class ServerRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ServerRefusedException(String message) {
        super(message);
    }
}
