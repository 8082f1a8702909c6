/** What a teacher is asked: the request for a refinement, and what was wrong with the program that it is about. */
package dev.preceptor.teaching;
