package dev.preceptor.eval.stream;

import dev.preceptor.eval.exam.ExamEvent;
import dev.preceptor.stage.deadletter.DeadLetterHeaders;
import java.util.List;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Reads the dead letters of assignments: the header says whether the answer is lost, or the exam is held until it can be given. */
final class LostAssignments extends ContextualProcessor<String, byte[], String, ExamEvent> {

    @Override
    public void process(Record<String, byte[]> letter) {
        List<ExamEvent> events = DeadLetterHeaders.holdsRun(letter.headers())
                ? LostAnswers.ofRefused(letter.key(), letter.value(), DeadLetterHeaders.reason(letter.headers()))
                : LostAnswers.ofAssignment(letter.key(), letter.value());
        events.forEach(event -> context().forward(letter.withValue(event)));
    }
}
