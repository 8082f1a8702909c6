package dev.preceptor.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class LoopbackPortTest {

    @Test
    void aFreePortIsNoEphemeralOne() {
        assumeTrue(
                LoopbackPort.ephemeralStart() > 20_000, "this machine leaves too few ports below the ephemeral ones");

        int port = LoopbackPort.free();

        assertThat(port).isLessThan(LoopbackPort.ephemeralStart());
        assertThat(LoopbackPort.isFree(port)).isTrue();
    }

    @Test
    void aPortWithAListenerIsNotFree() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(LoopbackPort.isFree(taken.getLocalPort())).isFalse();
        }
    }
}
