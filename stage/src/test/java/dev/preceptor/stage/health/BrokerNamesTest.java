package dev.preceptor.stage.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerNamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:9092",
                "127.0.0.1:9092",
                "[::1]:9092",
                "nowhere.invalid:9092, localhost:9092",
                "no address"
            })
    void oneNameIsEnough(String servers) {
        assertThat(new BrokerNames(servers).isResolvable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere.invalid:9092", "nowhere.invalid:9092,elsewhere.invalid:9092"})
    void waitsWhereNoneIs(String servers) {
        assertThat(new BrokerNames(servers).isResolvable()).isFalse();
    }
}
