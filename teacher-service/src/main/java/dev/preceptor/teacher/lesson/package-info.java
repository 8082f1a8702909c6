/**
 * What becomes of a judged program: whether the teacher is asked, what exactly, and what the student learns from it. Pure
 * decisions, without Kafka, money or HTTP.
 */
package dev.preceptor.teacher.lesson;
