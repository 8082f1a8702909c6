package dev.preceptor.standalone.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;

/** A broker in a process of its own, which can be killed as the kernel would. */
final class BrokerProcess implements AutoCloseable {

    private final Process process;
    private final String bootstrapServers;

    private BrokerProcess(Process process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    static BrokerProcess start(Path folder) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader output = process.inputReader();
        String address = output.readLine();
        if (address == null) {
            throw new IOException("the broker's process ended before it served");
        }
        return new BrokerProcess(process, address);
    }

    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedBroker broker = EmbeddedBroker.start(Path.of(arguments[0]), 0);
        System.out.println(broker.bootstrapServers());
        Thread.currentThread().join();
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    /** As {@code kill -9}: nothing is flushed, closed or said. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
