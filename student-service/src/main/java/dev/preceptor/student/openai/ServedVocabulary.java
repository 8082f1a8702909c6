package dev.preceptor.student.openai;

import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.vocabulary.VocabularyProbe;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.credentials.ServerAccess;
import dev.preceptor.httpclient.credentials.ServerRefusedException;
import dev.preceptor.httpclient.tokenize.ServerTokenizer;
import dev.preceptor.httpclient.tokenize.Tokenized;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * The vocabularies of students on servers: the fingerprint of the server's tokens of the {@link VocabularyProbe}, asked once for each model.
 * All checkpoints of a student have its tokenizer.
 */
final class ServedVocabulary {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ModelServerClient client = new ModelServerClient(InstantSource.system());
    private final ServerAccess access;
    private final Map<Served, String> fingerprints = new HashMap<>();

    private record Served(String baseUrl, String model) {}

    ServedVocabulary(ServerAccess access) {
        this.access = access;
    }

    /**
     * The fingerprint of a student's tokenizer.
     *
     * @throws StudentRefusedException if the server does not tell its tokens, which a person must change
     * @throws StudentServerException if the server cannot be reached
     */
    synchronized String of(StudentSpecification student) {
        Served served = new Served(student.baseUrl(), student.servedModel());
        String known = fingerprints.get(served);
        if (known == null) {
            known = ask(student);
            fingerprints.put(served, known);
        }
        return known;
    }

    private String ask(StudentSpecification student) {
        ServerTokenizer tokenizer = new ServerTokenizer(student.baseUrl(), student.servedModel(), client);
        try {
            String key = access.keyBeside(tokenizer.uri().toString(), student.apiKeyEnv());
            return VocabularyProbe.fingerprint(text -> tokens(tokenizer, text, key));
        } catch (ServerRefusedException e) {
            throw new StudentRefusedException(e.getMessage());
        }
    }

    private static int[] tokens(ServerTokenizer tokenizer, String text, String key) {
        Tokenized answer;
        try {
            answer = tokenizer.text(text, key, TIMEOUT);
        } catch (InterruptedException e) {
            throw ShutdownSignal.interrupted();
        }
        if (answer instanceof Tokenized.Tokens tokens) {
            return tokens.ids();
        }
        String problem = "the method opd compares the vocabularies of student and teacher, and " + tokenizer.uri()
                + " gives " + answer.problem();
        throw answer instanceof Tokenized.Unanswered
                ? new StudentServerException(problem)
                : new StudentRefusedException(problem);
    }
}
