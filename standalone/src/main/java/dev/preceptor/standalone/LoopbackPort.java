package dev.preceptor.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of this machine's loopback interface. */
public final class LoopbackPort {

    private static final int FIRST = 10_000;
    private static final int ATTEMPTS = 100;

    /** Linux takes the local port of an outgoing connection from this range. */
    private static final Path EPHEMERAL_RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    private static final int DEFAULT_EPHEMERAL_START = 32_768;

    private LoopbackPort() {}

    /**
     * A random port that no process listens on now, and that no outgoing connection can take before a server listens on it. It is
     * below the ephemeral ports if possible.
     */
    public static int free() {
        int end = ephemeralStart();
        for (int attempt = 0; attempt < ATTEMPTS && end > FIRST; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, end);
            if (isFree(port)) {
                return port;
            }
        }
        return reserved();
    }

    /**
     * An ephemeral port that the kernel gives to no one else for the 60 seconds of TIME_WAIT, because the server's side of a
     * connection on it was closed first (the method of <a href="https://github.com/Yelp/ephemeral-port-reserve">
     * ephemeral-port-reserve</a>). A server can listen on it, because server sockets of Java and Netty set {@code SO_REUSEADDR}.
     */
    static int reserved() {
        try (ServerSocket server = bound(0);
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            return server.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("this machine has no free port: " + e.getMessage(), e);
        }
    }

    /** Whether no process listens on the port now and this process may. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = bound(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** The first ephemeral port. */
    static int ephemeralStart() {
        // The kernel answers only the first read, whatever its size. Files.readString reads one byte first.
        try (BufferedReader range = Files.newBufferedReader(EPHEMERAL_RANGE)) {
            return Integer.parseInt(range.readLine().strip().split("\\s+")[0]);
        } catch (IOException | NumberFormatException e) {
            return DEFAULT_EPHEMERAL_START;
        }
    }

    private static ServerSocket bound(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
