package dev.preceptor.httpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {

    private final RetryPolicy policy = new RetryPolicy(4, Duration.ofSeconds(1), Duration.ofSeconds(5));

    @Test
    void theBackoffDoublesUpToItsLimitAndHalfOfItIsRandom() {
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            assertThat(policy.backoff(1, random)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
            assertThat(policy.backoff(3, random)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
            assertThat(policy.backoff(60, random)).isBetween(Duration.ofMillis(2_500), Duration.ofSeconds(5));
        }
        assertThat(random.doubles(10).mapToObj(seed -> policy.backoff(2, random)))
                .doesNotHaveDuplicates();
    }

    @Test
    void requestsAreCountedFromTheFirst() {
        assertThat(policy.allowsAnotherAfter(3)).isTrue();
        assertThat(policy.allowsAnotherAfter(4)).isFalse();
    }

    @Test
    void onlyADelayBeyondTheLongestWaitIsTooLong() {
        assertThat(policy.isTooLong(null)).isFalse();
        assertThat(policy.isTooLong(Duration.ofSeconds(5))).isFalse();
        assertThat(policy.isTooLong(Duration.ofMillis(5_001))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 425, 429, 500, 502, 503, 504, 529})
    void aPassingFailureIsRetryable(int status) {
        assertThat(RetryPolicy.isRetryable(status)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 307, 400, 401, 403, 404, 413, 422, 499})
    void aRefusalOfTheRequestItselfIsNotRetryable(int status) {
        assertThat(RetryPolicy.isRetryable(status)).isFalse();
    }
}
