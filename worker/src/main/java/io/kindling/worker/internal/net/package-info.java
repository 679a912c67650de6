/**
 * Messages between processes of a cluster, over Spark's own network library with its authentication, encryption and TLS. An
 * {@link io.kindling.worker.internal.net.Endpoint} accepts and opens {@link
 * io.kindling.worker.internal.net.PeerConnection}s, which
 * carry messages of any length in both directions. Over them ranks exchange gradients and weights: see {@link
 * io.kindling.worker.internal.net.ExchangeEndpoint}.
 *
 * <p>What must not live here: which ranks there are, and what they do when (see {@code program.internal.protocol}).
 */
@NullMarked
package io.kindling.worker.internal.net;

import org.jspecify.annotations.NullMarked;
