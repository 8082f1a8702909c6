package dev.preceptor.teacher.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.contracts.specification.TokenPrices;
import dev.preceptor.teaching.prompt.ChatMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatRequestTest {

    /**
     * The id that the first version gave, so that answers that were paid for then are found again. Calculated with Python: the
     * SHA-256 of the lengths and texts of "call", "purse", "m", the messages, "128", "0.5" and "key".
     */
    @Test
    void aCallHasTheIdThatEarlierVersionsGave() {
        TeacherSpecification teacher = TeacherSpecificationBuilder.builder()
                .backend("openai")
                .baseUrl("http://localhost:1/v1")
                .model("m")
                .maxTokens(128)
                .pricePerMillionTokens(new TokenPrices(1, 2))
                .budgetUsd(1.0)
                .build();
        List<ChatMessage> messages = List.of(new ChatMessage("system", "Be brief."), new ChatMessage("user", "1, 2"));

        assertThat(new ChatRequest(teacher, messages, 0.5)
                        .callIds("purse", "key")
                        .exact())
                .isEqualTo("8c416e9062a87bef1783896bb131c0ad");
    }
}
