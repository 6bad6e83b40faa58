// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A rule about no classes always holds: here it shows that the rules saw every bundle. */
class CanaryTest {
    @Test
    void every_bundle_with_code_was_looked_at() {
        assertThat(AllBundles.names())
                .hasSizeGreaterThan(5)
                .allSatisfy(bundle -> assertThat(classesOf(bundle)).as(bundle).isNotEmpty());
    }

    @Test
    void no_test_was_looked_at() {
        assertThat(AllBundles.classes()).noneMatch(type -> type.getSimpleName().endsWith("FuzzTest"));
    }

    private static List<JavaClass> classesOf(String bundle) {
        return AllBundles.classes().stream()
                .filter(type -> (type.getPackageName() + ".").startsWith(bundle + "."))
                .toList();
    }
}
