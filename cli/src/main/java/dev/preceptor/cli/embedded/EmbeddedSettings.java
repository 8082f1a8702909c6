package dev.preceptor.cli.embedded;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the embedded services are told.
 *
 * @param httpPort of run-service
 * @param brokerPort where Kafka clients connect
 * @param access further settings: what the services may call
 * @param consoleLevel from which level the log is shown on standard error; all of it is in the data directory
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
        properties.put("quarkus.http.host", "localhost");
        properties.put("quarkus.http.port", Integer.toString(httpPort));
        properties.put("quarkus.log.console.stderr", "true");
        properties.put("quarkus.log.console.level", consoleLevel);
        properties.put("quarkus.log.file.enabled", "true");
        properties.put("quarkus.log.file.path", data.log().toString());
        properties.putAll(access);
        return properties;
    }
}
