package dev.preceptor.teacher.batch;

import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.credentials.ServerAccess;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The batch endpoints of the teachers, by their servers and keys. Safe for use by many threads. */
public final class BatchEndpoints {

    private record Account(String backend, String baseUrl, String apiKeyEnv, int timeoutSeconds) {}

    private final Map<Account, BatchEndpoint> known = new ConcurrentHashMap<>();
    private final ModelServerClient client;
    private final ServerAccess access;

    /** @param access which servers may be called, and with which keys */
    public BatchEndpoints(ModelServerClient client, ServerAccess access) {
        this.client = client;
        this.access = access;
    }

    /**
     * The endpoint of a teacher.
     *
     * @throws dev.preceptor.httpclient.credentials.ServerRefusedException if the server may not be called
     * @throws IllegalArgumentException if its URL is not an http or https URL
     */
    BatchEndpoint of(TeacherSpecification teacher) {
        String key = access.key(teacher.baseUrl(), teacher.apiKeyEnv());
        Account account =
                new Account(teacher.backend(), teacher.baseUrl(), teacher.apiKeyEnv(), teacher.timeoutSeconds());
        return known.computeIfAbsent(account, any -> connect(account, key));
    }

    private BatchEndpoint connect(Account account, String key) {
        Duration timeout = Duration.ofSeconds(account.timeoutSeconds());
        return account.backend().equals("anthropic")
                ? new AnthropicBatches(account.baseUrl(), key, client, timeout)
                : new OpenAiBatches(account.baseUrl(), key, client, timeout);
    }
}
