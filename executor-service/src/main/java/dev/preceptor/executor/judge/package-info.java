/**
 * What a judgement is made of: a program and its tests go in, what was observed comes out, and a verdict with feedback
 * is concluded from that. How the program is run is the {@link dev.preceptor.executor.sandbox sandbox's} business.
 */
package dev.preceptor.executor.judge;
