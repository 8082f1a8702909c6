package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.specification.TeacherSpecification;

/**
 * The state that this replica's requests to one endpoint share.
 *
 * @param name identifies the endpoint by server, model and name of the key; replicas and runs share its rate limit
 */
record Connection(String name, ChatEndpoint endpoint, EndpointLimiter limiter, EndpointLog log) {

    /** Requests with equal settings share a connection. */
    record Settings(String backend, String baseUrl, String model, String apiKeyEnv, int concurrency, String scoreApi) {

        static Settings of(TeacherSpecification teacher) {
            return new Settings(
                    teacher.backend(),
                    teacher.baseUrl(),
                    teacher.model(),
                    teacher.apiKeyEnv(),
                    teacher.concurrency(),
                    teacher.scoreApi());
        }

        String endpointName() {
            return Ids.of("endpoint", baseUrl, model, apiKeyEnv);
        }
    }
}
