package dev.preceptor.contracts.event;

import dev.preceptor.contracts.specification.ExamSpecification;

/** The tasks and settings of an exam of a checkpoint. */
public record ExamPlan(DataSet tasks, ExamSpecification exam) {}
