package dev.preceptor.cli.flow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** trainer-service in a process of its own, with a disk of its own, as on a machine that shares nothing. */
final class TrainerProcess implements AutoCloseable {

    private final Process process;
    private final Path disk;
    private final Path log;

    private TrainerProcess(Process process, Path disk, Path log) {
        this.process = process;
        this.disk = disk;
        this.log = log;
    }

    /**
     * @param disk the only folder that it writes to, made here
     * @param environment beside what it has anyway
     */
    static TrainerProcess start(Path disk, int kafkaPort, int httpPort, Map<String, String> environment)
            throws IOException {
        Path log = Files.createDirectories(disk).resolveSibling(disk.getFileName() + ".log");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dkafka.bootstrap.servers=localhost:" + kafkaPort,
                "-Dquarkus.http.host=localhost",
                "-Dquarkus.http.port=" + httpPort,
                "-jar",
                Path.of(System.getProperty("preceptor.root"), "trainer-service/target/quarkus-app/quarkus-run.jar")
                        .toString()));
        builder.environment().putAll(Map.of("PRECEPTOR_HOME", disk.toString(), "OMP_WAIT_POLICY", "PASSIVE"));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        return new TrainerProcess(builder.start(), disk, log);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /** By SIGKILL, and its disk is lost. */
    void lose() throws IOException {
        close();
        try (Stream<Path> files = Files.walk(disk)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
