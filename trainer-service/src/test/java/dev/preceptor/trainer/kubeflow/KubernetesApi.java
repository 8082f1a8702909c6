package dev.preceptor.trainer.kubeflow;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A real kube-apiserver with etcd. Programs are looked for in the folder that the environment variable
 * KUBEBUILDER_ASSETS names, as by envtest of controller-runtime.
 */
final class KubernetesApi implements AutoCloseable {

    /** A user without any permission, before it is given some. */
    static final String USER = "trainer";

    private static final String CONTROLLERS = "kube-controller-manager";
    private static final String ASSETS = "KUBEBUILDER_ASSETS";
    private static final Duration START = Duration.ofSeconds(150);

    private final Path folder;
    private final int port = freePort();
    private final Path binaries;
    private final List<Process> processes = new ArrayList<>();

    private KubernetesApi(Path binaries, Path folder) throws IOException {
        this.binaries = binaries;
        this.folder = folder;
        int etcdPort = freePort();
        String etcdUrl = "http://127.0.0.1:" + etcdPort;
        start(
                "etcd",
                List.of(
                        "--data-dir=" + folder.resolve("etcd-data"),
                        "--unsafe-no-fsync",
                        "--listen-peer-urls=http://127.0.0.1:0",
                        "--listen-client-urls=" + etcdUrl,
                        "--advertise-client-urls=" + etcdUrl));
        Path key = writeKey();
        Path tokens = Files.writeString(
                folder.resolve("tokens.csv"), "admin,admin,1,\"system:masters\"\n%s,%s,2\n".formatted(USER, USER));
        start(
                "kube-apiserver",
                List.of(
                        "--etcd-servers=" + etcdUrl,
                        "--bind-address=127.0.0.1",
                        "--advertise-address=127.0.0.1",
                        "--endpoint-reconciler-type=none",
                        "--secure-port=" + port,
                        "--cert-dir=" + folder.resolve("certificates"),
                        "--token-auth-file=" + tokens,
                        "--authorization-mode=RBAC",
                        "--service-cluster-ip-range=10.0.0.0/24",
                        "--disable-admission-plugins=ServiceAccount",
                        "--service-account-issuer=https://kubernetes.default.svc",
                        "--service-account-key-file=" + key,
                        "--service-account-signing-key-file=" + key));
    }

    /** The folder with the programs; empty if there is none. */
    static Optional<Path> binaries() {
        return Optional.ofNullable(System.getenv(ASSETS)).map(Path::of).filter(folder -> Stream.of(
                        "etcd", "kube-apiserver")
                .allMatch(program -> Files.isExecutable(folder.resolve(program))));
    }

    static String missing() {
        return "not run: " + ASSETS + " names no folder with kube-apiserver and etcd";
    }

    /** Starts both, and waits until they serve. */
    static KubernetesApi start(Path binaries, Path folder) throws IOException {
        KubernetesApi api = new KubernetesApi(binaries, folder);
        try {
            api.awaitReady();
            return api;
        } catch (RuntimeException e) {
            api.close();
            throw e;
        }
    }

    /** Whether there is a program for {@link #startControllers}. */
    static boolean hasControllers() {
        return binaries()
                .filter(folder -> Files.isExecutable(folder.resolve(CONTROLLERS)))
                .isPresent();
    }

    /** Starts the controller of Jobs and the garbage collector, which deletes what belongs to deleted objects. */
    void startControllers() throws IOException {
        start(
                CONTROLLERS,
                List.of(
                        "--kubeconfig=" + kubeconfig(),
                        "--controllers=job-controller,garbage-collector-controller",
                        "--leader-elect=false",
                        "--secure-port=0"));
    }

    /** The file by which programs reach the server as its administrator. */
    Path kubeconfig() throws IOException {
        return Files.writeString(
                folder.resolve("kubeconfig"),
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: test, cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}}]
                users: [{name: admin, user: {token: admin}}]
                contexts: [{name: test, context: {cluster: test, user: admin}}]
                current-context: test
                """
                        .formatted(port));
    }

    /** The folder with apiserver.crt and apiserver.key, which the server signed for 127.0.0.1. */
    Path certificates() {
        return folder.resolve("certificates");
    }

    /** @param user {@code admin} or {@link #USER} */
    Config config(String user) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("https://127.0.0.1:" + port)
                .withTrustCerts(true)
                .withOauthToken(user)
                .withNamespace("default")
                .build();
    }

    KubernetesClient admin() {
        return new KubernetesClientBuilder()
                .withConfig(config("admin"))
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + START.toNanos();
        try (KubernetesClient admin = admin()) {
            while (!isReady(admin)) {
                if (processes.stream().anyMatch(process -> !process.isAlive()) || System.nanoTime() > deadline) {
                    throw new IllegalStateException("kube-apiserver does not serve; see the logs in " + folder);
                }
                LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            }
        }
    }

    private static boolean isReady(KubernetesClient admin) {
        try {
            return "ok".equals(admin.raw("/readyz"))
                    && admin.namespaces().withName("default").get() != null;
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    private void start(String name, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(options);
        command.add(0, binaries.resolve(name).toString());
        processes.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start());
    }

    private Path writeKey() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
            return Files.writeString(
                    folder.resolve("accounts.pem"),
                    "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        Collections.reverse(processes);
        for (Process process : processes) {
            process.destroy();
            try {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
