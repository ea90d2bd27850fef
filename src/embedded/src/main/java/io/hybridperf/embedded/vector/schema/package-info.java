/** What a collection's fields are, and the error that a request for something else ends in. */
@NullMarked
package io.hybridperf.embedded.vector.schema;

import org.jspecify.annotations.NullMarked;
