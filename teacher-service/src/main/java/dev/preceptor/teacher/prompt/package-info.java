/** What the teacher is told, word for word. */
package dev.preceptor.teacher.prompt;
