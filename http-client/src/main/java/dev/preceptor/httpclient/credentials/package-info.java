/**
 * Which servers a service may call, and which key it may give to which of them. A caller names a credential; the operator says
 * which environment variable holds it and where it may go. {@link dev.preceptor.httpclient.credentials.ServerAccess} decides.
 */
package dev.preceptor.httpclient.credentials;
