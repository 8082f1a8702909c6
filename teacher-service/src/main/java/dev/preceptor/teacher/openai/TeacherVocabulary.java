package dev.preceptor.teacher.openai;

import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.vocabulary.VocabularyProbe;
import dev.preceptor.httpclient.credentials.ServerAccess;
import dev.preceptor.httpclient.credentials.ServerRefusedException;
import dev.preceptor.httpclient.tokenize.ServerTokenizer;
import dev.preceptor.httpclient.tokenize.Tokenized;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.teacher.chat.StudentVocabulary;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Compares a teacher's vocabulary with that of a student, before the teacher is asked for log-probabilities. The server's tokens of the
 * {@link VocabularyProbe} are read from {@code POST /tokenize} in vLLM's form, which costs nothing. A server that does not tell them is not
 * compared; the trainer then compares the tokens of each lesson.
 */
final class TeacherVocabulary {

    private static final Logger LOG = Logger.getLogger(TeacherVocabulary.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final TeacherSpecification teacher;
    private final ServerTokenizer tokenizer;
    private final ServerAccess access;
    /** Null before the server was asked; empty if it does not tell. */
    private Optional<String> fingerprint;

    TeacherVocabulary(TeacherSpecification teacher, ServerTokenizer tokenizer, ServerAccess access) {
        this.teacher = teacher;
        this.tokenizer = tokenizer;
        this.access = access;
    }

    /** The server's tokens are not known, for a reason. */
    private static final class UnknownException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnknownException(String message) {
            super(message);
        }
    }

    /**
     * In words, that the vocabularies differ; empty if they are the same, or the server does not tell.
     *
     * @param student null if its vocabulary is not known
     */
    synchronized Optional<String> difference(StudentVocabulary student) {
        if (student == null) {
            return Optional.empty();
        }
        if (fingerprint == null) {
            fingerprint = ask();
        }
        return fingerprint
                .filter(own -> !own.equals(student.fingerprint()))
                .map(own -> "the vocabulary of the teacher %s is another than that of the student %s"
                        .formatted(teacher.model(), student.model()));
    }

    /** Whether the server has told its tokens. */
    synchronized boolean isKnown() {
        return fingerprint != null && fingerprint.isPresent();
    }

    /** Asks the server for its tokens if it has not told them. */
    synchronized void askAgain() {
        if (!isKnown()) {
            fingerprint = ask();
        }
    }

    private Optional<String> ask() {
        try {
            String key = access.keyBeside(tokenizer.uri().toString(), teacher.apiKeyEnv());
            return Optional.of(VocabularyProbe.fingerprint(text -> tokens(text, key)));
        } catch (UnknownException | ServerRefusedException e) {
            if (fingerprint == null) {
                LOG.infof(
                        "the vocabulary of the teacher %s is not compared with the student's before the training: %s",
                        teacher.model(), e.getMessage());
            }
            return Optional.empty();
        }
    }

    private int[] tokens(String text, String key) {
        Tokenized answer;
        try {
            answer = tokenizer.text(text, key, TIMEOUT);
        } catch (InterruptedException e) {
            throw ShutdownSignal.interrupted();
        }
        if (answer instanceof Tokenized.Tokens tokens) {
            return tokens.ids();
        }
        throw new UnknownException(tokenizer.uri() + ": " + answer.problem());
    }
}
