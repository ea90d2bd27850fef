/**
 * Starts the embedded stack in a process of its own and speaks its protocol: lines of progress,
 * then {@code READY} with a description in JSON or {@code FAILED} with a reason, and {@code
 * STOPPED} at the end. The stack's own class path is never on the caller's.
 */
@NullMarked
package io.hybridperf.stack;

import org.jspecify.annotations.NullMarked;
