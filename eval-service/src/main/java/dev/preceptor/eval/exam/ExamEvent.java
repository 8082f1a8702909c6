package dev.preceptor.eval.exam;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What happened to an exam, reduced to what the exam needs. All events of a run are in one partition. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ExamOpened.class, name = "exam-opened"),
    @JsonSubTypes.Type(value = AnswerJudged.class, name = "answer-judged"),
    @JsonSubTypes.Type(value = AnswerRefused.class, name = "answer-refused"),
    @JsonSubTypes.Type(value = TaskFaulted.class, name = "task-faulted"),
    @JsonSubTypes.Type(value = RunDeleted.class, name = "run-deleted"),
    @JsonSubTypes.Type(value = RunResumed.class, name = "run-goes-on")
})
public sealed interface ExamEvent permits ExamOpened, AnswerJudged, AnswerRefused, TaskFaulted, RunDeleted, RunResumed {

    String runId();
}
