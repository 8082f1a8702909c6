/** One HTTP request within a time limit, with a typed outcome; every backend sends through it. */
package dev.preceptor.teacher.http;
