package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.Ids;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;

/**
 * An entry of the budget's log. A call is one HTTP request to the teacher; its last entry holds its current state.
 *
 * @param callId hash of purse, model, request and attempt, equal for equal requests; in CACHED the refinement's id
 * @param runId the run that makes the request
 * @param number which call for this callId, from 1
 * @param greatestCostUsd upper bound of the cost
 * @param costUsd actual cost; in RESERVED the upper bound; in CACHED the cost when the answer was bought
 * @param owner the process that wrote the reservation
 * @param at when the entry was written
 * @param deadline after this a RESERVED call without an outcome is no longer in flight
 * @param answer the teacher's answer; null unless ANSWERED or CACHED
 * @param detail why the call FAILED or was DECLINED; null otherwise
 * @param purse the purse whose cap the call counts against; null for the run's own
 * @param refinementId the refinement that the call is for; null in entries of older versions
 * @param turn the call's time slot at the endpoint; null if it takes none
 * @param rung the name of the rung of the ladder that is asked; null if the run has one teacher
 * @param batch the batch that the call is part of; in BATCH the batch itself; null if the call is sent by itself
 */
@RecordBuilder
public record TeacherCall(
        String callId,
        String runId,
        int number,
        State state,
        double greatestCostUsd,
        double costUsd,
        String owner,
        Instant at,
        Instant deadline,
        Answer answer,
        String detail,
        String purse,
        String refinementId,
        Turn turn,
        String rung,
        Batch batch)
        implements Event, TeacherCallBuilder.With {

    /** The state of a call. */
    public enum State {
        /** The call may be in flight. It counts at its greatest cost until a later entry settles it. */
        RESERVED,
        /** The call was not made, as it did not fit under the cap or came too late. It costs nothing. */
        DECLINED,
        /** The call was answered and is paid for. */
        ANSWERED,
        /** The call was made and has no usable answer. It counts at what it may have cost. */
        FAILED,
        /** An earlier answer of the same purse was reused. It costs nothing. */
        CACHED,
        /** The entry is about a batch, whose calls have entries of their own. Its callId is the batch's key. It costs nothing. */
        BATCH
    }

    /**
     * A teacher's answer, as the server sent it.
     *
     * @param content the model's text; null in CACHED
     * @param cachedTokens prompt tokens that the server billed as read from its prompt cache
     * @param withheld why the answer has no text, such as a refusal in the model's words; null if unknown, or if it has text
     * @param logprobs what became of the log-probabilities; null if none were asked for
     */
    public record Answer(
            String model,
            String content,
            int promptTokens,
            int completionTokens,
            String finishReason,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int cachedTokens,
            @JsonInclude(JsonInclude.Include.NON_NULL) String withheld,
            @JsonInclude(JsonInclude.Include.NON_NULL) AnswerLogprobs logprobs) {

        /** Creates an answer that has a text. */
        public Answer(
                String model,
                String content,
                int promptTokens,
                int completionTokens,
                String finishReason,
                int cachedTokens) {
            this(model, content, promptTokens, completionTokens, finishReason, cachedTokens, null, null);
        }

        /** A copy with another text, or none. */
        public Answer withContent(String other) {
            return new Answer(
                    model, other, promptTokens, completionTokens, finishReason, cachedTokens, withheld, logprobs);
        }
    }

    /**
     * A batch of calls.
     *
     * @param key our own name of the batch, which also finds it at the provider
     * @param phase null in the entries of calls
     * @param id the provider's name of the batch; null before it was created
     * @param requests number of requests; 0 in the entries of calls
     * @param sha256 hash of the requests in hexadecimal, so that a person can compare them with the provider's file; null in the entries
     *     of calls
     * @param last whether a call that has no answer must not be repeated, as its request was refused
     * @param postponed whether a call that has no answer was never asked, as the provider took no batch at that time; it counts as no
     *     attempt
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Batch(
            String key,
            BatchPhase phase,
            String id,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int requests,
            String sha256,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean last,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean postponed) {

        /** The batch of a call. */
        public static Batch named(String key) {
            return new Batch(key, null, null, 0, null, false, false);
        }

        /** A batch that is about to be created. */
        public static Batch intended(String key, int requests, String sha256) {
            return new Batch(key, BatchPhase.INTENDED, null, requests, sha256, false, false);
        }

        /** The batch under the id that the provider gave it. */
        public Batch created(String providersId) {
            return new Batch(key, BatchPhase.CREATED, providersId, requests, sha256, false, false);
        }

        /** The batch after all its calls have their outcomes. */
        public Batch ended() {
            return new Batch(key, BatchPhase.ENDED, id, requests, sha256, false, false);
        }

        /** The batch of a call whose request was refused for good. */
        public Batch refused() {
            return new Batch(key, phase, id, requests, sha256, true, false);
        }

        /** The batch of a call that was never asked, as the provider took no batch at that time. */
        public Batch putOff() {
            return new Batch(key, phase, id, requests, sha256, false, true);
        }
    }

    /** How far a batch has come. */
    public enum BatchPhase {
        /** It may exist at the provider, up to the entry's deadline at the latest. */
        INTENDED,
        /** It exists at the provider. */
        CREATED,
        /** All its calls have their outcomes. */
        ENDED
    }

    /**
     * A time slot of an endpoint's rate limit, which all replicas and runs share. Slots follow one another in the log's order.
     *
     * @param endpoint identifies the endpoint
     * @param seconds interval until the next slot
     */
    public record Turn(String endpoint, double seconds) {}

    /**
     * The unconfirmed part of the cost, in US dollars. A call in flight, a call that may have been billed without an answer, and an
     * answer without a token count are unconfirmed and count at their greatest cost.
     */
    @JsonIgnore
    public double unknownUsd() {
        return switch (state) {
            case RESERVED, FAILED -> costUsd;
            case ANSWERED -> answer == null || answer.promptTokens() + answer.completionTokens() > 0 ? 0 : costUsd;
            case DECLINED, CACHED, BATCH -> 0;
        };
    }

    /** The purse that the call counts against: the named one, or the run's own. */
    @JsonIgnore
    public String account() {
        return purse == null ? runId : purse;
    }

    @Override
    public String id() {
        return Ids.of("teacher-call", callId, number);
    }

    /** One key per call, so that compaction keeps the last entry of each. */
    @Override
    public String key() {
        return account() + "/" + callId + "/" + number;
    }
}
