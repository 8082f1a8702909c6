/**
 * Which servers a service may call, and which key it may send to which server. A specification names a credential; the operator configures
 * the environment variable that holds the key and the servers that it may be sent to.
 * {@link dev.preceptor.httpclient.credentials.ServerAccess} decides.
 */
package dev.preceptor.httpclient.credentials;
