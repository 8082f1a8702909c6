package dev.preceptor.contracts.event;

import dev.preceptor.contracts.specification.ExamSpecification;

/** What a checkpoint is examined on, and how. */
public record ExamPlan(DataSet tasks, ExamSpecification exam) {}
