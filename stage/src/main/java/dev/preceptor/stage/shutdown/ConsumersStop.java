package dev.preceptor.stage.shutdown;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.impl.ReactiveKafkaConsumer;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/**
 * Closes the consumers of all incoming channels at the same time. The connector would close them one after the other, and each waits
 * for the fetch that the broker holds back. What was processed is committed when a consumer gives up its partitions.
 */
@ApplicationScoped
public class ConsumersStop {

    private final KafkaClientService clients;

    ConsumersStop(KafkaClientService clients) {
        this.clients = clients;
    }

    void stop(@Observes @Priority(StopPriority.CLIENTS) ShutdownEvent event) {
        List<Thread> closings = clients.getConsumerChannels().stream()
                .map(channel -> clients.<Object, Object>getConsumer(channel))
                .filter(ReactiveKafkaConsumer.class::isInstance)
                .map(consumer -> new Thread(((ReactiveKafkaConsumer<?, ?>) consumer)::close, "consumer-stop"))
                .toList();
        closings.forEach(Thread::start);
        try {
            for (Thread closing : closings) {
                closing.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
