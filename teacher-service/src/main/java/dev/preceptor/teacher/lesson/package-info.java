/**
 * The teaching rules: whether the teacher answers an event, with which request, and what the student learns from the answer. Plain
 * decisions, without Kafka, money or HTTP.
 */
package dev.preceptor.teacher.lesson;
