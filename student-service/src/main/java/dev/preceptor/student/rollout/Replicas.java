package dev.preceptor.student.rollout;

import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.credentials.ServerAccess;
import dev.preceptor.httpclient.credentials.ServerRefusedException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the replicas of a student's server: each URL of {@code student.replicas}, or {@code student.baseUrl}. A host name with several
 * addresses, such as that of a headless service of Kubernetes, stands for all of them; it is resolved anew for each rollout and check.
 */
final class Replicas {

    /** Resolves a host name. */
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final ModelServerClient http = new ModelServerClient(InstantSource.system());
    private final ServerAccess access;
    private final Duration timeout;
    private final Resolver resolver;

    /**
     * @param access which servers may be called, and with which keys
     * @param timeout of a request that loads weights
     */
    Replicas(ServerAccess access, Duration timeout, Resolver resolver) {
        this.access = access;
        this.timeout = timeout;
        this.resolver = resolver;
    }

    /**
     * The replicas that there are now.
     *
     * @throws RolloutException if a server must not be called, or a name with several addresses has an https URL
     * @throws ReplicaUnavailableException if a host name has no address now
     */
    List<Replica> of(StudentSpecification student) throws ReplicaUnavailableException {
        List<Replica> replicas = new ArrayList<>();
        for (String url : student.replicaUrls()) {
            String key = key(url, student.apiKeyEnv());
            urls(url).forEach(each -> replicas.add(new Replica(each, key, http, timeout)));
        }
        return replicas;
    }

    /** Cancels all requests in flight. */
    void cancelAll() {
        http.cancelAll();
    }

    private String key(String url, String keyVariable) {
        try {
            return access.key(url, keyVariable);
        } catch (ServerRefusedException e) {
            throw new RolloutException(e.getMessage());
        }
    }

    private List<String> urls(String url) throws ReplicaUnavailableException {
        URI uri = ModelServerClient.uri(url, "");
        List<InetAddress> addresses = addresses(uri.getHost(), url);
        if (addresses.size() < 2 || addresses.get(0).isLoopbackAddress()) {
            return List.of(url);
        }
        if (!uri.getScheme().equalsIgnoreCase("http")) {
            throw new RolloutException("student.replicas: " + url + " has " + addresses.size()
                    + " addresses, and a certificate is for a name: list the replicas by their names");
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return addresses.stream()
                .map(address -> "http://" + literal(address) + port + uri.getRawPath())
                .sorted()
                .toList();
    }

    /** A replica with both kinds of addresses is one replica. */
    private List<InetAddress> addresses(String host, String url) throws ReplicaUnavailableException {
        List<InetAddress> all;
        try {
            all = Arrays.asList(resolver.addresses(host));
        } catch (UnknownHostException e) {
            throw new ReplicaUnavailableException(url + ": the host name has no address", true);
        }
        List<InetAddress> version4 =
                all.stream().filter(Inet4Address.class::isInstance).toList();
        return version4.isEmpty() ? all : version4;
    }

    private static String literal(InetAddress address) {
        return address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
    }
}
