// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;

class CatalogueMessageFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatever_is_read_is_written_the_same_way_again(byte[] bytes) {
        try {
            assertThat(CatalogueMessage.read(Bytes.copyOf(bytes)).encode()).isEqualTo(Bytes.copyOf(bytes));
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }
}
