/**
 * A language model as teacher: one request at a time, each with a typed outcome, no more of them than the endpoint allows,
 * and none without money reserved for it. What is said on the wire is the backends' matter.
 */
package dev.preceptor.teacher.chat;
