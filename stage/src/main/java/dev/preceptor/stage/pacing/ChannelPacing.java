package dev.preceptor.stage.pacing;

import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.Config;

/** Adds {@link PollPacing} to the consumer of each incoming channel. */
@ApplicationScoped
public class ChannelPacing implements ClientCustomizer<Map<String, Object>> {

    /** About a hundred tasks: a channel reads one or two records of each. */
    private static final int BUSY_RECORDS = 150;

    @Override
    public Map<String, Object> customize(String channel, Config channelConfig, Map<String, Object> settings) {
        // A channel's producer of dead letters has the consumer's settings, too.
        if (!settings.containsKey(ConsumerConfig.GROUP_ID_CONFIG)
                || settings.containsKey(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG)) {
            return settings;
        }
        return PollPacing.added(settings, BUSY_RECORDS);
    }
}
