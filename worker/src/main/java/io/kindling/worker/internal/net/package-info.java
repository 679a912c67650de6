/**
 * Messages between processes of a cluster, over Spark's own network library with its authentication, encryption and TLS. An
 * {@link io.kindling.worker.internal.net.Endpoint} accepts and opens {@link io.kindling.worker.internal.net.Connection}s, which
 * carry messages of any length in both directions.
 *
 * <p>What must not live here: what a message means, who talks to whom, and when.
 */
@NullMarked
package io.kindling.worker.internal.net;

import org.jspecify.annotations.NullMarked;
