/** The backend {@code rule}: mechanical mistakes that need no model. */
package dev.preceptor.teacher.rule;
