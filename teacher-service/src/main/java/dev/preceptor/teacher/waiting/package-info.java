/** Waiting that ends when the service stops. */
package dev.preceptor.teacher.waiting;
