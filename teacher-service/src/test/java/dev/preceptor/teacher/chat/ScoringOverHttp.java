package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.vocabulary.VocabularyProbe;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of scores over HTTP have in common: a server that scores, and an attempt's tokens. */
abstract class ScoringOverHttp extends OverHttp {

    static final List<Integer> TOKENS = List.of(7, 8, 9);
    static final String FINGERPRINT = VocabularyProbe.fingerprint(FakeScoreServer::tokens);

    FakeScoreServer scores;

    @BeforeEach
    void startScores() throws IOException {
        scores = new FakeScoreServer();
    }

    @AfterEach
    void stopScores() {
        scores.close();
    }
}
