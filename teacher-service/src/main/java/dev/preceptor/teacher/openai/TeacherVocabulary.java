package dev.preceptor.teacher.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.vocabulary.VocabularyProbe;
import dev.preceptor.httpclient.HttpOutcome;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.credentials.ServerAccess;
import dev.preceptor.httpclient.credentials.ServerRefusedException;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.teacher.chat.StudentVocabulary;
import java.net.URI;
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
    private static final int OK = 200;

    private final String model;
    private final String url;
    private final ModelServerClient client;
    private final ServerAccess access;
    /** Null before the server was asked; empty if it does not tell. */
    private Optional<String> fingerprint;

    TeacherVocabulary(TeacherSpecification teacher, ModelServerClient client, ServerAccess access) {
        this.model = teacher.model();
        this.url = teacher.baseUrl().replaceFirst("(/v1)?/*$", "") + "/tokenize";
        this.client = client;
        this.access = access;
    }

    /** The server's tokens are not known, for a reason. */
    private static final class UnknownException extends Exception {
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
                        .formatted(model, student.model()));
    }

    private Optional<String> ask() {
        try {
            access.require(url, null);
            URI uri = ModelServerClient.uri(url, "");
            int[][] tokens = new int[VocabularyProbe.texts().size()][];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = tokens(uri, VocabularyProbe.texts().get(i));
            }
            return Optional.of(VocabularyProbe.fingerprint(
                    text -> tokens[VocabularyProbe.texts().indexOf(text)]));
        } catch (UnknownException | ServerRefusedException | IllegalArgumentException e) {
            LOG.infof(
                    "the vocabulary of the teacher %s is not compared with the student's before the training: %s",
                    model, e.getMessage());
            return Optional.empty();
        }
    }

    private int[] tokens(URI uri, String text) throws UnknownException {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("model", model).put("prompt", text).put("add_special_tokens", false);
        HttpOutcome outcome;
        try {
            outcome = client.postJson(uri, null, body.toString(), TIMEOUT);
        } catch (InterruptedException e) {
            throw ShutdownSignal.interrupted();
        }
        if (!(outcome instanceof HttpOutcome.Received received)) {
            throw new UnknownException(uri + " does not answer");
        }
        if (received.status() != OK) {
            throw new UnknownException(uri + " answers with status " + received.status());
        }
        JsonNode tokens = read(uri, received.body()).path("tokens");
        if (!tokens.isArray() || tokens.isEmpty() || !tokens.get(0).isInt()) {
            throw new UnknownException(uri + " answers without tokens");
        }
        int[] ids = new int[tokens.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = tokens.get(i).intValue();
        }
        return ids;
    }

    private static JsonNode read(URI uri, String body) throws UnknownException {
        try {
            return Json.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw new UnknownException(uri + " answers with something else than JSON");
        }
    }
}
