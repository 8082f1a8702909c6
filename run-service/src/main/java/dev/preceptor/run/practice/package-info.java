/** The tasks that students practise on. */
package dev.preceptor.run.practice;
