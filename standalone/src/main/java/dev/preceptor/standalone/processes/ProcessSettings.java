package dev.preceptor.standalone.processes;

import dev.preceptor.standalone.DataDirectory;
import dev.preceptor.standalone.Home;
import java.util.Map;

/**
 * What a person chooses when broker and services are started as processes.
 *
 * @param httpPort the port of the first run-service
 * @param brokerPort the port that Kafka clients connect to
 * @param credentials the server's URL by the environment variable that holds the API key for it
 */
public record ProcessSettings(
        DataDirectory data,
        Home home,
        int httpPort,
        int brokerPort,
        Replicas replicas,
        Map<String, String> credentials) {}
