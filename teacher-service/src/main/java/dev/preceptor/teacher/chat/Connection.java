package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.specification.TeacherSpecification;

/**
 * What this replica's requests to one endpoint share.
 *
 * @param name of the endpoint, by which replicas and runs share its rate: server, model and key's variable
 */
record Connection(String name, ChatEndpoint endpoint, EndpointGate gate) {

    /** Requests of equal settings go through one connection. */
    record Settings(String backend, String baseUrl, String model, String apiKeyEnv, int concurrency) {

        static Settings of(TeacherSpecification teacher) {
            return new Settings(
                    teacher.backend(), teacher.baseUrl(), teacher.model(), teacher.apiKeyEnv(), teacher.concurrency());
        }

        String endpoint() {
            return Ids.of("endpoint", baseUrl, model, apiKeyEnv);
        }
    }
}
