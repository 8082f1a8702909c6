package dev.preceptor.eval.exam;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What moves an exam on, reduced to what the exam needs; all of one run's travel in one partition. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ExamOpened.class, name = "exam-opened"),
    @JsonSubTypes.Type(value = AnswerJudged.class, name = "answer-judged"),
    @JsonSubTypes.Type(value = TaskFaulted.class, name = "task-faulted"),
    @JsonSubTypes.Type(value = RunDeleted.class, name = "run-deleted"),
    @JsonSubTypes.Type(value = RunGoesOn.class, name = "run-goes-on")
})
public sealed interface ExamEvent permits ExamOpened, AnswerJudged, TaskFaulted, RunDeleted, RunGoesOn {

    String runId();
}
