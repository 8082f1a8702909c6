/** What trains a job: the interface of engines, and what all of them share. */
package dev.preceptor.trainer.engine;
