/** Where calls go to, and the channels that carry them: addresses, TLS, tokens. */
@NullMarked
package io.hybridperf.gatling.grpc.channel;

import org.jspecify.annotations.NullMarked;
