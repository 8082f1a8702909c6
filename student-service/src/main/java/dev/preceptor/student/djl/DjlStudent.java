package dev.preceptor.student.djl;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.FinishReason;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.task.AnswerCode;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.contracts.vocabulary.VocabularyProbe;
import dev.preceptor.languagemodel.generation.Completion;
import dev.preceptor.languagemodel.generation.GenerationRequest;
import dev.preceptor.languagemodel.generation.Generator;
import dev.preceptor.languagemodel.generation.Sampling;
import dev.preceptor.languagemodel.tokenizer.PromptFormat;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import dev.preceptor.stage.health.Progress;
import dev.preceptor.student.AssignedPrompt;
import dev.preceptor.student.GeneratedText;
import dev.preceptor.student.Student;
import dev.preceptor.student.StudentConfiguration;
import dev.preceptor.student.context.AnswerRoom;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** A student in this process: generates with the model of an assignment's checkpoint, many assignments in one batch. */
@ApplicationScoped
public class DjlStudent implements Student {

    private static final Logger LOG = Logger.getLogger(DjlStudent.class);

    private final LoadedModels models;
    private final Progress progress;
    /** The runs and purposes whose answers are known to be cut. */
    private final Set<String> toldOfShortage = ConcurrentHashMap.newKeySet();

    public DjlStudent(LoadedModels models, StudentConfiguration configuration) {
        this.models = models;
        this.progress = new Progress(configuration.hangsAfter());
    }

    /** The progress of generation, for the liveness check. */
    public Progress progress() {
        return progress;
    }

    @Override
    public Attempt attempt(Assignment assignment) {
        try (LoadedModels.Lease lease = models.lease(assignment.checkpoint())) {
            long started = System.nanoTime();
            Tokenizer tokenizer = lease.model().tokenizer();
            StudentPrompt prompt = AssignedPrompt.of(assignment);
            StudentSpecification student = assignment.student();
            PromptFormat format = AssignedPrompt.format(student);
            boolean chat = format.isChat(tokenizer);
            int[] ids = format.prompt(tokenizer, prompt.asMessage(), prompt.asText())
                    .ids();
            checkRoom(new AnswerRoom(assignment, ids.length, lease.generator().capacity()));
            Completion completion = completion(
                    lease.generator(),
                    new GenerationRequest(
                            ids,
                            new Sampling(
                                    assignment.sampling().temperature(),
                                    assignment.sampling().topP(),
                                    0),
                            assignment.sampling().maxTokens(),
                            assignment.seed(),
                            Set.copyOf(lease.model().configuration().endIds()),
                            prompt.stopStrings(chat, student.stop())));
            return Attempt.of(
                            Attempt.idOf(assignment),
                            assignment,
                            AnswerCode.program(
                                    assignment.task(),
                                    GeneratedText.answer(completion.text(), chat),
                                    chat,
                                    AssignedPrompt.programsIn(assignment),
                                    completion.finishReason().name().equals(FinishReason.LENGTH.name())),
                            completion.text(),
                            completion.promptTokens(),
                            completion.generatedTokens(),
                            FinishReason.valueOf(completion.finishReason().name()),
                            (System.nanoTime() - started) / 1e9)
                    .withVocabulary(vocabulary(assignment, tokenizer))
                    .withTokens(tokens(assignment, completion));
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** The fingerprint of the tokenizer, if a teacher is asked for log-probabilities; null otherwise. */
    private static String vocabulary(Assignment assignment, Tokenizer tokenizer) {
        return assignment.teaching() != null && assignment.teaching().asksForLogprobs()
                ? VocabularyProbe.fingerprint(text -> tokenizer.encode(text, false))
                : null;
    }

    /** The generated tokens, if a teacher scores attempts; null otherwise. */
    private static List<Integer> tokens(Assignment assignment, Completion completion) {
        return AssignedPrompt.wantsTokens(assignment)
                ? Arrays.stream(completion.idsWithStopToken()).boxed().toList()
                : null;
    }

    /** Refuses a prompt that fills the context. An answer that will be cut is told once for each run and purpose. */
    private void checkRoom(AnswerRoom room) {
        room.refusal().ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        Assignment assignment = room.assignment();
        room.shortage()
                .filter(problem -> toldOfShortage.add(assignment.runId() + " " + assignment.purpose()))
                .ifPresent(problem -> LOG.warnf("%s: %s", assignment.runId(), problem));
    }

    private Completion completion(Generator generator, GenerationRequest request) {
        progress.begun();
        try {
            return generator.submit(request, token -> progress.moved()).join();
        } finally {
            progress.ended();
        }
    }
}
