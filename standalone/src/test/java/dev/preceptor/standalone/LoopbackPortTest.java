package dev.preceptor.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LoopbackPortTest {

    @Test
    void aFreePortIsNoEphemeralOne() throws Exception {
        int start = ephemeralStart();
        assertThat(LoopbackPort.ephemeralStart()).isEqualTo(start);
        assumeTrue(start > 20_000, "this machine leaves too few ports below the ephemeral ones");

        int port = LoopbackPort.free();

        assertThat(port).isLessThan(start);
        assertThat(LoopbackPort.isFree(port)).isTrue();
    }

    @Test
    void aPortWithAListenerIsNotFree() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(LoopbackPort.isFree(taken.getLocalPort())).isFalse();
        }
    }

    @Test
    void aReservedPortIsKeptForAServer() throws IOException {
        int port = LoopbackPort.reserved();

        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (Socket outgoing = new Socket()) {
            outgoing.setReuseAddress(false);
            assertThatThrownBy(() -> outgoing.bind(address)).isInstanceOf(BindException.class);
        }
        try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(server.isBound()).isTrue();
        }
    }

    /** What {@code cat} reads: this file ends with the first read, whatever its size. */
    private static int ephemeralStart() throws Exception {
        Process cat = new ProcessBuilder("cat", "/proc/sys/net/ipv4/ip_local_port_range").start();
        String range = new String(cat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assumeTrue(cat.waitFor() == 0, "this system does not say which ports are ephemeral");
        return Integer.parseInt(range.strip().split("\\s+")[0]);
    }
}
