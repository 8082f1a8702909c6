/** What a run's teacher will cost, before it is asked anything. */
package dev.preceptor.cli.estimate;
