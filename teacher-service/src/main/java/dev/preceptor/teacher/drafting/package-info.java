/** Drafts of new tasks, which the teacher invents from a few examples. */
package dev.preceptor.teacher.drafting;
