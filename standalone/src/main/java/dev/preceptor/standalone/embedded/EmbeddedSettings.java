package dev.preceptor.standalone.embedded;

import dev.preceptor.standalone.DataDirectory;
import dev.preceptor.standalone.Home;
import dev.preceptor.standalone.InstalledTaskSets;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Settings of broker and services in one JVM.
 *
 * @param httpPort the port of run-service
 * @param brokerPort the port that Kafka clients connect to
 * @param access further settings, see {@link dev.preceptor.standalone.ServiceAccess}
 * @param consoleLevel the lowest log level shown on standard error; the log in the data directory has every level
 */
public record EmbeddedSettings(
        DataDirectory data, Home home, int httpPort, int brokerPort, Map<String, String> access, String consoleLevel) {

    URI address() {
        return URI.create("http://localhost:" + httpPort);
    }

    Map<String, String> asProperties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("standalone.data-directory", data.path().toString());
        properties.put("standalone.broker.enabled", "true");
        properties.put("standalone.broker.port", Integer.toString(brokerPort));
        properties.put("preceptor.models.directory", home.models().toString());
        InstalledTaskSets.directory(System.getenv())
                .ifPresent(tasks -> properties.put("run.task-sets-directory", tasks.toString()));
        properties.put("quarkus.http.host", "localhost");
        properties.put("quarkus.http.port", Integer.toString(httpPort));
        // All services of this JVM share its HTTP server.
        properties.put("run.student-url", address().toString());
        properties.put("teacher.student-url", address().toString());
        properties.put("quarkus.log.console.stderr", "true");
        properties.put("quarkus.log.console.level", consoleLevel);
        properties.put("quarkus.log.file.enabled", "true");
        properties.put("quarkus.log.file.path", data.log().toString());
        properties.putAll(access);
        return properties;
    }
}
