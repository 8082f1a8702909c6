package dev.preceptor.student.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.StudentSpecificationBuilder;
import dev.preceptor.httpclient.credentials.ServerAccess;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicasTest {

    private static Replicas replicas(String... addresses) {
        return new Replicas(
                ServerAccess.of("student", Map.of(), List.of("http://vllm", "https://vllm"), name -> null),
                Duration.ofSeconds(1),
                host -> {
                    if (addresses.length == 0) {
                        throw new UnknownHostException(host);
                    }
                    InetAddress[] all = new InetAddress[addresses.length];
                    for (int i = 0; i < all.length; i++) {
                        all[i] = InetAddress.getByName(addresses[i]);
                    }
                    return all;
                });
    }

    private static StudentSpecification student(String... urls) {
        return StudentSpecificationBuilder.builder()
                .model("base")
                .backend("openai")
                .baseUrl("http://vllm/v1")
                .rollout("lora")
                .replicas(urls.length == 0 ? null : List.of(urls))
                .build();
    }

    @Test
    void aNameWithSeveralAddressesStandsForAllOfThem() throws Exception {
        assertThat(replicas("10.0.0.8", "10.0.0.7").of(student()))
                .extracting(Replica::url)
                .containsExactly("http://10.0.0.7/v1", "http://10.0.0.8/v1");
    }

    @Test
    void aNameWithOneAddressStaysAName() throws Exception {
        assertThat(replicas("10.0.0.7").of(student("https://vllm/v1")))
                .extracting(Replica::url)
                .containsExactly("https://vllm/v1");
    }

    @Test
    void aReplicaWithBothKindsOfAddressesIsOneReplica() throws Exception {
        assertThat(replicas("10.0.0.7", "fd00::7").of(student())).hasSize(1);
        assertThat(replicas("fd00::7", "fd00::8").of(student()))
                .extracting(Replica::url)
                .containsExactly("http://[fd00:0:0:0:0:0:0:7]/v1", "http://[fd00:0:0:0:0:0:0:8]/v1");
    }

    @Test
    void severalAddressesCannotShareACertificate() {
        assertThatThrownBy(() -> replicas("10.0.0.7", "10.0.0.8").of(student("https://vllm/v1")))
                .isInstanceOf(RolloutException.class)
                .hasMessageContainingAll("student.replicas", "2 addresses", "by their names");
    }

    @Test
    void aNameWithoutAddressMayGetOne() {
        assertThatThrownBy(() -> replicas().of(student())).isInstanceOf(ReplicaUnavailableException.class);
    }

    @Test
    void aReplicaThatTheOperatorDoesNotAllowIsRefused() {
        assertThatThrownBy(() -> replicas("10.0.0.7").of(student("http://elsewhere/v1")))
                .isInstanceOf(RolloutException.class)
                .hasMessageContaining("student.allowed-urls");
    }
}
