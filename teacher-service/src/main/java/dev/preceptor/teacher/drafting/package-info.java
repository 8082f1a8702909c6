/** Tasks that the teacher invents from a few that it is shown. */
package dev.preceptor.teacher.drafting;
