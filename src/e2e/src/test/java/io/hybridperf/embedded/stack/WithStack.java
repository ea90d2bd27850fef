package io.hybridperf.embedded.stack;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests over an embedded stack: {@link RunningStack} and {@link SharedStack.FirstRun} are among
 * their parameters, and {@code -DexcludedGroups=stack} leaves them out.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag("stack")
@ExtendWith(SharedStack.class)
public @interface WithStack {}
